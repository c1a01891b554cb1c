import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { bundleForBrowser } from "./client-bundle.ts";

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>icskit</title>
<script type="module">import * as icskit from "/client.js"; globalThis.icskit = icskit;</script></html>`;

/**
 * A web server with a page that has the client entry as `icskit`, and with a node's RPC at `/rpc` of the same origin,
 * HTTP and websocket: nodes answer pages of other origins only where their `cors_allowed_origins` say so.
 */
export class ClientPage implements AsyncDisposable {
  readonly url: string;
  /** How many websockets the page has opened. */
  websockets = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async serve(rpcUrl: string): Promise<ClientPage> {
    const { text } = await bundleForBrowser('export * from "./src/client.ts";');
    const answers: Readonly<Record<string, readonly [type: string, body: string]>> = {
      "/": ["text/html", PAGE],
      "/client.js": ["text/javascript", text],
    };
    const server = createServer((request, response) => {
      const [type, body] = answers[request.url ?? ""] ?? [];
      if (type !== undefined) response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
      else forward(rpcUrl, request, response).catch((error) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const page = new ClientPage(server);
    server.on("upgrade", (request, socket, head) => {
      page.websockets += 1;
      forwardSocket(rpcUrl, request, socket, head);
    });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function forward(rpcUrl: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== "/rpc") {
    response.writeHead(404).end();
    return;
  }
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const answer = await fetch(rpcUrl, { method: "POST", body, headers: { "content-type": "application/json" } });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
}

/** Passes the bytes of a websocket on, from its handshake to its end. */
function forwardSocket(rpcUrl: string, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const node = connect(Number(new URL(rpcUrl).port), "127.0.0.1", () => {
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    node.write(`GET /websocket HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
    node.write(head);
    node.pipe(socket).pipe(node);
  });
  node.on("error", () => socket.destroy());
  socket.on("error", () => node.destroy());
}
