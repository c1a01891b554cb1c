import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toAscii, toBase64 } from "@cosmjs/encoding";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { createBatchingCometClient } from "../../../src/chain/batch-rpc-client.ts";
import { rejection } from "../../support/comet-fixtures.ts";

interface Asked {
  readonly id: number;
  readonly params: { readonly path: string; readonly height?: string };
}
type Reply = (asked: readonly Asked[], isList: boolean) => unknown;

const servers: Server[] = [];
const clients: Comet38Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const response = (path: string, log = "") => ({
  response: { code: 0, log, value: toBase64(toAscii(path)), height: "5" },
});
const answer = ({ id, params }: Asked) => ({ jsonrpc: "2.0", id, result: response(params.path) });
const everyAnswer: Reply = (asked, isList) => (isList ? asked.map(answer) : asked.map(answer)[0]);

/** A node that answers requests as the test says, and a batching client of it; how many were in each is kept. */
async function node(reply: Reply, isRecent?: (height: bigint) => boolean) {
  const sizes: number[] = [];
  const server = createServer(async (request, result) => {
    const body: unknown = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    const asked = (Array.isArray(body) ? body : [body]) as Asked[];
    sizes.push(asked.length);
    const text = reply(asked, Array.isArray(body));
    if (typeof text === "number") result.writeHead(text).end("busy");
    else result.end(typeof text === "string" ? text : JSON.stringify(text));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = createBatchingCometClient(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    2_000,
    isRecent,
  );
  clients.push(client);
  const ask = async (path: string, height?: number): Promise<string> => {
    const { value } = await client.abciQuery({ path, data: new Uint8Array(), ...(height && { height }) });
    return Buffer.from(value).toString();
  };
  return {
    sizes,
    ask,
    askMany: (count: number) => Promise.all(Array.from({ length: count }, (_, at) => ask(`/${at}`))),
  };
}

const paths = (count: number): string[] => Array.from({ length: count }, (_, at) => `/${at}`);
const refusal = (message: string) => ({
  jsonrpc: "2.0",
  id: null,
  error: { code: -32600, message: "Invalid Request", data: message },
});

it("what is asked at once goes in batches of fifty, and each gets its own answer, whatever their order", async () => {
  const { sizes, askMany } = await node((asked, isList) =>
    isList ? asked.map(answer).reverse() : answer(asked[0] as Asked),
  );
  expect(await askMany(120)).toEqual(paths(120));
  expect(sizes.toSorted((left, right) => left - right)).toEqual([20, 50, 50]);
});

it("one request goes by itself", async () => {
  const { sizes, ask } = await node(everyAnswer);
  expect(await ask("/alone")).toBe("/alone");
  expect(sizes).toEqual([1]);
});

it("a node that allows fewer is asked for so many from then on", async () => {
  const { sizes, askMany } = await node((asked, isList) =>
    asked.length > 3
      ? refusal("batch request exceeds maximum (3) allowed number of requests")
      : everyAnswer(asked, isList),
  );
  expect(await askMany(9)).toEqual(paths(9));
  expect(await askMany(6)).toEqual(paths(6));
  expect(sizes).toEqual([9, 3, 3, 3, 3, 3]);
});

it.each<[string, Reply]>([
  ["answers with something else", (asked, isList) => (isList ? "<html>" : everyAnswer(asked, isList))],
  ["refuses more than one", (asked, isList) => (isList ? refusal("no batches") : everyAnswer(asked, isList))],
  ["leaves some out", (asked, isList) => (isList ? [answer(asked[0] as Asked), 7, null] : everyAnswer(asked, isList))],
])("a node that %s is asked one by one", async (_name, reply) => {
  const { askMany } = await node(reply);
  expect(await askMany(3)).toEqual(paths(3));
});

it("a request that is refused fails alone, with the reason", async () => {
  const refused = ({ id }: Asked) => ({ jsonrpc: "2.0", id, error: { code: -32603, message: "no such thing" } });
  const each = (asked: Asked) => (asked.params.path === "/1" ? refused(asked) : answer(asked));
  const { ask } = await node((asked, isList) => (isList ? asked.map(each) : each(asked[0] as Asked)));
  const [first, second, third] = [ask("/0"), ask("/1"), ask("/2")];
  const error = await rejection("RPC_QUERY_FAILED", second);
  expect(error.message).toContain("no such thing");
  expect(await Promise.all([first, third])).toEqual(["/0", "/2"]);
});

it("a height that the node does not have yet is asked again until it has", async () => {
  let asks = 0;
  const behind = ({ id, params }: Asked) => {
    if (params.path === "/new") asks += 1;
    if (params.path === "/new" && asks < 3) {
      return { jsonrpc: "2.0", id, result: response("", "cannot query with height in the future") };
    }
    return answer({ id, params });
  };
  const { ask } = await node(
    (asked, isList) => (isList ? asked.map(behind) : behind(asked[0] as Asked)),
    (height) => height === 9n,
  );
  expect(await Promise.all([ask("/new", 9), ask("/old", 5)])).toEqual(["/new", "/old"]);
  expect(asks).toBe(3);
});

it("a node that cannot be reached fails every request of the batch", async () => {
  const { ask } = await node(() => 503);
  const both = [ask("/0"), ask("/1")];
  for (const asked of both) await rejection("RPC_UNREACHABLE", asked);
});
