import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

/** One JSON-RPC request on its way to the node. */
export interface ProxiedRequest {
  readonly id: unknown;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * What happens to one request: an HTTP status or a body in place of the node's answer, an answer that comes only once
 * a promise has settled, no answer at all, a broken connection, an answer that is lost after the node had the request,
 * or the answer of a node that is so many blocks behind.
 */
export type Fault =
  | { readonly status: number; readonly body?: string }
  | { readonly body: string }
  | { readonly after: Promise<unknown> }
  | { readonly behind: bigint }
  | "hang"
  | "break"
  | "lose-answer";

/** A height that no chain of a test reaches: asked for it, a node refuses in its own words. */
const FAR_FUTURE = "1000000000";

/** Stands in front of a node's RPC, HTTP and websocket, and misbehaves as the test says. */
export class FaultProxy implements AsyncDisposable {
  /** Method names in the order they were asked, each of a batch too. */
  readonly asked: string[] = [];
  /** HTTP requests; one may hold several calls. */
  requests = 0;
  /** Decides about each request; undefined lets it through. */
  fault: (request: ProxiedRequest) => Fault | undefined = () => undefined;
  /** False refuses new websockets. */
  websocketsAllowed = true;
  /** True keeps websockets open and lets nothing through to the reader. */
  websocketsMuted = false;
  /** Messages of websockets that were not let through. */
  unheard = 0;
  readonly #target: string;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  readonly #websockets = new WebSocketServer({ noServer: true });
  #port = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** A proxy for the node with this RPC address. */
  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.up();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many websockets are open. */
  get websockets(): number {
    return this.#websockets.clients.size;
  }

  /** How often a method was asked. */
  count(method: string): number {
    return this.asked.filter((name) => name === method).length;
  }

  /** Breaks every websocket that is open. */
  cutWebsockets(): void {
    for (const websocket of this.#websockets.clients) websocket.terminate();
  }

  /** Breaks every connection and refuses new ones, as where no process listens. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutWebsockets();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  /** Listens again, at the same address. */
  async up(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.down();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const rpc = JSON.parse(text) as ProxiedRequest;
    this.requests += 1;
    this.asked.push(...[rpc].flat().map(({ method }) => method));
    const fault = this.fault(rpc);
    if (fault === "hang") return;
    if (fault === "break") {
      response.destroy();
    } else if (fault === undefined) {
      await this.#answer(rpc, response);
    } else if (fault === "lose-answer") {
      await this.#forward(rpc);
      response.destroy();
    } else if ("behind" in fault) {
      await this.#answerBehind(rpc, fault.behind, response);
    } else if ("after" in fault) {
      await fault.after;
      await this.#answer(rpc, response);
    } else {
      response.writeHead("status" in fault ? fault.status : 200).end(fault.body ?? "");
    }
  }

  async #answer(rpc: ProxiedRequest, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#forward(rpc);
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
  }

  async #forward(rpc: ProxiedRequest): Promise<{ readonly status: number; readonly body: string }> {
    const answer = await fetch(this.#target, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(rpc),
    });
    return { status: answer.status, body: await answer.text() };
  }

  /** The answer of the same node as it was: only transactions go to the present one. */
  async #answerBehind(rpc: ProxiedRequest, blocks: bigint, response: ServerResponse): Promise<void> {
    const latest = (await this.#tip()) - blocks;
    if (rpc.method === "abci_info" || rpc.method === "status") {
      const { status, body } = await this.#forward(rpc);
      const old = body.replace(/("(?:last|latest)_block_height":)"\d+"/, `$1"${latest}"`);
      response.writeHead(status, { "Content-Type": "application/json" }).end(old);
      return;
    }
    const asked = BigInt(String(rpc.params.height ?? 0));
    if (rpc.method === "broadcast_tx_sync") return this.#answer(rpc, response);
    const height = asked > latest ? FAR_FUTURE : String(asked === 0n ? latest : asked);
    await this.#answer({ ...rpc, params: { ...rpc.params, height } }, response);
  }

  async #tip(): Promise<bigint> {
    const { body } = await this.#forward({ id: 1, method: "abci_info", params: {} });
    const { result } = JSON.parse(body) as { result: { response: { last_block_height: string } } };
    return BigInt(result.response.last_block_height);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.websocketsAllowed) {
      socket.destroy();
      return;
    }
    this.#websockets.handleUpgrade(request, socket, head, (reader) => {
      const node = new WebSocket(`${this.#target.replace(/^http/, "ws")}${request.url}`);
      const early: string[] = [];
      reader.on("message", (data) => {
        if (node.readyState === WebSocket.OPEN) node.send(String(data));
        else early.push(String(data));
      });
      node.on("open", () => {
        for (const message of early.splice(0)) node.send(message);
      });
      node.on("message", (data) => {
        if (this.websocketsMuted) this.unheard += 1;
        else reader.send(String(data));
      });
      // An error is followed by a close, and the other side is closed with it.
      for (const [one, other] of [
        [node, reader],
        [reader, node],
      ] as const) {
        one.on("error", () => undefined);
        one.on("close", () => other.terminate());
      }
    });
  }
}
