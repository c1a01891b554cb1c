import { providerPortId } from "../ccv/identifiers.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { QueryOptions } from "../chain/query.ts";
import { queryNextSequenceAcknowledge, queryNextSequenceSend } from "../ibc/queries.ts";
import { type ConsumerOverview, queryConsumerOverview } from "../provider/consumer-overview.ts";
import type { ProviderExtension } from "../provider/queries.ts";
import { findSpecConsumer, type WantedConsumer } from "./find-consumer.ts";

/**
 * What is to be done next: create the consumer; give it a spawn time; wait until it spawns; have it make blocks (its
 * genesis written first); open the channel; have the first VSC packet acknowledged; nothing. `over`: stopped or deleted.
 */
export type LaunchStep = "create" | "schedule" | "spawn" | "start" | "channel" | "firstPacket" | "done" | "over";

/** How far a launch has come, as both chains tell it. */
export interface LaunchState {
  readonly step: LaunchStep;
  /** Undefined before the consumer is created. */
  readonly overview: ConsumerOverview | undefined;
  /** VSC packets that were sent over the open channel, and those of them that were acknowledged. */
  readonly sent: bigint;
  readonly acknowledged: bigint;
}

/** Where a launch is read. */
export interface LaunchChains {
  readonly provider: ChainConnection;
  readonly queries: ProviderExtension["provider"];
  /** The consumer's latest height; 0 while it has no block, or no node of it answers. */
  consumerHeight(): Promise<bigint>;
}

/** Reads how far a launch has come, by the provider's state of one height. @throws as `findSpecConsumer` and `queryConsumerOverview` */
export async function readLaunchState(chains: LaunchChains, wanted: WantedConsumer): Promise<LaunchState> {
  const at = { height: await chains.provider.latestHeight() };
  const found = await findSpecConsumer(chains.queries, wanted, at);
  if (found === undefined) return { step: "create", overview: undefined, sent: 0n, acknowledged: 0n };
  const overview = await queryConsumerOverview(chains.provider, found.consumerId, at);
  const { channel } = overview;
  const [sent, acknowledged] = channel
    ? await channelSequences(chains.provider, channel.channelId, at)
    : ([0n, 0n] as const);
  const step = acknowledged > 0n && overview.phase === "LAUNCHED" ? "done" : await nextStep(chains, overview);
  return { step, overview, sent, acknowledged };
}

async function nextStep(chains: LaunchChains, overview: ConsumerOverview): Promise<LaunchStep> {
  const { phase, channel } = overview;
  if (phase === "REGISTERED") return "schedule";
  if (phase === "INITIALIZED") return "spawn";
  if (phase !== "LAUNCHED") return "over";
  if (channel?.state === "open") return "firstPacket";
  const first = overview.initializationParameters?.initialHeight.revisionHeight ?? 1n;
  return (await chains.consumerHeight()) >= first ? "channel" : "start";
}

/** How many packets the provider's end of a channel has sent, and had acknowledged. */
export async function channelSequences(
  provider: ChainConnection,
  channelId: string,
  options: QueryOptions = {},
): Promise<readonly [sent: bigint, acknowledged: bigint]> {
  const end = { portId: providerPortId, channelId };
  // A channel counts from 1.
  const [sent, acknowledged] = await Promise.all([
    queryNextSequenceSend(provider, end, options),
    queryNextSequenceAcknowledge(provider, end, options),
  ]);
  return [sent - 1n, acknowledged - 1n];
}
