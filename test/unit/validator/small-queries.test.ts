import { toAscii } from "@cosmjs/encoding";
import {
  QueryParamsResponse,
  QuerySigningInfoResponse,
  QuerySigningInfosResponse,
} from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { consensusAddress } from "../../../src/ccv/consensus-address.ts";
import { dateToTimestamp } from "../../../src/ccv/wire-time.ts";
import { queryNodeStatus } from "../../../src/validator/node-status.ts";
import { msgUnjail, queryJailState } from "../../../src/validator/unjail.ts";
import { queryMissedBlocks } from "../../../src/validator/watch/missed-blocks.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import { bytes, providerFacts, publicKey, valoper } from "./plan-fixtures.ts";

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
  const info = [
    { address: consensusAddress(bytes(9, 32), "consumer"), missedBlocksCounter: 1n },
    { address: consensusAddress(bytes(7, 32), "consumer"), missedBlocksCounter: 30n },
  ];
  comet.queries.set("/cosmos.slashing.v1beta1.Query/SigningInfos", () =>
    QuerySigningInfosResponse.encode(QuerySigningInfosResponse.fromPartial({ info })).finish(),
  );
  const params = { signedBlocksWindow: 100n, minSignedPerWindow: toAscii(`5${"0".repeat(17)}`) };
  comet.queries.set("/cosmos.slashing.v1beta1.Query/Params", () =>
    QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params })).finish(),
  );
  const connection = await connect(comet);
  expect(await queryMissedBlocks(connection, publicKey(7))).toEqual({
    missed: 30n,
    window: 100n,
    allowed: 50n,
    share: 0.6,
  });
  expect(await queryMissedBlocks(connection, publicKey(8))).toBeUndefined();
});
