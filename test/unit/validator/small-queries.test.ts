import { QuerySigningInfoResponse } from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { dateToTimestamp } from "../../../src/ccv/wire-time.ts";
import { queryNodeStatus } from "../../../src/validator/node-status.ts";
import { msgUnjail, queryJailState } from "../../../src/validator/unjail.ts";
import { queryMissedBlocks } from "../../../src/validator/watch/missed-blocks.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import type { Trouble } from "../../support/fake-comet-faults.ts";
import { tellMissedBlocks } from "./missed-blocks-node.ts";
import { bytes, providerFacts, publicKey, valcons, valoper } from "./plan-fixtures.ts";

const { start, connect } = useFakeComet();

describe("queryNodeStatus", () => {
  it("tells chain, key and whether the node is synced", async () => {
    const comet = await start({ chainId: "consumer-1", blocks: 4 });
    comet.overrides.set("status", () => ({
      node_info: { network: "consumer-1" },
      sync_info: { latest_block_height: "4", catching_up: true },
      validator_info: { pub_key: { value: publicKey(7) } },
    }));
    const told = { chainId: "consumer-1", publicKey: publicKey(7), catchingUp: true, height: 4n };
    expect(await queryNodeStatus(comet.url)).toEqual({ kind: "answers", url: comet.url, ...told });
  });

  it("takes a node that is away, and one that answers something else, for a status too", async () => {
    expect(await queryNodeStatus("http://127.0.0.1:1")).toMatchObject({ kind: "unreachable" });
    const comet = await start();
    comet.overrides.set("status", () => ({ node_info: {} }));
    expect(await queryNodeStatus(comet.url)).toMatchObject({ reason: "its answer to status is not CometBFT's" });
  });

  it.each<[string, Trouble, string]>([
    ["says that it is overloaded", { status: 503 }, "HTTP status 503"],
    ["is another kind of server", { body: "<html></html>" }, "is no JSON-RPC: <html>"],
    ["refuses", { body: '{"jsonrpc":"2.0","id":1,"error":{"message":"not here"}}' }, "not here"],
    ["breaks off", "break", "No answer from the RPC"],
    ["never answers", "hang", "did not answer in time"],
  ])("tells in one line why a node does not tell: it %s", async (_what, trouble, reason) => {
    const comet = await start();
    comet.trouble = () => trouble;
    const status = await queryNodeStatus(comet.url, 200);
    expect(status).toEqual({ kind: "unreachable", url: comet.url, reason: expect.stringContaining(reason) });
    expect(status).not.toMatchObject({ reason: expect.stringContaining("\n") });
  });

  it.each([
    ["has no key", { validator_info: {} }, "unreachable"],
    ["tells no height", { sync_info: {} }, "unreachable"],
    ["does not say that it is synced", { sync_info: { latest_block_height: "4" } }, "answers"],
  ])("takes none for synced that %s", async (_what, change, kind) => {
    const comet = await start();
    const whole = {
      node_info: { network: "consumer-1" },
      sync_info: { latest_block_height: "4", catching_up: false },
      validator_info: { pub_key: { value: publicKey(7) } },
    };
    comet.overrides.set("status", () => ({ ...whole, ...change }));
    const status = await queryNodeStatus(comet.url);
    expect(status.kind).toBe(kind);
    if (status.kind === "answers") expect(status.catchingUp).toBe(true);
  });
});

describe("queryJailState", () => {
  const jailed = { ...providerFacts().validator, jailed: true };
  const facts = { ...providerFacts({ validator: jailed }), height: 1n };

  async function stateOf(info: { readonly jailedUntil: Date; readonly tombstoned?: boolean }) {
    const comet = await start();
    const jailedUntil = dateToTimestamp(info.jailedUntil);
    const valSigningInfo = { jailedUntil, tombstoned: info.tombstoned ?? false };
    comet.queries.set("/cosmos.slashing.v1beta1.Query/SigningInfo", () =>
      QuerySigningInfoResponse.encode(QuerySigningInfoResponse.fromPartial({ valSigningInfo })).finish(),
    );
    return queryJailState(await connect(comet), facts);
  }

  it("asks nothing of who is free", async () => {
    const comet = await start();
    expect(await queryJailState(await connect(comet), { ...providerFacts(), height: 1n })).toEqual({ kind: "free" });
  });

  it("lets one go that was jailed before it was ever bonded, whom no chain knows as a signer", async () => {
    const comet = await start();
    const log = `rpc error: code = NotFound desc = SigningInfo not found for validator ${valcons(2)}: key not found`;
    comet.queries.set("/cosmos.slashing.v1beta1.Query/SigningInfo", () => ({ code: 22, log }));
    expect(await queryJailState(await connect(comet), facts)).toEqual({ kind: "may-leave" });
  });

  it("takes no other failure for that", async () => {
    const comet = await start();
    const connection = await connect(comet);
    comet.queries.set("/cosmos.slashing.v1beta1.Query/SigningInfo", () => ({ code: 38, log: "height 1 is pruned" }));
    await rejection("RPC_QUERY_FAILED", queryJailState(connection, facts));
    comet.trouble = () => ({ status: 503 });
    await rejection("RPC_UNREACHABLE", queryJailState(connection, facts));
  });

  it("says whether and when one may leave", async () => {
    const later = new Date(facts.time.getTime() + 1_000);
    expect(await stateOf({ jailedUntil: facts.time })).toEqual({ kind: "may-leave" });
    expect(await stateOf({ jailedUntil: later })).toEqual({ kind: "must-wait", until: later });
    expect(await stateOf({ jailedUntil: facts.time, tombstoned: true })).toEqual({ kind: "for-ever" });
    expect(msgUnjail(valoper(2))).toMatchObject({ value: { validatorAddr: valoper(2) } });
  });
});

it("finds the missed blocks of a key whatever the chain's prefix, and none of an unknown one", async () => {
  const comet = await start();
  tellMissedBlocks(comet, [
    [bytes(9, 32), 1n],
    [bytes(7, 32), 30n],
  ]);
  const connection = await connect(comet);
  expect(await queryMissedBlocks(connection, publicKey(7))).toEqual({
    missed: 30n,
    window: 100n,
    allowed: 50n,
    share: 0.6,
  });
  expect(await queryMissedBlocks(connection, publicKey(8))).toBeUndefined();
});
