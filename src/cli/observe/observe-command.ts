import { sleep } from "../../async/sleep.ts";
import { createObserverService, type ObserverService } from "../../observer/service/observer-service.ts";
import type { ObserverServerOptions } from "../../observer/web/observer-server.ts";
import { createCliLogger } from "../cli-logger.ts";
import { connectStore } from "../connect-store.ts";
import type { CliContext } from "../context.ts";
import { Conditions } from "./conditions.ts";
import { connectObserved } from "./connect-observed.ts";
import { observeAsWorker } from "./observe-as-worker.ts";
import { createJsonOutput, createPlainOutput, type ObserveOutput } from "./observe-output.ts";
import { type ObserveFlags, type ObservePlan, planObserve } from "./observe-plan.ts";

/**
 * Observes until it is interrupted, a stated condition is decided, or nothing is left to observe.
 * @throws OBSERVER_CONDITION_VIOLATED, CONFIG_INVALID, OBSERVER_STORE_FAILED; as `connectObserved`
 */
export async function observeCommand(flags: ObserveFlags, { signal, config, version }: CliContext): Promise<void> {
  const plan = planObserve(flags);
  const { listen, allowedHosts } = plan;
  const logger = createCliLogger(config.logLevel);
  await using opened = new AsyncDisposableStack();
  const chains = opened.use(await connectObserved(plan, { logger, signal }));
  if (plan.worker) {
    await observeAsWorker(plan, chains, { logger, signal });
    return;
  }
  const store = plan.store === undefined ? undefined : opened.use(await connectStore(plan.store));
  const output = opened.adopt(await createOutput(plan), async (each) => each.close());
  const conditions = new Conditions({ ...plan, consumerIds: chains.consumers.map(({ consumerId }) => consumerId) });
  const isTold = Promise.withResolvers<void>();
  const service = opened.use(
    createObserverService({
      ...{ provider: chains.provider, consumers: chains.consumers, from: plan.from, logger, signal },
      stateEveryBlocks: plan.stateEveryBlocks,
      ...(store && { store }),
      onMessage: async (message) => {
        await isTold.promise;
        await output.message(message);
        conditions.note(message);
      },
    }),
  );
  try {
    const server = listen && (await serve(service, { ...listen, allowedHosts, version, logger }, opened));
    const { providerChainId } = service;
    const consumers = chains.consumers.map(({ consumerId, chainId }) => ({ consumerId, chainId }));
    output.started({ providerChainId, consumers, url: server?.url }, () => service.consumers);
  } finally {
    isTold.resolve();
  }
  await decide(service, conditions, plan, signal);
}

async function createOutput({ json }: ObservePlan): Promise<ObserveOutput> {
  if (json) return createJsonOutput(process.stdout);
  if (!process.stdout.isTTY) return createPlainOutput((line) => console.log(line));
  const { createLiveOutput } = await import("./live-output.ts");
  return createLiveOutput(process.stdout);
}

async function serve(
  service: ObserverService,
  options: ObserverServerOptions,
  opened: AsyncDisposableStack,
): Promise<{ readonly url: string }> {
  const { startObserverServer } = await import("../../observer/web/observer-server.ts");
  return opened.use(await startObserverServer(service, options));
}

/** Ends with the first of: a condition, the time, the end of every observer, an interrupt. */
async function decide(
  service: ObserverService,
  conditions: Conditions,
  { timeoutMs }: ObservePlan,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const ends = AbortSignal.any([signal, ending.signal]);
  const timeout = async (ms: number): Promise<void> => {
    await sleep(ms, ends);
    const error = conditions.timeout(ms / 1000);
    if (error) throw error;
  };
  const interrupted = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => interrupted.reject(signal.reason), { once: true });
  try {
    await Promise.race([
      conditions.decided,
      allEnded(service),
      interrupted.promise,
      ...(timeoutMs === undefined ? [] : [timeout(timeoutMs)]),
    ]);
  } finally {
    ending.abort();
  }
  signal.throwIfAborted();
}

/** Where nobody is followed any more, there is nothing to wait for. */
async function allEnded({ consumers }: ObserverService): Promise<void> {
  await Promise.all(consumers.map(({ ended }) => ended));
  const errors = consumers.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  if (errors.length > 1) throw new AggregateError(errors);
  if (errors.length === 1) throw errors[0];
}
