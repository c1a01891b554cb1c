import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { QueryClient } from "@cosmjs/stargate";
import { handIn } from "../../../src/chain/hand-in.ts";
import { queryChain } from "../../../src/chain/query.ts";
import { createCometClient } from "../../../src/chain/rpc-client.ts";
import { MsgOptIn } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { type IcsErrorCode, isIcsError } from "../../../src/errors.ts";
import { rejection } from "../../support/comet-fixtures.ts";

type Respond = (response: ServerResponse, id: unknown) => void;

/** A node that answers whatever a test says, and counts who asks. */
class BadNode {
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor(respond: Respond) {
    this.#server = createServer((request, response) => void this.#serve(request, response, respond));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse, respond: Respond): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { id, method } = JSON.parse(body) as { id: unknown; method: string };
    this.asked.push(method);
    respond(response, id);
  }
}

const status =
  (code: number, body = ""): Respond =>
  (response) =>
    response.writeHead(code).end(body);
const text =
  (body: string): Respond =>
  (response) =>
    response.end(body);
const result =
  (value: unknown): Respond =>
  (response, id) =>
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: value }));
const refusal = (code: number): Respond => {
  return (response, id) =>
    response.writeHead(code).end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: "no" } }));
};

/** What a node may answer, the error that it becomes, and whether the same call may succeed later. */
const badAnswers: ReadonlyArray<readonly [what: string, respond: Respond, code: IcsErrorCode, retryable: boolean]> = [
  ["500 and a web page", status(500, "<html>oops</html>"), "RPC_UNREACHABLE", true],
  ["404", status(404), "RPC_UNREACHABLE", true],
  ["429 and a refusal", refusal(429), "RPC_UNREACHABLE", true],
  ["502 and a refusal", refusal(502), "RPC_UNREACHABLE", true],
  ["500 and the node's own refusal", refusal(500), "RPC_QUERY_FAILED", false],
  ["200 and a refusal", refusal(200), "RPC_QUERY_FAILED", false],
  ["nothing", text(""), "RPC_RESPONSE_INVALID", true],
  ["a web page", text("<!doctype html>"), "RPC_RESPONSE_INVALID", true],
  ["half an answer", text('{"jsonrpc":"2.0","id":1,"result":{"code"'), "RPC_RESPONSE_INVALID", true],
  ["a list", text("[]"), "RPC_RESPONSE_INVALID", true],
  ["null", text("null"), "RPC_RESPONSE_INVALID", true],
  ["bytes that are no text", (response) => response.end(Buffer.from([0xff, 0xfe, 0])), "RPC_RESPONSE_INVALID", true],
  ["a result of another kind", result("x"), "RPC_RESPONSE_INVALID", false],
  ["a result without its parts", result({}), "RPC_RESPONSE_INVALID", false],
  ["a connection closed at once", (response) => response.destroy(), "RPC_UNREACHABLE", true],
  [
    "a connection closed in the middle",
    (response) => {
      response.writeHead(200, { "Content-Length": 1_000 });
      response.write('{"jsonrpc"', () => response.destroy());
    },
    "RPC_UNREACHABLE",
    true,
  ],
];

/** Longer than any machine takes to hand an answer on; and so short that a test may wait for it. */
const [LONG_MS, SHORT_MS] = [30_000, 300];

describe.each(badAnswers)("a node that answers %s", (_what, respond, code, retryable) => {
  let node: BadNode;
  let url: string;

  beforeEach(async () => {
    node = new BadNode(respond);
    url = await node.listen();
  });

  afterEach(() => node.close());

  it("is a typed error, without another try", async () => {
    const comet = createCometClient(url, LONG_MS);
    const error = await rejection(code, comet.status());
    expect(error.retryable).toBe(retryable);
    expect(error.context).toMatchObject({ url });
    expect(error.message.split("\n")[0]).toContain(url);
    expect(node.asked).toEqual(["status"]);
  });

  it("is the same to a query", async () => {
    const base = QueryClient.withExtensions(createCometClient(url, LONG_MS));
    const method = { path: "/a.Query/B", request: MsgOptIn, response: MsgOptIn };
    const error = await rejection(code, queryChain(base, method, MsgOptIn.fromPartial({})));
    expect(error.retryable).toBe(retryable);
    expect(node.asked).toEqual(["abci_query"]);
  });

  it("gets a transaction once: its fate is then open, unless the node refused it", async () => {
    const comet = createCometClient(url, LONG_MS);
    const fate = await handIn(comet, new Uint8Array([1])).catch((error: unknown) => error);
    if (code === "RPC_QUERY_FAILED") expect(isIcsError(fate, code)).toBe(true);
    else expect(fate).toEqual({ kind: "unanswered" });
    expect(node.asked).toEqual(["broadcast_tx_sync"]);
  });
});

describe.each<[string, Respond]>([
  ["does not answer", () => undefined],
  [
    "begins an answer and never ends it",
    (response) => {
      response.writeHead(200);
      response.write('{"jsonrpc":"2.0",');
    },
  ],
])("a node that %s", (_what, respond) => {
  it("is silent once the time is over, and the fate of a transaction open", async () => {
    const node = new BadNode(respond);
    const comet = createCometClient(await node.listen(), SHORT_MS);
    const error = await rejection("RPC_UNREACHABLE", comet.status());
    expect(error.retryable).toBe(true);
    expect(error.message).toContain("it did not answer in time");
    expect(await handIn(comet, new Uint8Array([1]))).toEqual({ kind: "unanswered" });
    expect(node.asked.filter((method) => method === "broadcast_tx_sync").length).toBeLessThanOrEqual(1);
    await node.close();
  });
});

describe("a query's answer that is no such message", () => {
  it("is a typed error with its path", async () => {
    const value = Buffer.from([0x0a, 0xff]).toString("base64");
    const node = new BadNode(result({ response: { code: 0, value, height: "1" } }));
    const base = QueryClient.withExtensions(createCometClient(await node.listen(), LONG_MS));
    const method = { path: "/a.Query/B", request: MsgOptIn, response: MsgOptIn };
    const error = await rejection("RPC_QUERY_FAILED", queryChain(base, method, MsgOptIn.fromPartial({})));
    expect(error.context).toEqual({ path: "/a.Query/B" });
    expect(error.retryable).toBe(false);
    await node.close();
  });
});
