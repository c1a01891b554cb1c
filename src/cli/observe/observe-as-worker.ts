import type { Logger } from "../../logger.ts";
import { runObserverWorker } from "../../observer/workers/run-observer-worker.ts";
import type { ObservedChains } from "./connect-observed.ts";
import { createJsonOutput, createPlainOutput, type ObserveOutput } from "./observe-output.ts";
import type { ObservePlan } from "./observe-plan.ts";

/**
 * Follows this process's share of the consumers until it is interrupted, and tells what happens in it.
 * @throws OBSERVER_STORE_FAILED; the signal's reason
 */
export async function observeAsWorker(
  plan: ObservePlan,
  { provider, consumers }: ObservedChains,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  const output: ObserveOutput = plan.json
    ? createJsonOutput(process.stdout)
    : createPlainOutput((line) => console.log(line));
  const providerChainId = provider.blocks.chainId;
  const named = consumers.map(({ consumerId, chainId }) => ({ consumerId, chainId }));
  output.started({ providerChainId, consumers: named, url: undefined }, () => []);
  let position = 0;
  await runObserverWorker({
    ...{ provider, consumers, from: plan.from, stateEveryBlocks: plan.stateEveryBlocks, logger, signal },
    store: { connectionString: plan.store ?? "" },
    onShare: (consumerIds) => logger.info("The share of this worker has changed", { consumerIds }),
    onBlock: async (consumerId, { events }) => {
      for (const event of events) {
        position += 1;
        await output.message({ type: "event", event, consumerId, position });
      }
    },
    onFailure: (consumerId, error) => {
      position += 1;
      void output.message({ type: "failure", error, isRetried: false, consumerId, position });
    },
  });
  signal.throwIfAborted();
}
