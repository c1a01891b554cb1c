import { pollUntil } from "../async/poll-until.ts";
import { together, togetherUntil } from "../async/together.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import { queryConsumerOverview } from "../provider/consumer-overview.ts";
import type { LaunchRun, RelayOptions } from "./launch-consumer.ts";
import { channelSequences, type LaunchState } from "./launch-state.ts";
import { causeFirstPacket, PATIENCE_MS, untilOpen } from "./start-step.ts";

/** Opens the channel, or waits until somebody else has. */
export async function openChannelStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { provider, relayer, tell, signal } = run;
  const { consumerId } = overview;
  const consumer = await run.connectConsumer(signal);
  if (consumer === undefined) return; // It went away: the next reading says so.
  if (relayer === undefined) tell({ kind: "waiting", what: "a relayer to open the CCV channel" });
  await together(signal, (ending) => [
    relayer?.openChannel(consumer, consumerId, relayOptions(run, ending)) ?? untilOpen(run, consumerId, ending),
    causeFirstPacket(run, state, ending),
  ]);
  const { channel } = await queryConsumerOverview(provider.sender.connection, consumerId);
  const { channelId = "", counterpartyChannelId = "" } = channel ?? {};
  tell({ kind: "channel", channelId, counterpartyChannelId });
}

/** Relays, or has somebody else relay, until the first VSC packet is acknowledged. */
export async function firstPacketStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { provider, relayer, tell, signal, spec } = run;
  const { consumerId, channel } = overview;
  const consumer = relayer && (await consumerNode(run));
  const hint = spec.firstPacket === undefined ? "; any change of the validators' power makes one" : "";
  tell({ kind: "waiting", what: `the first VSC packet to be acknowledged${hint}` });
  const [[height, packets]] = await togetherUntil(
    signal,
    (relaying) => {
      const acknowledged = untilAcknowledged(provider.sender.connection, channel?.channelId ?? "", relaying);
      const relayed = consumer && relayer.relay(consumer, consumerId, relayOptions(run, relaying));
      return [acknowledged, relayed ?? acknowledged, causeFirstPacket(run, state, relaying)];
    },
    // A relayer that ends has failed, or was stopped with the signal.
    ([acknowledged, relayed, caused]) =>
      Promise.all([Promise.race([acknowledged, relayed.then(() => acknowledged)]), caused]),
  );
  tell({ kind: "acknowledged", height, packets });
}

/** The consumer's node; one that is being started again is waited for, since its packets are this relayer's to carry. */
async function consumerNode({ connectConsumer, tell, signal, spec }: LaunchRun): Promise<ChainConnection> {
  const connected = await connectConsumer(signal);
  if (connected !== undefined) return connected;
  tell({ kind: "waiting", what: `a node of ${spec.chainId} that answers` });
  const isThere = (node: ChainConnection | undefined): node is ChainConnection => node !== undefined;
  const options = { what: `a node of ${spec.chainId}`, signal, intervalMs: 100, timeoutMs: PATIENCE_MS };
  return pollUntil(() => connectConsumer(signal), isThere, { ...options, describe: () => "no answer" });
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
