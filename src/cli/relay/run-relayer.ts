import type { Listening } from "../../http/listen.ts";
import type { ListenAddress } from "../../http/listen-address.ts";
import type { RelayMetrics } from "../../relayer/service/relay-metrics.ts";
import { createRelayer, type Relayer } from "../../relayer/service/relayer.ts";
import { awaitProvider, type PreparedChains } from "./prepare-chains.ts";
import { Refusals } from "./refusals.ts";
import type { RelayConfig } from "./relay-config.ts";
import type { RelayOutput } from "./relay-output.ts";
import { startRelayServer } from "./relay-server.ts";

/** What a run takes. */
export interface RunRelayerOptions {
  readonly config: RelayConfig;
  readonly listen: ListenAddress | undefined;
  readonly chains: PreparedChains;
  readonly output: RelayOutput;
  readonly signal: AbortSignal;
}

/** How long a stop waits for transactions that are on their way. */
const SETTLE_MS = 10_000;

/**
 * Relays until the signal aborts, or nothing is left to relay. Ends at once where every single path is refused at its
 * start: a wrong configuration should not look like a running relayer.
 * @throws what refused the paths, the signal's reason, IBC_CHANNEL_CLOSED where a channel's end was not planned
 */
export async function runRelayer(options: RunRelayerOptions): Promise<void> {
  const { config, listen, chains, output, signal } = options;
  let relayer: Relayer | undefined;
  const metrics = listen && (await createMetrics());
  await using _server = listen && metrics && (await serve(listen, config, metrics, () => relayer, output));
  const provider = await awaitProvider(chains, output, signal);
  const refused = new Refusals(chains.consumers.length);
  relayer = createRelayer({
    provider,
    consumers: chains.consumers,
    handshake: config.handshake ?? true,
    evidence: config.evidence ?? true,
    logger: output.logger,
    onEvent: (event) => {
      output.event(event);
      metrics?.event(event);
      if (event.kind === "state") refused.note(event);
    },
  });
  try {
    await relayer.run(AbortSignal.any([signal, refused.signal]));
  } finally {
    await relayer.close();
  }
  if (signal.aborted) {
    output.say("info", "stopping", "stopping; transactions on their way are waited for");
    await chains.settle(SETTLE_MS);
  }
  signal.throwIfAborted();
  refused.signal.throwIfAborted();
  refused.throwIfFailed();
  output.say("info", "end", "nothing is left to relay");
}

/** Library users and other commands do without the metrics library. */
async function createMetrics(): Promise<RelayMetrics> {
  const { RelayMetrics } = await import("../../relayer/service/relay-metrics.ts");
  return new RelayMetrics();
}

async function serve(
  listen: ListenAddress,
  { allowedHosts }: RelayConfig,
  metrics: RelayMetrics,
  relayer: () => Relayer | undefined,
  output: RelayOutput,
): Promise<Listening> {
  const server = await startRelayServer({
    ...listen,
    ...(allowedHosts && { allowedHosts }),
    status: () => relayer()?.status() ?? "the provider does not answer yet",
    metrics: async () => ({
      contentType: metrics.registry.contentType,
      text: await metrics.text(relayer()?.status()),
    }),
  });
  output.say("info", "listening", `serving ${server.url}/metrics and ${server.url}/health`, { url: server.url });
  return server;
}
