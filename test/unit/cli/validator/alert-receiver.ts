import { once } from "node:events";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** Who takes a webhook's posts, and answers with this status. */
export async function alertReceiver(status: number, headers: OutgoingHttpHeaders = {}) {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    bodies.push(JSON.parse(text));
    response.writeHead(status, headers).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`;
  return { url, bodies, [Symbol.asyncDispose]: async () => void server.close() };
}
