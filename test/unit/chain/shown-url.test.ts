import { inspect } from "node:util";
import { pollUntil } from "../../../src/async/poll-until.ts";
import { createBatchingCometClient } from "../../../src/chain/batch-rpc-client.ts";
import { createCometClient } from "../../../src/chain/rpc-client.ts";
import { checkedRpcUrl, websocketUrl } from "../../../src/chain/rpc-url.ts";
import { shownUrl, withoutUrl } from "../../../src/chain/shown-url.ts";
import { queryStore } from "../../../src/chain/store.ts";
import { HeaderSource } from "../../../src/ibc/header.ts";
import type { LogFields, Logger } from "../../../src/logger.ts";
import { queryNodeStatus } from "../../../src/validator/node-status.ts";
import { rejection, thrown, useFakeComet } from "../../support/comet-fixtures.ts";
import type { Trouble } from "../../support/fake-comet-faults.ts";

const { start, connect } = useFakeComet();

const [PATH, KEY] = ["path0token0path", "query0token0query"];
const BEHIND = `/v1/${PATH}/?key=${KEY}`;

describe("an address as it is shown", () => {
  it.each([
    ["http://127.0.0.1:26657", "http://127.0.0.1:26657"],
    ["http://127.0.0.1:26657/", "http://127.0.0.1:26657"],
    ["http://[::1]:26657", "http://[::1]:26657"],
    ["https://host/TOKEN/", "https://host/…"],
    ["https://host:443/?key=TOKEN", "https://host:443/…"],
    ["https://host?key=TOKEN", "https://host/…"],
    ["https://host#TOKEN", "https://host/…"],
    ["https://user:TOKEN@host", "https://host"],
    ["https://TOKEN@a@host/TOKEN", "https://host/…"],
    ["https:\\\\host\\TOKEN", "https:/…"],
    ["https:user:TOKEN@host", "host"],
    ["host:26657/TOKEN", "host:26657/…"],
    ["https//host/TOKEN\nTOKEN", "https/…"],
    ["", ""],
  ])("%j is %j", (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
    expect(shownUrl(shown)).toBe(shown);
  });

  it("is left in a text where it stood whole, and so are words as short as a path's usual ones", () => {
    const url = `https://host${BEHIND}`;
    const text = `POST ${url}: /v1 at /v1/${PATH}/ knows no key ${KEY}`;
    expect(withoutUrl(text, url)).toBe("POST https://host/…: /v1 at /v1/…/ knows no key …");
    expect(withoutUrl("a/b%2Fcdefgh or b/cdefgh", "https://host/?b/cdefgh")).toBe("a/… or …");
    expect(withoutUrl("nothing of it", "https://host")).toBe("nothing of it");
  });
});

describe("an RPC address", () => {
  it.each([
    ["http://127.0.0.1:26657", "ws://127.0.0.1:26657/websocket"],
    ["https://host/token/", "wss://host/token/websocket"],
    ["https://host/token", "wss://host/token/websocket"],
    ["https://host:443?key=a%20b", "wss://host:443/websocket?key=a%20b"],
    ["https://host:8443/token/?key=1#part", "wss://host:8443/token/websocket?key=1"],
  ])("%s has its websocket at %s", (url, websocket) => {
    expect(websocketUrl(url)).toBe(websocket);
  });

  it.each([
    "https://user:secret@host",
    "https://secret@host/",
    "ftp://host/secret",
    "host:26657/secret",
    "//host/secret",
  ])("%s is refused, and its secret not told", (url) => {
    const error = thrown("CONFIG_INVALID", () => checkedRpcUrl(url));
    expect(inspect(error, { depth: null })).not.toContain("secret");
  });
});

/** All that a logger was told. */
function recorder() {
  const told: unknown[] = [];
  const tell = (message: string, fields?: LogFields): void => void told.push([message, fields]);
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  return { told, logger };
}

const texts = (value: unknown): string =>
  `${inspect(value, { depth: null, showHidden: true })} ${JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? `${item}` : item))}`;

describe("a node behind an address with tokens", () => {
  it("is asked at its path and query, over HTTP and by its websocket", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet, { url: `${comet.url}${BEHIND}` });
    await connection.waitForHeight(2n);
    await comet.subscribed;
    comet.addBlock();
    await connection.block(3n);
    expect([...comet.paths].sort()).toEqual([BEHIND, `/v1/${PATH}/websocket?key=${KEY}`]);
    expect(connection.url).toBe(`${comet.url}${BEHIND}`);
  });

  it.each<[string, string, Trouble]>([
    ["RPC_UNREACHABLE", "fails", { status: 502 }],
    ["RPC_UNREACHABLE", "breaks the connection", "break"],
    ["RPC_UNREACHABLE", "does not answer in time", "hang"],
    ["RPC_RESPONSE_INVALID", "is a proxy that repeats the path", { body: `Cannot POST ${BEHIND}` }],
    ["RPC_RESPONSE_INVALID", "answers nonsense", { body: '{"jsonrpc":"2.0","id":1,"result":{}}' }],
    ["RPC_QUERY_FAILED", "refuses the key", { body: `{"jsonrpc":"2.0","error":{"message":"${KEY} has no credit"}}` }],
  ])("throws %s without them where it %s", async (code, _name, trouble) => {
    const comet = await start();
    const url = `${comet.url}${BEHIND}`;
    comet.trouble = () => trouble;
    const timeoutMs = trouble === "hang" ? 20 : 60_000;
    const [one, batch] = [createCometClient(url, timeoutMs), createBatchingCometClient(url, timeoutMs)];
    const asked = await Promise.allSettled([one.block(1), batch.block(1), batch.block(2)]);
    const errors = asked.map((result) => result.status === "rejected" && result.reason);
    for (const error of errors) expect(error).toMatchObject({ code, context: { url: `${comet.url}/…` } });
    const status = await queryNodeStatus(url, timeoutMs);
    for (const token of [PATH, KEY]) expect(texts([errors, status])).not.toContain(token);
  });

  it("is told without them where it is not the right one", async () => {
    const comet = await start({ blocks: 3 });
    const url = `${comet.url}${BEHIND}`;
    const { told, logger } = recorder();
    comet.websocketsAllowed = false;
    const connection = await connect(comet, { url, logger });
    await connection.waitForHeight(3n);
    comet.lowestHeight = 2n;
    const errors: unknown[] = [
      await rejection("RPC_WRONG_CHAIN", connect(comet, { url, expectedChainId: "other-1" })),
      await rejection("RPC_HEIGHT_PRUNED", connection.block(1n)),
      await rejection("RPC_QUERY_FAILED", queryStore(connection, "ibc", new Uint8Array())),
    ];
    comet.overrides.set("block", () => comet.block(2n));
    errors.push(await rejection("RPC_RESPONSE_INVALID", connection.block(3n)));
    const headers = new HeaderSource({ comet: connection.comet, url, chainId: "other-1" });
    errors.push(await rejection("RPC_RESPONSE_INVALID", headers.block(3n)));
    comet.trouble = () => ({ status: 503 });
    errors.push(await rejection("POLL_TIMEOUT", connection.block(2n, { timeoutMs: 20 })));
    await pollUntil(
      async () => texts(told),
      (text) =>
        ["websocket error", "cannot read the latest height", "cannot read a block"].every((each) =>
          text.includes(each),
        ),
      { what: "the warnings" },
    );
    for (const token of [PATH, KEY]) expect(texts([errors, told])).not.toContain(token);
  });
});
