import type { ChainConnection } from "../chain/chain-connection.ts";
import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import { queryConsumerOverview } from "../provider/consumer-overview.ts";
import type { LaunchRun, RelayOptions } from "./launch-consumer.ts";
import { channelSequences, type LaunchState } from "./launch-state.ts";
import { causeFirstPacket } from "./start-step.ts";

/** Opens the channel, or waits until somebody else has. */
export async function openChannelStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { provider, relayer, tell, signal } = run;
  const { consumerId } = overview;
  const consumer = await run.connectConsumer(signal);
  if (consumer === undefined) return; // It went away: the next reading says so.
  if (relayer === undefined) tell({ kind: "waiting", what: "a relayer to open the CCV channel" });
  const opened = relayer?.openChannel(consumer, consumerId, relayOptions(run, signal));
  await Promise.all([opened ?? untilOpen(run, consumerId), causeFirstPacket(run, state)]);
  const { channel } = await queryConsumerOverview(provider.sender.connection, consumerId);
  const { channelId = "", counterpartyChannelId = "" } = channel ?? {};
  tell({ kind: "channel", channelId, counterpartyChannelId });
}

async function untilOpen({ provider, signal }: LaunchRun, consumerId: string): Promise<void> {
  const { connection } = provider.sender;
  for await (const { height } of connection.blocks({ from: await connection.latestHeight(), signal })) {
    const { channel, phase } = await queryConsumerOverview(connection, consumerId, { height });
    if (channel?.state === "open" || phase !== "LAUNCHED") return;
  }
}

/** Relays, or has somebody else relay, until the first VSC packet is acknowledged. */
export async function firstPacketStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { provider, relayer, tell, signal, spec } = run;
  const { consumerId, channel } = overview;
  const consumer = await run.connectConsumer(signal);
  const hint = spec.firstPacket === undefined ? "; any change of the validators' power makes one" : "";
  tell({ kind: "waiting", what: `the first VSC packet to be acknowledged${hint}` });
  const over = new AbortController();
  const relaying = AbortSignal.any([signal, over.signal]);
  const relayed =
    consumer && relayer
      ? relayer.relay(consumer, consumerId, relayOptions(run, relaying))
      : new Promise<void>(() => undefined);
  const acknowledged = untilAcknowledged(provider.sender.connection, channel?.channelId ?? "", relaying);
  try {
    const [[height, packets]] = await Promise.all([
      // A relayer that ends has failed, or was stopped with the signal.
      Promise.race([acknowledged, relayed.then(() => acknowledged)]),
      causeFirstPacket(run, state),
    ]);
    tell({ kind: "acknowledged", height, packets });
  } finally {
    over.abort();
    await Promise.allSettled(consumer && relayer ? [relayed, acknowledged] : [acknowledged]);
  }
}

async function untilAcknowledged(
  provider: ChainConnection,
  channelId: string,
  signal: AbortSignal,
): Promise<readonly [height: bigint, packets: bigint]> {
  for await (const { height } of provider.blocks({ from: await provider.latestHeight(), signal })) {
    const [, acknowledged] = await channelSequences(provider, channelId, { height });
    if (acknowledged > 0n) return [height, acknowledged];
  }
  throw signal.reason;
}

function relayOptions({ tell }: LaunchRun, signal: AbortSignal): RelayOptions {
  return { signal, onHop: ({ name, chainId, height }) => tell({ kind: "hop", name, chainId, height }) };
}
