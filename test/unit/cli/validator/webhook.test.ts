import { Webhook } from "../../../../src/cli/validator/webhook.ts";
import { alertReceiver } from "./alert-receiver.ts";

it("posts events in order as JSON, and waits for them at its end", async () => {
  await using target = await alertReceiver(200);
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
  await using target = await alertReceiver(500);
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

it("takes an event at whatever moment it comes while another one is being posted", async () => {
  const posted: string[] = [];
  jest.spyOn(globalThis, "fetch").mockImplementation(async (_url, request) => {
    posted.push(JSON.parse(String(request?.body)).kind);
    return new Response(null, { status: 204 });
  });
  for (let steps = 0; steps < 20; steps += 1) {
    await using webhook = new Webhook("http://alerts.internal/", () => undefined);
    webhook.post({ kind: `first ${steps}` });
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    webhook.post({ kind: `second ${steps}` });
  }
  const numbers = Array.from({ length: 20 }, (_each, steps) => steps);
  expect(posted).toEqual(numbers.flatMap((steps) => [`first ${steps}`, `second ${steps}`]));
  jest.restoreAllMocks();
});

it("drops the oldest of too many events behind a slow receiver, says so, and posts the rest", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const posted: number[] = [];
  jest.spyOn(globalThis, "fetch").mockImplementation(async (_url, request) => {
    await promise;
    posted.push(JSON.parse(String(request?.body)).number);
    return new Response(null, { status: 204 });
  });
  const problems: string[] = [];
  {
    await using webhook = new Webhook("http://alerts.internal/", (problem) => problems.push(problem));
    for (let number = 0; number < 1_003; number += 1) webhook.post({ number });
    resolve();
  }
  expect([posted.length, ...posted.slice(0, 3), posted.at(-1)]).toEqual([1_001, 0, 3, 4, 1_002]);
  expect(problems).toEqual(new Array(2).fill("webhook: too slow, an event was dropped"));
  jest.restoreAllMocks();
});

it("posts on after a failure, and follows no redirect with what it says", async () => {
  await using elsewhere = await alertReceiver(200);
  await using target = await alertReceiver(302, { location: elsewhere.url });
  const problems: string[] = [];
  {
    await using webhook = new Webhook(target.url, (problem) => problems.push(problem));
    webhook.post({ kind: "a" });
    webhook.post({ kind: "b" });
  }
  expect(target.bodies).toMatchObject([{ kind: "a" }, { kind: "b" }]);
  expect([elsewhere.bodies, problems.length]).toEqual([[], 2]);
});
