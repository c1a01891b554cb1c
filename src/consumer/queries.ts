import type { QueryClient } from "@cosmjs/stargate";
import { type Infraction, parseInfraction, type SlashPacket, type VscMaturedPacket } from "../ccv/slash-packet.ts";
import { timestampToDate } from "../ccv/wire-time.ts";
import { type QueryMethod, type QueryOptions, queryChain } from "../chain/query.ts";
import type * as query from "../codec/interchain_security/ccv/consumer/v1/query.ts";
import type { ConsumerParams } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import type { ConsumerPacketData } from "../codec/interchain_security/ccv/v1/wire.ts";
import { IcsError } from "../errors.ts";
import { consumerMethods as rpc } from "./query-methods.ts";

/** The chains at both ends of the CCV channel, as the consumer knows them. */
export interface ProviderInfo {
  readonly consumer: query.ChainInfo;
  readonly provider: query.ChainInfo;
}

/** A packet that waits on the consumer; only those before v5 have any but slash packets. */
export type QueuedPacket =
  | (Omit<SlashPacket, "infraction"> & { readonly infraction: Infraction | undefined })
  | VscMaturedPacket;

/** What a consumer's slash packets wait for. */
export interface ConsumerThrottleState {
  /** Of the packet at the head of the queue; undefined where it has not been sent, or the queue is empty. */
  readonly slashRecord:
    | {
        /** False once the provider has bounced it: it is sent again after the retry delay. */
        readonly waitingOnReply: boolean;
        readonly sendTime: Date | undefined;
      }
    | undefined;
  /** In order; the head stays until its verdict. */
  readonly packetDataQueue: readonly QueuedPacket[];
}

/** The consumer module's queries, for `QueryClient.withExtensions`. A method is its rpc's name without `Query`. */
export interface ConsumerExtension {
  readonly consumer: {
    params(options?: QueryOptions): Promise<ConsumerParams>;
    /** @throws RPC_QUERY_FAILED before the consumer has received its first VSC packet */
    providerInfo(options?: QueryOptions): Promise<ProviderInfo>;
    /** Slash packets that wait, and the one on its way. */
    throttleState(options?: QueryOptions): Promise<ConsumerThrottleState>;
    /** Amounts are coins as text ("25000stake"), empty for none; the fraction is what the consumer keeps, a decimal. */
    nextFeeDistribution(options?: QueryOptions): Promise<query.NextFeeDistributionEstimate>;
  };
}

/** CosmJS query extension of the consumer module. @see interchain_security/ccv/consumer/v1/query.proto */
export function setupConsumerExtension(base: QueryClient): ConsumerExtension {
  const ask = <R>(method: QueryMethod<Record<never, never>, R>, options?: QueryOptions): Promise<R> =>
    queryChain(base, method, {}, options);
  return {
    consumer: {
      params: async (options) => present(rpc.params, (await ask(rpc.params, options)).params),
      providerInfo: async (options) => {
        const { consumer, provider } = await ask(rpc.providerInfo, options);
        return { consumer: present(rpc.providerInfo, consumer), provider: present(rpc.providerInfo, provider) };
      },
      throttleState: async (options) => throttleStateFromWire(await ask(rpc.throttleState, options)),
      nextFeeDistribution: async (options) =>
        present(rpc.nextFeeDistribution, (await ask(rpc.nextFeeDistribution, options)).data),
    },
  };
}

function throttleStateFromWire({
  slashRecord,
  packetDataQueue,
}: query.QueryThrottleStateResponse): ConsumerThrottleState {
  return {
    slashRecord: slashRecord && { ...slashRecord, sendTime: timestampToDate(slashRecord.sendTime) },
    packetDataQueue: packetDataQueue.flatMap(queuedPacket),
  };
}

function queuedPacket({ slashPacketData, vscMaturedPacketData }: ConsumerPacketData): QueuedPacket[] {
  if (vscMaturedPacketData) return [{ kind: "vsc-matured", valsetUpdateId: vscMaturedPacketData.valsetUpdateId }];
  if (!slashPacketData) return [];
  const { validator, valsetUpdateId, infraction } = slashPacketData;
  return [
    {
      kind: "slash",
      consumerAddressBytes: validator?.address ?? new Uint8Array(),
      power: validator?.power ?? 0n,
      valsetUpdateId,
      infraction: parseInfraction(infraction),
    },
  ];
}

function present<T>({ path }: { readonly path: string }, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new IcsError("RPC_QUERY_FAILED", `The consumer answered ${path} with nothing`, { path });
}
