import { fromAscii, toUtf8 } from "@cosmjs/encoding";
import { toSeconds } from "@cosmjs/tendermint-rpc";
import { QueryBalanceRequest, QueryBalanceResponse } from "cosmjs-types/cosmos/bank/v1beta1/query";
import { Any } from "cosmjs-types/google/protobuf/any";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { QueryParamsResponse } from "../../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import {
  QueryConsumerChainRequest,
  QueryConsumerChainResponse,
} from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

const any = (typeUrl: string, value: Uint8Array): Uint8Array => Any.encode({ typeUrl, value }).finish();

/** Teaches a node a light client of another fake chain, with the block of one of its heights as its latest. */
export async function addClient(
  node: FakeComet,
  clientId: string,
  followed: ChainConnection,
  height: number,
  changes: Partial<ClientState> = {},
): Promise<void> {
  const { header } = await followed.comet.commit(height);
  const state = ClientState.fromPartial({
    chainId: followed.chainId,
    trustLevel: { numerator: 1n, denominator: 3n },
    trustingPeriod: { seconds: 13_200n, nanos: 0 },
    unbondingPeriod: { seconds: 20_000n, nanos: 0 },
    latestHeight: { revisionNumber: 1n, revisionHeight: BigInt(height) },
    ...changes,
  });
  const { seconds, nanos } = toSeconds(header.time);
  const consensus = ConsensusState.fromPartial({
    timestamp: { seconds: BigInt(seconds), nanos },
    root: { hash: header.appHash },
    nextValidatorsHash: header.nextValidatorsHash,
  });
  const entries = new Map([
    [`clients/${clientId}/clientState`, any(ClientState.typeUrl, ClientState.encode(state).finish())],
    [
      `clients/${clientId}/consensusStates/1-${state.latestHeight.revisionHeight}`,
      any(ConsensusState.typeUrl, ConsensusState.encode(consensus).finish()),
    ],
  ]);
  const others = node.queries.get("/store/ibc/key") ?? (() => new Uint8Array());
  node.queries.set("/store/ibc/key", (key, at) => entries.get(fromAscii(key)) ?? others(key, at));
}

/** Teaches a provider one consumer. */
export function addConsumer(
  node: FakeComet,
  consumer: { consumerId: string; chainId: string; clientId: string; phase?: string },
): void {
  const phase = consumer.phase ?? "CONSUMER_PHASE_LAUNCHED";
  node.queries.set("/interchain_security.ccv.provider.v1.Query/QueryConsumerChain", (data) => {
    const { consumerId } = QueryConsumerChainRequest.decode(data);
    if (consumerId !== consumer.consumerId) {
      return { code: 22, log: `cannot retrieve chain id for consumer id: ${consumerId}` };
    }
    const answer = QueryConsumerChainResponse.fromPartial({ ...consumer, phase });
    return QueryConsumerChainResponse.encode(answer).finish();
  });
}

/** Teaches a consumer who it is, and which of its clients follows its provider. */
export function addConsumerModule(
  node: FakeComet,
  {
    consumerId,
    clientId,
    unbondingSeconds = 20_000n,
  }: { consumerId: string; clientId: string; unbondingSeconds?: bigint },
): void {
  node.queries.set("/interchain_security.ccv.consumer.v1.Query/QueryParams", () => {
    const params = ConsumerParams.fromPartial({ consumerId, unbondingPeriod: { seconds: unbondingSeconds, nanos: 0 } });
    return QueryParamsResponse.encode({ params }).finish();
  });
  node.queries.set("/store/ccvconsumer/key", (key) => {
    expect(key).toEqual(new Uint8Array([3]));
    return toUtf8(clientId);
  });
}

/** Gives every account of a node this much of what it is asked for. */
export function addFunds(node: FakeComet, amount: string): void {
  node.queries.set("/cosmos.bank.v1beta1.Query/Balance", (data) => {
    const { denom } = QueryBalanceRequest.decode(data);
    return QueryBalanceResponse.encode({ balance: { denom, amount } }).finish();
  });
}
