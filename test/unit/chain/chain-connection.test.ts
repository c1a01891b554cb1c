import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectChain } from "../../../src/chain/chain-connection.ts";
import { neverConnected } from "../../../src/chain/rpc-client.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { Refusal } from "../../support/fake-comet-faults.ts";

const { start, connect } = useFakeComet();

/** An address of this machine where nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe("connecting", () => {
  it("reads the chain id from the node", async () => {
    const connection = await connect(await start({ chainId: "provider-7", blocks: 4 }), {
      expectedChainId: "provider-7",
    });
    expect(connection.chainId).toBe("provider-7");
    await expect(connection.latestHeight()).resolves.toBe(4n);
    expect(connection.knownHeight).toBe(0n);
  });

  it("says that nobody answers, and that nothing can have reached the node", async () => {
    const url = await deadUrl();
    const error = await rejection("RPC_UNREACHABLE", connectChain({ url }));
    expect(error.context).toEqual({ url });
    expect(error.retryable).toBe(true);
    expect(error.message).toMatch(/^No answer from the RPC at http.*ECONNREFUSED/);
    expect(neverConnected(error)).toBe(true);
  });

  it("says that the node did not answer in time", async () => {
    const comet = await start();
    comet.trouble = () => "hang";
    const error = await rejection("RPC_UNREACHABLE", connectChain({ url: comet.url, requestTimeoutMs: 20 }));
    expect(error.message).toContain("it did not answer in time");
    expect(neverConnected(error)).toBe(false);
  });

  it("gives up at the caller's deadline before the request's own", async () => {
    const comet = await start();
    comet.trouble = () => "hang";
    await rejection("POLL_TIMEOUT", connectChain({ url: comet.url, timeoutMs: 10 }));
  });

  it("refuses a node of another chain, and names both", async () => {
    const comet = await start({ chainId: "other-1" });
    const error = await rejection("RPC_WRONG_CHAIN", connectChain({ url: comet.url, expectedChainId: "provider-1" }));
    expect(error.context).toEqual({ url: comet.url, expectedChainId: "provider-1", actualChainId: "other-1" });
  });

  it.each(["", "127.0.0.1:26657", "tcp://127.0.0.1:26657", "not a url"])("refuses the address %j", async (url) => {
    const error = await rejection("CONFIG_INVALID", connectChain({ url }));
    expect(error.context.problems).toMatchObject([{ name: "url", got: url }]);
  });

  it.each([
    ["a web page", "<html>hello</html>"],
    ["other JSON", '{"code":12,"message":"Not Implemented"}'],
    ["no object", "7"],
    ["an empty result", '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ["no result", '{"jsonrpc":"2.0","id":1}'],
  ])("refuses an answer that is %s", async (_name, body) => {
    const comet = await start();
    comet.trouble = () => ({ body });
    const error = await rejection("RPC_RESPONSE_INVALID", connectChain({ url: comet.url }));
    expect(error.context).toEqual({ url: comet.url, path: "status" });
  });

  it("takes an HTTP error for silence, unless the body is the node's own refusal", async () => {
    const comet = await start();
    comet.trouble = () => ({ status: 503 });
    const error = await rejection("RPC_UNREACHABLE", connectChain({ url: comet.url }));
    expect(error.message).toContain("HTTP status 503");
    comet.trouble = () => ({ status: 429, body: '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"slower"}}' });
    const limited = await rejection("RPC_UNREACHABLE", connectChain({ url: comet.url }));
    expect(limited.message).toContain("HTTP status 429");
    expect(limited.retryable).toBe(true);
    comet.trouble = () => undefined;
    comet.overrides.set("status", () => {
      throw new TypeError("broken");
    });
    const refused = await rejection("RPC_QUERY_FAILED", connectChain({ url: comet.url }));
    expect(refused.context).toEqual({ url: comet.url, path: "status" });
    expect(refused.message).toContain("Internal error");
  });
});

describe("a node that is behind the others at its address", () => {
  /** Two nodes take turns: one lacks the last block that the other told of. */
  async function oneBehind(method: string, behind: (height: string) => unknown) {
    const comet = await start({ blocks: 150 });
    const connection = await connect(comet, { requestTimeoutMs: 1_500 });
    await connection.waitForHeight(150n);
    let turn = 0;
    const answer = (result: unknown) => ({ body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...(result as object) }) });
    comet.trouble = (name, { height }) =>
      name === method && turn++ % 3 < 2 ? answer(behind(String(height))) : undefined;
    return { comet, connection, count: () => comet.count(method) };
  }
  const refusal = (height: string) => ({
    error: { data: `height ${height} must be less than or equal to the current blockchain height 149` },
  });
  const stored = { result: { response: { code: 0, log: "version does not exist", height: "150", value: null } } };

  it("is asked again for what the chain is known to have", async () => {
    const { connection, count } = await oneBehind("commit", refusal);
    await expect(connection.comet.commit(150)).resolves.toMatchObject({ canonical: true });
    expect(count()).toBe(3);
  });

  it("does not pass for one whose store holds nothing", async () => {
    const { comet, connection } = await oneBehind("abci_query", () => stored);
    comet.queries.set("/store/ibc/key", () => new Uint8Array([1]));
    const query = { path: "/store/ibc/key", data: new Uint8Array(), height: 150 };
    await expect(connection.comet.abciQuery(query)).resolves.toMatchObject({ value: new Uint8Array([1]) });
  });

  it("refuses at once a height that the chain has not reached, or that may be pruned", async () => {
    const { connection, count } = await oneBehind("commit", refusal);
    for (const height of [151, 50]) await rejection("RPC_QUERY_FAILED", connection.comet.commit(height));
    expect(count()).toBe(2);
  });

  it("refuses in the end where it stays behind", async () => {
    const { comet, connection } = await oneBehind("commit", refusal);
    comet.overrides.set("commit", () => {
      throw new Refusal("height 150 must be less than or equal to the current blockchain height 149");
    });
    const error = await rejection("RPC_QUERY_FAILED", connection.comet.commit(150));
    expect(error.retryable).toBe(true);
  });
});

describe("closing", () => {
  it("ends every wait, stream and request, as often as it is called", async () => {
    const comet = await start();
    const connection = await connect(comet);
    await connection.waitForHeight(1n);
    comet.trouble = () => "hang";
    const waits = [
      connection.waitForHeight(9n),
      connection.blocks({ from: 9n }).next(),
      connection.latestHeight(),
      connection.comet.status(),
    ];
    const settled = Promise.allSettled(waits);
    await connection.close();
    await connection.close();
    for (const result of await settled) {
      expect(result).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
    }
    await expect(connection.waitForHeight(1n)).rejects.toMatchObject({ name: "AbortError" });
  });

  it("happens at the end of a scope", async () => {
    const comet = await start();
    let kept: Awaited<ReturnType<typeof connectChain>> | undefined;
    {
      await using connection = await connectChain({ url: comet.url });
      kept = connection;
    }
    await expect(kept.latestHeight()).rejects.toMatchObject({ name: "AbortError" });
  });

  it("does nothing to a connection that never waited", async () => {
    const connection = await connect(await start());
    await expect(connection.close()).resolves.toBeUndefined();
  });
});
