import { QueryClient } from "@cosmjs/stargate";
import { Infraction } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import * as q from "../../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { ConsumerPacketDataType } from "../../../src/codec/interchain_security/ccv/v1/wire.ts";
import { setupConsumerExtension } from "../../../src/consumer/queries.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const prefix = "/interchain_security.ccv.consumer.v1.Query/Query";

function queries(answers: Readonly<Record<string, Uint8Array>>) {
  const asked: Array<{ path: string; height?: number }> = [];
  const abciQuery = async (query: { path: string; height?: number }) => {
    asked.push(query);
    const value = answers[query.path.slice(prefix.length)];
    return value ? { code: 0, height: 5, value, log: "" } : { code: 6, height: 5, log: "channel not found" };
  };
  const base = new QueryClient({ abciQuery } as unknown as ConstructorParameters<typeof QueryClient>[0]);
  return { asked, consumer: setupConsumerExtension(base).consumer };
}

const info = {
  chainID: "consumer-1",
  clientID: "07-tendermint-0",
  connectionID: "connection-0",
  channelID: "channel-0",
};

it("the consumer's queries ask the module's own service, at the height asked for", async () => {
  const params = ConsumerParams.fromPartial({ enabled: true, consumerId: "7" });
  const data = { ...q.NextFeeDistributionEstimate.fromPartial({}), toProvider: "5" };
  const { consumer, asked } = queries({
    Params: q.QueryParamsResponse.encode({ params }).finish(),
    ProviderInfo: q.QueryProviderInfoResponse.encode({ consumer: info, provider: info }).finish(),
    ThrottleState: q.QueryThrottleStateResponse.encode(q.QueryThrottleStateResponse.fromPartial({})).finish(),
    NextFeeDistribution: q.QueryNextFeeDistributionEstimateResponse.encode({ data }).finish(),
  });
  expect(await consumer.params({ height: 3n })).toMatchObject({ enabled: true, consumerId: "7" });
  expect(await consumer.providerInfo()).toEqual({ consumer: info, provider: info });
  expect(await consumer.throttleState()).toMatchObject({ packetDataQueue: [] });
  expect(await consumer.nextFeeDistribution()).toMatchObject({ toProvider: "5" });
  expect(asked.map(({ path, height }) => [path, height])).toEqual([
    [`${prefix}Params`, 3],
    [`${prefix}ProviderInfo`, undefined],
    [`${prefix}ThrottleState`, undefined],
    [`${prefix}NextFeeDistribution`, undefined],
  ]);
});

it("the queue of slash packets comes in icskit's own terms", async () => {
  const address = new Uint8Array(20).fill(3);
  const slash = (infraction: Infraction) => ({
    type: ConsumerPacketDataType.CONSUMER_PACKET_TYPE_SLASH,
    slashPacketData: { validator: { address, power: 3_000_000_000n }, valsetUpdateId: 4n, infraction },
  });
  const answer = q.QueryThrottleStateResponse.fromPartial({
    slashRecord: { waitingOnReply: true, sendTime: { seconds: 60n, nanos: 5_000_000 } },
    packetDataQueue: [
      slash(Infraction.INFRACTION_DOWNTIME),
      slash(Infraction.INFRACTION_UNSPECIFIED),
      { type: ConsumerPacketDataType.CONSUMER_PACKET_TYPE_VSCM, vscMaturedPacketData: { valsetUpdateId: 9n } },
      {},
    ],
  });
  const { consumer } = queries({ ThrottleState: q.QueryThrottleStateResponse.encode(answer).finish() });
  const packet = { kind: "slash", consumerAddressBytes: address, power: 3_000_000_000n, valsetUpdateId: 4n };
  expect(await consumer.throttleState()).toEqual({
    slashRecord: { waitingOnReply: true, sendTime: new Date(60_005) },
    packetDataQueue: [
      { ...packet, infraction: "downtime" },
      { ...packet, infraction: undefined },
      { kind: "vsc-matured", valsetUpdateId: 9n },
    ],
  });
});

it("a consumer that has received no VSC packet has no provider information yet", async () => {
  const error = await rejection("RPC_QUERY_FAILED", queries({}).consumer.providerInfo());
  expect(error.message).toContain("channel not found");
});

it("an answer without what was asked for is a failure", async () => {
  const empty = new Uint8Array();
  const { consumer } = queries({ Params: empty, ProviderInfo: empty, NextFeeDistribution: empty });
  for (const answer of [consumer.params(), consumer.providerInfo(), consumer.nextFeeDistribution()]) {
    await rejection("RPC_QUERY_FAILED", answer);
  }
});
