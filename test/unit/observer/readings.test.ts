import { toAscii, toHex } from "@cosmjs/encoding";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { Infraction } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { Any } from "cosmjs-types/google/protobuf/any";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { QueryPacketCommitmentsResponse } from "cosmjs-types/ibc/core/channel/v1/query";
import { QueryClientStatusResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { ChainConnection } from "../../../src/chain/chain-connection.ts";
import * as consumerQuery from "../../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import { ValidatorSetChangePackets } from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as query from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { ConsumerPacketDataType } from "../../../src/codec/interchain_security/ccv/v1/wire.ts";
import { silentLogger } from "../../../src/logger.ts";
import { consumerSource, providerSource } from "../../../src/observer/connect-sources.ts";
import { validators } from "./pair-history.ts";

const rpc = (role: "provider" | "consumer", name: string) => `/interchain_security.ccv.${role}.v1.Query/Query${name}`;
const newest = new Date("2026-01-31T12:00:00Z");

/** A node that answers by path, or by path and key in hex for raw state; empty where it has nothing. */
function connectionTo(chainId: string, answers: Readonly<Record<string, Uint8Array>>) {
  const heights = new Set<number | undefined>();
  const abciQuery: Comet38Client["abciQuery"] = async ({ path, data, height }) => {
    heights.add(height);
    const value = answers[path] ?? answers[`${path} ${toHex(data)}`] ?? new Uint8Array();
    return { key: data, value, code: 0, codespace: "", index: 0, info: "", log: "", height: height ?? 1 };
  };
  const comet = {
    abciQuery,
    validatorsAll: async () => ({
      validators: [
        {
          address: new Uint8Array(20),
          pubkey: { algorithm: "ed25519", data: validators.consumer[0] },
          votingPower: 7n,
        },
      ],
    }),
  } as unknown as Comet38Client;
  return { connection: new ChainConnection({ chainId, url: "http://node", comet, logger: silentLogger }), heights };
}

const ibc = (path: string): string => `/store/ibc/key ${toHex(toAscii(path))}`;

/** A light client with its newest header, and a channel end, as both chains store them. */
function ibcState(clientId: string, end: string): Record<string, Uint8Array> {
  const client = ClientState.fromPartial({
    chainId: "other-1",
    trustingPeriod: { seconds: 600n, nanos: 0 },
    latestHeight: { revisionNumber: 1n, revisionHeight: 9n },
  });
  const seconds = BigInt(newest.getTime() / 1000);
  const consensus = ConsensusState.fromPartial({ timestamp: { seconds, nanos: 0 } });
  const any = (typeUrl: string, value: Uint8Array) => Any.encode({ typeUrl, value }).finish();
  return {
    "/ibc.core.client.v1.Query/ClientStatus": QueryClientStatusResponse.encode({ status: "Expired" }).finish(),
    [ibc(`clients/${clientId}/clientState`)]: any(ClientState.typeUrl, ClientState.encode(client).finish()),
    [ibc(`clients/${clientId}/consensusStates/1-9`)]: any(
      ConsensusState.typeUrl,
      ConsensusState.encode(consensus).finish(),
    ),
    [ibc(end)]: Channel.encode(Channel.fromPartial({ state: State.STATE_CLOSED })).finish(),
  };
}

describe("a reading of the provider", () => {
  const chain = (change: Partial<query.QueryConsumerChainResponse>) =>
    query.QueryConsumerChainResponse.encode(
      query.QueryConsumerChainResponse.fromPartial({
        consumerId: "12",
        chainId: "consumer-1",
        phase: "CONSUMER_PHASE_LAUNCHED",
        clientId: "07-tendermint-2",
        ...change,
      }),
    ).finish();
  const answers = {
    [rpc("provider", "Params")]: query.QueryParamsResponse.encode(
      query.QueryParamsResponse.fromPartial({ params: { blocksPerEpoch: 3n } }),
    ).finish(),
    [rpc("provider", "ThrottleState")]: query.QueryThrottleStateResponse.encode(
      query.QueryThrottleStateResponse.fromPartial({ slashMeter: -4n, slashMeterAllowance: 9n }),
    ).finish(),
    [rpc("provider", "ConsumerValidators")]: query.QueryConsumerValidatorsResponse.encode(
      query.QueryConsumerValidatorsResponse.fromPartial({
        validators: [
          { providerAddress: "valcons1", consumerKey: { ed25519: validators.consumer[0] }, consumerPower: 7n },
        ],
      }),
    ).finish(),
    [rpc("provider", "ConsumerChainOptedInValidators")]: query.QueryConsumerChainOptedInValidatorsResponse.encode(
      query.QueryConsumerChainOptedInValidatorsResponse.fromPartial({ validatorsProviderAddresses: ["valcons1"] }),
    ).finish(),
    "/store/provider/key 053132": toAscii("channel-4"),
    "/store/provider/key 113132": ValidatorSetChangePackets.encode(
      ValidatorSetChangePackets.fromPartial({ list: [{ valsetUpdateId: 5n }, { valsetUpdateId: 8n }] }),
    ).finish(),
    "/ibc.core.channel.v1.Query/PacketCommitments": QueryPacketCommitmentsResponse.encode(
      QueryPacketCommitmentsResponse.fromPartial({ commitments: [{ sequence: 4n }, { sequence: 3n }] }),
    ).finish(),
    ...ibcState("07-tendermint-2", "channelEnds/ports/provider/channels/channel-4"),
  };

  it("is of one height, with client, channel, queue, meter and sets", async () => {
    const { connection, heights } = connectionTo("provider-1", {
      ...answers,
      [rpc("provider", "ConsumerChain")]: chain({}),
    });
    expect(await providerSource(connection).state.reading?.("12", 40n)).toEqual({
      phase: "LAUNCHED",
      blocksPerEpoch: 3n,
      slashMeter: -4n,
      slashMeterAllowance: 9n,
      nextReplenishTime: undefined,
      client: {
        clientId: "07-tendermint-2",
        status: "Expired",
        latestHeight: 9n,
        trustingPeriodSeconds: 600,
        expiresAt: new Date("2026-01-31T12:10:00Z"),
      },
      channel: { channelId: "channel-4", state: "closed" },
      unacknowledgedSequences: [3n, 4n],
      pendingValsetUpdateIds: [5n, 8n],
      validators: [{ providerConsensusAddress: "valcons1", pubkey: validators.consumer[0], power: 7n }],
      optedIn: ["valcons1"],
    });
    expect([...heights]).toEqual([40]);
  });

  it("has no sets but of a launched consumer, and no client before the launch", async () => {
    const phase = "CONSUMER_PHASE_INITIALIZED";
    const registered = chain({ phase, clientId: "" });
    const { connection } = connectionTo("provider-1", { ...answers, [rpc("provider", "ConsumerChain")]: registered });
    expect(await providerSource(connection).state.reading?.("12", 40n)).toMatchObject({
      phase: "INITIALIZED",
      client: undefined,
      validators: [],
      optedIn: [],
    });
  });
});

describe("a reading of the consumer", () => {
  const throttle = (answer: consumerQuery.QueryThrottleStateResponse) =>
    consumerQuery.QueryThrottleStateResponse.encode(answer).finish();

  it("has the set, the client, the channel and the slash packets that wait", async () => {
    const address = new Uint8Array(20).fill(3);
    const slashPacketData = {
      validator: { address, power: 1n },
      valsetUpdateId: 6n,
      infraction: Infraction.INFRACTION_DOWNTIME,
    };
    const sendTime = { seconds: BigInt(newest.getTime() / 1000), nanos: 0 };
    const { connection } = connectionTo("consumer-1", {
      [rpc("consumer", "ThrottleState")]: throttle({
        slashRecord: { waitingOnReply: true, sendTime },
        packetDataQueue: [{ type: ConsumerPacketDataType.CONSUMER_PACKET_TYPE_SLASH, slashPacketData }],
      }),
      "/store/ccvconsumer/key 03": toAscii("07-tendermint-0"),
      "/store/ccvconsumer/key 04": toAscii("channel-0"),
      ...ibcState("07-tendermint-0", "channelEnds/ports/consumer/channels/channel-0"),
    });
    expect(await consumerSource(connection).state.reading?.(40n)).toMatchObject({
      validators: [{ pubkey: validators.consumer[0], power: 7n }],
      client: { clientId: "07-tendermint-0", status: "Expired" },
      channel: { channelId: "channel-0", state: "closed" },
      isWaitingForVerdict: true,
      slashSendTime: newest,
      slashQueue: [{ consumerAddressBytes: address, infraction: "downtime", valsetUpdateId: 6n }],
    });
  });

  it("has neither channel nor slash packets before the first VSC packet", async () => {
    const { connection } = connectionTo("consumer-1", {
      [rpc("consumer", "ThrottleState")]: throttle({ slashRecord: undefined, packetDataQueue: [] }),
    });
    expect(await consumerSource(connection).state.reading?.(2n)).toMatchObject({
      client: undefined,
      channel: undefined,
      isWaitingForVerdict: false,
      slashQueue: [],
    });
  });
});
