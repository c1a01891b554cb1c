import { jsonText } from "../../errors.ts";
import type { ListenAddress } from "../../http/listen-address.ts";
import type { WatchEvent } from "../../validator/watch/watch-event.ts";
import type { WatchMetrics, WatchStatus } from "../../validator/watch/watch-metrics.ts";
import { watchValidator } from "../../validator/watch/watch-validator.ts";
import type { CliContext } from "../context.ts";
import { listenAddress } from "../flag-checks.ts";
import { json, startStatusServer } from "../status-server.ts";
import { describeWatchEvent } from "./describe-watch-event.ts";
import { type OpenValidator, openValidator } from "./open-validator.ts";
import type { ValidatorFlags } from "./validator-output.ts";
import { Webhook } from "./webhook.ts";

/** The flags of `icskit validator watch`. */
export interface WatchFlags extends ValidatorFlags {
  readonly listen?: string;
  readonly dryRun?: boolean;
}

/** How long a stop waits for a transaction that is on its way. */
const SETTLE_MS = 10_000;

/** Keeps the provider as the policy wants it, until it is interrupted. @throws as `openValidator`, `watchValidator` */
export async function watchCommand(flags: WatchFlags, context: CliContext): Promise<void> {
  await using validator = await openValidator(flags.config, context, flags.dryRun !== true);
  const { config, session, sender, ledger } = validator;
  const listen = listenAddress(flags.listen, config.listen);
  const { WatchMetrics } = await import("../../validator/watch/watch-metrics.ts");
  const metrics = new WatchMetrics();
  await using webhook = new Webhook(config.webhook, (problem) => console.error(problem));
  let status: WatchStatus | undefined;
  await using _server = listen && (await serve(listen, validator, metrics, () => status));
  const onEvent = (event: WatchEvent): void => {
    metrics.event(event);
    if (event.kind !== "round") webhook.post({ provider: session.connection.chainId, ...event });
    write(flags, event);
  };
  const means = {
    plan: () => session.plan(),
    signs: async (plan: WatchStatus["plan"]) => {
      const signs = await session.signs(plan);
      status = { plan, signs, isJailed: session.isJailed() };
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
  status: () => WatchStatus | undefined,
) {
  const server = await startStatusServer({
    ...listen,
    ...(allowedHosts && { allowedHosts }),
    health: () => health(status()),
    metrics: async () => ({ contentType: metrics.registry.contentType, text: await metrics.text(status()) }),
  });
  console.error(`serving ${server.url}/metrics and ${server.url}/health`);
  return server;
}

/** 200 only where the validator is free and nothing stands in the way of the policy. */
function health(status: WatchStatus | undefined) {
  if (status === undefined) return json(503, { healthy: false, reasons: ["the provider does not answer yet"] });
  const { plan, isJailed } = status;
  const reasons = [
    ...(isJailed ? ["the validator is jailed"] : []),
    ...plan.consumers.flatMap(({ consumerId, blocked }) =>
      blocked.map((reason) => `consumer ${consumerId}: ${reason}`),
    ),
  ];
  const isHealthy = reasons.length === 0;
  return json(isHealthy ? 200 : 503, { healthy: isHealthy, reasons, height: plan.height, time: plan.time });
}
