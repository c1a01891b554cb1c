import { sleep } from "../../async/sleep.ts";
import { errorMessage, isIcsError } from "../../errors.ts";
import { silentLogger } from "../../logger.ts";
import type { ObserveConsumerOptions } from "../observe.ts";
import type { ObservationStore } from "../store/observation-store.ts";
import { storeBlocks } from "../store/observe-stored.ts";
import type { ObserverWorkerOptions, WorkerConsumer } from "./observer-worker-options.ts";

/** A consumer whose lease this worker has. */
export interface FollowLeasedOptions extends Omit<ObserverWorkerOptions, "store" | "consumers"> {
  readonly consumer: WorkerConsumer;
  /** When the lease was given. A claim of that time cannot take the history from who has it by a later lease. */
  readonly since: Date;
  readonly openStore: ObservationStore;
}

const longestPauseMs = 10_000;

/** Follows a consumer, and begins again where it failed for a reason that may pass, until the signal aborts. Never rejects. */
export async function followLeased(options: FollowLeasedOptions): Promise<void> {
  const { consumer, signal, onFailure, logger = silentLogger } = options;
  for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await follow(options, () => {
        pauseMs = 100;
      });
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!mayPass(error)) {
        onFailure?.(consumer.consumerId, error);
        return;
      }
      const { consumerId } = consumer;
      logger.warn("A consumer's observer failed and begins again", { consumerId, reason: errorMessage(error) });
    }
    await sleep(pauseMs, signal).catch(() => undefined);
  }
}

async function follow(options: FollowLeasedOptions, onProgress: () => void): Promise<void> {
  const { consumer, since, openStore, provider, signal, onBlock, stateEveryBlocks, stallCheckMs } = options;
  const blocks = storeBlocks({
    consumerId: consumer.consumerId,
    provider,
    since,
    store: openStore,
    signal,
    ...(consumer.source !== undefined && { consumer: consumer.source }),
    from: firstHeights(options),
    ...(stateEveryBlocks !== undefined && { stateEveryBlocks }),
    ...(stallCheckMs !== undefined && { stallCheckMs }),
  });
  for await (const block of blocks) {
    onProgress();
    await onBlock?.(consumer.consumerId, block);
  }
}

/**
 * Heights count only where there is no history yet, and are looked up by each chain for itself: a consumer whose node is
 * down must not keep the provider's side from being read. A chain that is still to start is read from its first block.
 */
function firstHeights({ from = {}, consumer: { source } }: FollowLeasedOptions): ObserveConsumerOptions["from"] {
  const runs = source !== undefined && !(source instanceof Promise);
  return { provider: from.provider ?? 1n, ...(runs && { consumer: from.consumer ?? 1n }) };
}

/**
 * A conflict says that another worker has begun. If the lease is lost, the next beat tells; if it is not, the other one
 * was wrong, or a write of this one was kept though its answer was lost.
 */
function mayPass(error: unknown): boolean {
  if (!isIcsError(error)) return false;
  return error.retryable || (isIcsError(error, "OBSERVER_STORE_FAILED") && error.context.reason === "conflict");
}
