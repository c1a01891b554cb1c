import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { Logger } from "../../logger.ts";
import type { ObserveConsumerOptions, ObservedBlock } from "../observe.ts";
import type { ConsumerSource, ProviderSource } from "../sources.ts";
import type { FirstHeight } from "../start-height.ts";
import type { PostgresStoreOptions } from "../store/postgres-store.ts";

/** A consumer that the workers of a provider follow. */
export interface WorkerConsumer {
  readonly consumerId: ConsumerId;
  /** A promise where its chain starts later; absent where no node of it is known. */
  readonly source?: ConsumerSource | Promise<ConsumerSource>;
}

/** What a worker shares with others, and how it follows its share. */
export interface ObserverWorkerOptions extends Pick<ObserveConsumerOptions, "stateEveryBlocks" | "stallCheckMs"> {
  /** The database that all workers share. */
  readonly store: PostgresStoreOptions;
  readonly provider: ProviderSource;
  /** The same for every worker of this provider and database. */
  readonly consumers: readonly WorkerConsumer[];
  /** Where to begin with a consumer of which the database holds nothing; default 1, the first block. */
  readonly from?: { readonly provider?: FirstHeight; readonly consumer?: FirstHeight };
  /** Ends the worker: its share is given up at once, and it resolves. */
  readonly signal: AbortSignal;
  /** How often leases are prolonged and shares are compared; default 1,000. */
  readonly beatMs?: number;
  /** Told of each block once it is kept; blocks are read no faster than it takes them. */
  readonly onBlock?: (consumerId: ConsumerId, block: ObservedBlock) => void | Promise<void>;
  /** Told of the consumers that this worker follows, whenever they change. */
  readonly onShare?: (consumerIds: readonly ConsumerId[]) => void;
  /** Told what ended the following of a consumer for good: it is not begun again before this worker ends. */
  readonly onFailure?: (consumerId: ConsumerId, error: unknown) => void;
  readonly logger?: Logger;
}
