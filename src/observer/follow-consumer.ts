import type { Block } from "../chain/block.ts";
import { errorMessage } from "../errors.ts";
import { placed } from "./block-events.ts";
import { ChainIdentity, type FollowedChain } from "./chain-identity.ts";
import { ConsumerDecoder } from "./consumer-decoder.ts";
import { type ConsumerCursor, checkCursor } from "./cursor.ts";
import { followBlocks } from "./follow-blocks.ts";
import type { ObserveConsumerOptions } from "./observe.ts";
import type { ObserverEvent } from "./observer-event.ts";
import { isStateMissing, patiently } from "./patiently.ts";
import { reconcileConsumer } from "./reconcile-consumer.ts";
import { restartEvent } from "./restart-event.ts";
import type { ConsumerSource, ConsumerStateReader } from "./sources.ts";
import { findStart } from "./start-height.ts";
import { StatePoll } from "./state-poll.ts";

/** A block of the consumer as it was observed. */
export interface ObservedConsumerBlock {
  readonly chain: "consumer";
  readonly events: readonly ObserverEvent[];
  readonly cursor: ConsumerCursor;
  /** The block's time; absent at an end. */
  readonly time?: Date;
  /** The chain's height when observing began, where that was asked for. */
  readonly tip?: bigint | undefined;
  /** Set where another chain has taken the place of this one: no more can be read, and the cursor has not moved. */
  readonly isEnd?: true;
}

/** The consumer's blocks, once there is a consumer. */
export async function* followConsumer(
  options: ObserveConsumerOptions,
  attached: ConsumerSource | Promise<ConsumerSource>,
  signal: AbortSignal,
): AsyncGenerator<ObservedConsumerBlock> {
  const source = await untilAborted(attached, signal);
  const { cursor, consumerId, stallCheckMs } = options;
  checkCursor(cursor, { consumerId, consumerChainId: source.blocks.chainId });
  const identity = new ChainIdentity(source.blocks, cursor?.consumer?.known);
  const start = await findStart(source.blocks, {
    from: cursor?.consumer ? cursor.consumer.height + 1n : (options.from?.consumer ?? 1n),
    wantsTip: options.stateAtTip ?? false,
    signal,
  });
  let { from } = start;
  const { tip } = start;
  const reader = new ConsumerReader(options, source, { identity, signal, tip });
  for await (const followed of followBlocks(source.blocks, { from, identity, signal, stallCheckMs })) {
    if (followed.restart !== undefined) {
      const event = restartEvent("consumer", source.blocks.chainId, followed.restart);
      yield { chain: "consumer", events: [event], cursor: reader.cursor(from - 1n), isEnd: true };
      continue;
    }
    const { block, missing } = followed;
    from = block.height + 1n;
    const notes = missing.map((range) => placed("consumer", block, range));
    const events = await reader.read(block, notes);
    const { height, time } = block;
    yield { chain: "consumer", events: [...notes, ...events], cursor: reader.cursor(height), time, tip };
  }
}

class ConsumerReader {
  readonly #source: ConsumerSource;
  readonly #identity: ChainIdentity;
  readonly #state: ConsumerStateReader;
  readonly #decoder: ConsumerDecoder;
  readonly #poll: StatePoll;
  readonly #dueReads: Set<bigint>;
  #isFirst: boolean;

  constructor(options: ObserveConsumerOptions, source: ConsumerSource, { identity, signal, tip }: FollowedChain) {
    const cursor = options.cursor?.consumer;
    this.#source = source;
    this.#identity = identity;
    this.#state = patientState(source.state, signal);
    this.#decoder = new ConsumerDecoder(cursor?.connectionIds);
    const due = { everyBlocks: options.stateEveryBlocks, from: options.stateAtTip ? tip : undefined };
    this.#poll = new StatePoll("consumer", due, async (byEvents, height) => {
      const reading = await this.#state.reading?.(height);
      return reading
        ? [{ kind: "consumerStateRead", ...reading }, ...reconcileConsumer(byEvents, reading, height)]
        : [];
    });
    this.#dueReads = new Set(cursor?.dueReads);
    this.#isFirst = cursor === undefined;
  }

  /** The notes tell what is missing before the block. */
  async read(block: Block, notes: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    const events = this.#decoder.decode(block);
    for (const event of events) {
      if (event.kind === "validatorSetApplied") this.#dueReads.add(event.effectiveHeight);
    }
    if (this.#isFirst || notes.length > 0) this.#beginSetsAnew(block);
    this.#isFirst = false;
    if (this.#isSetDue(block.height)) events.push(await this.#readSet(block));
    events.push(...(await this.#poll.follow(block, [...notes, ...events])));
    return events;
  }

  cursor(height: bigint): ConsumerCursor {
    const { chainId } = this.#source.blocks;
    const { connectionIds } = this.#decoder;
    return { chainId, height, known: this.#identity.known, connectionIds, dueReads: [...this.#dueReads] };
  }

  /**
   * The next reading is what later ones are compared with. A change acts two blocks after the block that made it, so that
   * the block before this one may have made one that is seen only from the next block on; a chain's first has none before.
   */
  #beginSetsAnew({ height, parentHash }: Block): void {
    const first = height === 1n || parentHash === "" ? height : height + 1n;
    for (const due of this.#dueReads) if (due < first) this.#dueReads.delete(due);
    this.#dueReads.add(first);
  }

  #isSetDue(height: bigint): boolean {
    const due = [...this.#dueReads].filter((candidate) => candidate <= height);
    for (const read of due) this.#dueReads.delete(read);
    return due.length > 0;
  }

  async #readSet(block: Block): Promise<ObserverEvent> {
    try {
      const validators = await this.#state.validators(block.height);
      return placed("consumer", block, { kind: "validatorSetRead", validators });
    } catch (error) {
      if (!isStateMissing(error)) throw error;
      return placed("consumer", block, { kind: "stateMissing", what: "validators", reason: errorMessage(error) });
    }
  }
}

/** A reader whose node may be away for a while. */
function patientState(state: ConsumerStateReader, signal: AbortSignal): ConsumerStateReader {
  const { reading } = state;
  return {
    validators: (height) => patiently(() => state.validators(height), signal),
    ...(reading && { reading: (height) => patiently(() => reading.call(state, height), signal) }),
  };
}

async function untilAborted<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
