import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown): Answer =>
  (_request, response) =>
    void response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(body)}\n`);

const empty =
  (status: number): Answer =>
  (_request, response) =>
    void response.writeHead(status).end();

/** What an engine answers that has nothing and refuses nothing; `c1` is its container, `n1` its network. */
const willing: readonly (readonly [string, Answer])[] = [
  ["GET /info", json(200, { OperatingSystem: "fake", OSType: "linux", Architecture: "x86_64" })],
  ["GET /version", json(200, { Components: [{ Name: "Engine" }] })],
  ["GET /version", json(200, { Components: [{ Name: "Engine" }] })],
  ["GET /networks/bridge", json(200, { IPAM: { Config: [{ Gateway: "127.0.0.1" }] } })],
  ["GET /containers/json", json(200, [])],
  ["GET /networks", json(200, [])],
  ["POST /networks/create", json(201, { Id: "n1" })],
  ["GET /networks/n1", json(200, { IPAM: { Config: [{ Subnet: "172.30.0.0/16" }] } })],
  ["DELETE /networks/n1", empty(204)],
  ["POST /networks/n1/connect", empty(200)],
  ["POST /networks/n1/disconnect", empty(200)],
  ["POST /containers/create", json(201, { Id: "c1" })],
  ["PUT /containers/c1/archive", empty(200)],
  ["POST /containers/c1/attach", empty(200)],
  ["POST /containers/c1/start", empty(204)],
  ["POST /containers/c1/wait", json(200, { StatusCode: 0 })],
  ["GET /containers/c1/json", json(200, { State: { OOMKilled: false } })],
  ["DELETE /containers/c1", empty(204)],
];

/** Stands in for a container engine on a socket of its own, for states that a real one cannot be brought into. */
export class FakeEngine implements AsyncDisposable {
  readonly socketPath: string;
  /** What was asked, for instance `DELETE /containers/c1`. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, Answer>(willing);
  readonly #server: Server;

  private constructor(socketPath: string) {
    this.socketPath = socketPath;
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? "", "http://engine").pathname).replace(/^\/v[\d.]+/, "");
      const asked = `${request.method} ${path}`;
      this.asked.push(asked);
      // Archives are read to their end, as an engine does.
      request.resume().on("end", () => {
        (this.#answers.get(asked) ?? json(404, { message: `no such image, container or network: ${path}` }))(
          request,
          response,
        );
      });
    });
  }

  static async start(folder: string): Promise<FakeEngine> {
    const engine = new FakeEngine(join(folder, "engine.sock"));
    engine.#server.listen(engine.socketPath);
    await once(engine.#server, "listening");
    return engine;
  }

  /** Answers a request with an error from now on, as an engine words it. */
  refuse(asked: string, status: number, message: string): void {
    this.#answers.set(asked, json(status, { message }));
  }

  /** Answers a request with this from now on. */
  answer(asked: string, body: unknown): void {
    this.#answers.set(asked, json(200, body));
  }

  /** Willing again, with nothing asked yet. */
  reset(): void {
    this.#answers.clear();
    for (const [asked, answer] of willing) this.#answers.set(asked, answer);
    this.asked.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
