import { fromAscii, toAscii } from "@cosmjs/encoding";
import { Any } from "cosmjs-types/google/protobuf/any";
import {
  QueryClientStatusRequest,
  QueryClientStatusResponse,
  QueryConsensusStateHeightsRequest,
  QueryConsensusStateHeightsResponse,
} from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import {
  duration,
  milliseconds,
  queryClientState,
  queryClientStatus,
  queryConsensusHeights,
  queryConsensusState,
} from "../../../src/ibc/client-state.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();
const clientId = "07-tendermint-4";

/** A node with these values in its IBC store. */
async function withStore(entries: Readonly<Record<string, Uint8Array>>) {
  const comet = await start({ chainId: "provider-1" });
  comet.queries.set("/store/ibc/key", (key) => entries[fromAscii(key)] ?? new Uint8Array());
  return { comet, host: await connect(comet) };
}

const any = (typeUrl: string, value: Uint8Array): Uint8Array => Any.encode({ typeUrl, value }).finish();

const state = ClientState.fromPartial({
  chainId: "consumer-1",
  trustLevel: { numerator: 1n, denominator: 3n },
  trustingPeriod: { seconds: 13n, nanos: 200_000_000 },
  unbondingPeriod: { seconds: 20n, nanos: 0 },
  latestHeight: { revisionNumber: 1n, revisionHeight: 44n },
});

const stored = (changes: Partial<ClientState> = {}): Record<string, Uint8Array> => ({
  [`clients/${clientId}/clientState`]: any(ClientState.typeUrl, ClientState.encode({ ...state, ...changes }).finish()),
});

describe("a client's state", () => {
  it("is read as the chain stores it", async () => {
    const { host } = await withStore(stored());
    expect(await queryClientState(host, clientId)).toEqual({
      clientId,
      chainId: "consumer-1",
      trustLevel: { numerator: 1n, denominator: 3n },
      trustingPeriodMs: 13_200,
      unbondingPeriodMs: 20_000,
      isFrozen: false,
      latestHeight: 44n,
      wire: state,
    });
  });

  it("is frozen by any frozen height", async () => {
    const { host } = await withStore(stored({ frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } }));
    expect(await queryClientState(host, clientId)).toMatchObject({ isFrozen: true });
  });

  it("of an unknown client is undefined", async () => {
    const { host } = await withStore(stored());
    expect(await queryClientState(host, "07-tendermint-5")).toBeUndefined();
  });

  it("of another type of client is refused", async () => {
    const { host } = await withStore({
      [`clients/${clientId}/clientState`]: any("/ibc.lightclients.wasm.v1.ClientState", toAscii("x")),
    });
    const error = await rejection("IBC_CLIENT_MISMATCH", queryClientState(host, clientId));
    expect(error.message).toMatch(/keeps a \/ibc\.lightclients\.wasm\.v1\.ClientState/);
  });
});

describe("a consensus state", () => {
  const wire = ConsensusState.fromPartial({
    timestamp: { seconds: 1_767_225_600n, nanos: 123_456_789 },
    root: { hash: new Uint8Array([1]) },
    nextValidatorsHash: new Uint8Array([2]),
  });
  const value = any(ConsensusState.typeUrl, ConsensusState.encode(wire).finish());

  it("is read by the height with the revision that the followed chain's id has", async () => {
    const { host } = await withStore({ [`clients/${clientId}/consensusStates/7-44`]: value });
    expect(await queryConsensusState(host, clientId, "consumer-7", 44n)).toEqual({
      height: 44n,
      time: new Date("2026-01-01T00:00:00.123Z"),
      timestamp: { seconds: 1_767_225_600n, nanos: 123_456_789 },
      root: new Uint8Array([1]),
      nextValidatorsHash: new Uint8Array([2]),
    });
    expect(await queryConsensusState(host, clientId, "consumer", 44n)).toBeUndefined();
  });

  it("is undefined where the client keeps nothing of that height", async () => {
    const { host } = await withStore({});
    expect(await queryConsensusState(host, clientId, "consumer-7", 44n)).toBeUndefined();
  });
});

it("the heights that a client keeps are listed page by page, ascending as numbers", async () => {
  const { comet, host } = await withStore({});
  const pages = [[1n, 10n, 100n], [2n]];
  comet.queries.set("/ibc.core.client.v1.Query/ConsensusStateHeights", (data) => {
    const { clientId: asked, pagination } = QueryConsensusStateHeightsRequest.decode(data);
    expect(asked).toBe(clientId);
    const page = pagination?.key.length ?? 0;
    const consensusStateHeights = (pages[page] ?? []).map((revisionHeight) => ({ revisionNumber: 1n, revisionHeight }));
    const nextKey = new Uint8Array(page === 0 ? 1 : 0).fill(9);
    return QueryConsensusStateHeightsResponse.encode({
      consensusStateHeights,
      pagination: { nextKey, total: 0n },
    }).finish();
  });
  expect(await queryConsensusHeights(host, clientId)).toEqual([1n, 2n, 10n, 100n]);
});

it("the status is the chain's own word", async () => {
  const { comet, host } = await withStore({});
  comet.queries.set("/ibc.core.client.v1.Query/ClientStatus", (data) => {
    expect(QueryClientStatusRequest.decode(data).clientId).toBe(clientId);
    return QueryClientStatusResponse.encode({ status: "Expired" }).finish();
  });
  expect(await queryClientStatus(host, clientId)).toBe("Expired");
  expect(await queryClientStatus(host, clientId, { height: 1n })).toBe("Expired");
});

it.each([0, 1, 999, 1_000, 13_200, 1_140_480_000])("%d milliseconds are a duration and back", (ms) => {
  expect(milliseconds(duration(ms))).toBe(ms);
});
