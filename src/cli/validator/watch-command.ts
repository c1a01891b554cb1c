import { jsonText } from "../../errors.ts";
import type { ListenAddress } from "../../http/listen-address.ts";
import type { Plan } from "../../validator/plan/plan.ts";
import type { WatchEvent } from "../../validator/watch/watch-event.ts";
import type { WatchMetrics } from "../../validator/watch/watch-metrics.ts";
import { watchValidator } from "../../validator/watch/watch-validator.ts";
import type { CliContext } from "../context.ts";
import { listenAddress } from "../flag-checks.ts";
import { startStatusServer } from "../status-server.ts";
import { describeWatchEvent } from "./describe-watch-event.ts";
import { type OpenValidator, openValidator } from "./open-validator.ts";
import type { ValidatorFlags } from "./validator-output.ts";
import { WatchHealth } from "./watch-health.ts";
import { Webhook } from "./webhook.ts";

/** The flags of `icskit validator watch`. */
export interface WatchFlags extends ValidatorFlags {
  readonly listen?: string;
  readonly dryRun?: boolean;
}

/** How long a stop waits for a transaction that is on its way. */
const SETTLE_MS = 10_000;

/**
 * Keeps the provider as the policy wants it, until it is interrupted.
 * @param now the clock by which `/health` tells that looks have ended
 * @throws as `openValidator`, `watchValidator`
 */
export async function watchCommand(flags: WatchFlags, context: CliContext, now?: () => Date): Promise<void> {
  await using validator = await openValidator(flags.config, context, flags.dryRun !== true);
  const { config, session, sender, ledger } = validator;
  const listen = listenAddress(flags.listen, config.listen);
  const { WatchMetrics } = await import("../../validator/watch/watch-metrics.ts");
  const metrics = new WatchMetrics();
  await using webhook = new Webhook(config.webhook, (problem) => console.error(problem));
  const health = new WatchHealth(now);
  await using _server = listen && (await serve(listen, validator, metrics, health));
  const onEvent = (event: WatchEvent): void => {
    metrics.event(event);
    if (event.kind !== "round") webhook.post({ provider: session.connection.chainId, ...event });
    write(flags, event);
  };
  const means = {
    plan: () => session.plan(),
    signs: async (plan: Plan) => {
      const signs = await session.signs(plan);
      health.looked({ plan, signs, isJailed: session.isJailed() });
      return signs;
    },
    isJailed: () => session.isJailed(),
  };
  const { connection, operatorAddress } = session;
  const { signal } = context;
  const dryRun = flags.dryRun ?? false;
  const of = { connection, sender, operatorAddress, policy: config.policy, ledger };
  try {
    await watchValidator({ ...of, means, onEvent, signal, dryRun });
  } finally {
    // What is not settled by then is followed to its end by the next run.
    await sender.settled({ timeoutMs: SETTLE_MS }).catch((error: unknown) => console.error(String(error)));
  }
}

function write(flags: WatchFlags, event: WatchEvent): void {
  const time = new Date().toISOString();
  if (flags.json) {
    const { kind, ...fields } = event;
    console.log(jsonText({ time, event: kind, ...fields }));
  } else if (event.kind !== "round") console.error(`${time} ${describeWatchEvent(event)}`);
}

async function serve(
  listen: ListenAddress,
  { config: { allowedHosts } }: OpenValidator,
  metrics: WatchMetrics,
  health: WatchHealth,
) {
  const server = await startStatusServer({
    ...listen,
    ...(allowedHosts && { allowedHosts }),
    health: () => health.reply(),
    metrics: async () => ({ contentType: metrics.registry.contentType, text: await metrics.text(health.status) }),
  });
  console.error(`serving ${server.url}/metrics and ${server.url}/health`);
  return server;
}
