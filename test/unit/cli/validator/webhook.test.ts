import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "../../../../src/cli/validator/webhook.ts";

/** A receiver that answers with this status. */
async function receiver(status: number) {
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    bodies.push(JSON.parse(text));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`;
  return { url, bodies, [Symbol.asyncDispose]: async () => void server.close() };
}

it("posts events in order as JSON, and waits for them at its end", async () => {
  await using target = await receiver(200);
  const problems: string[] = [];
  {
    await using webhook = new Webhook(target.url, (problem) => problems.push(problem));
    webhook.post({ kind: "a", height: 5n });
    webhook.post({ kind: "b" });
  }
  expect(target.bodies).toMatchObject([{ kind: "a", height: "5", time: expect.any(String) }, { kind: "b" }]);
  expect(problems).toEqual([]);
});

it("tells what the receiver does not take, without its address's secrets", async () => {
  await using target = await receiver(500);
  const problems: string[] = [];
  {
    await using webhook = new Webhook(target.url, (problem) => problems.push(problem));
    webhook.post({ kind: "a" });
  }
  {
    await using webhook = new Webhook("http://127.0.0.1:1/?token=secret", (problem) => problems.push(problem));
    webhook.post({ kind: "a" });
  }
  expect(problems).toEqual([expect.stringContaining("answered 500"), expect.stringContaining("127.0.0.1:1 failed")]);
  expect(problems.join()).not.toContain("secret");
});

it("posts nothing without an address", async () => {
  await using webhook = new Webhook(undefined, () => {
    throw new Error("nothing can go wrong");
  });
  webhook.post({ kind: "a" });
});
