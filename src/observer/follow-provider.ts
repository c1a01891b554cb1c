import type { Block } from "../chain/block.ts";
import { errorMessage } from "../errors.ts";
import { placed } from "./block-events.ts";
import { ChainIdentity, type FollowedChain } from "./chain-identity.ts";
import type { ProviderCursor } from "./cursor.ts";
import { followBlocks } from "./follow-blocks.ts";
import type { ObserveConsumerOptions } from "./observe.ts";
import type { ObserverEvent } from "./observer-event.ts";
import { isStateMissing, patiently } from "./patiently.ts";
import { PhaseWatch } from "./phase-watch.ts";
import { ProviderDecoder } from "./provider-decoder.ts";
import { reconcileProvider } from "./reconcile-provider.ts";
import { restartEvent } from "./restart-event.ts";
import type { ProviderSource, ProviderStateReader } from "./sources.ts";
import { findStart } from "./start-height.ts";
import { StatePoll } from "./state-poll.ts";

/** A block of the provider as it was observed. */
export interface ObservedProviderBlock {
  readonly chain: "provider";
  readonly events: readonly ObserverEvent[];
  readonly cursor: ProviderCursor;
  /** The block's time; absent at an end. */
  readonly time?: Date;
  /** The chain's height when observing began, where that was asked for. */
  readonly tip?: bigint | undefined;
  /** Set where another chain has taken the place of this one: no more can be read, and the cursor has not moved. */
  readonly isEnd?: true;
}

/** The provider's blocks, read for one consumer. */
export async function* followProvider(
  options: ObserveConsumerOptions,
  signal: AbortSignal,
): AsyncGenerator<ObservedProviderBlock> {
  const { provider, cursor, stallCheckMs } = options;
  const identity = new ChainIdentity(provider.blocks, cursor?.provider?.known);
  const start = await findStart(provider.blocks, {
    from: cursor?.provider ? cursor.provider.height + 1n : (options.from?.provider ?? 1n),
    wantsTip: options.stateAtTip ?? false,
    signal,
  });
  let { from } = start;
  const { tip } = start;
  const reader = new ProviderReader(options, { identity, signal, tip });
  for await (const followed of followBlocks(provider.blocks, { from, identity, signal, stallCheckMs })) {
    if (followed.restart !== undefined) {
      const event = restartEvent("provider", provider.blocks.chainId, followed.restart);
      yield { chain: "provider", events: [event], cursor: reader.cursor(from - 1n), isEnd: true };
      continue;
    }
    const { block, missing } = followed;
    from = block.height + 1n;
    const notes = missing.map((range) => placed("provider", block, range));
    const events = await reader.read(block, notes);
    const { height, time } = block;
    yield { chain: "provider", events: [...notes, ...events], cursor: reader.cursor(height), time, tip };
  }
}

class ProviderReader {
  readonly #options: ObserveConsumerOptions;
  readonly #identity: ChainIdentity;
  readonly #decoder: ProviderDecoder;
  readonly #phases: PhaseWatch;
  readonly #poll: StatePoll;
  readonly #state: ProviderStateReader;
  #hasLearned: boolean;

  constructor(options: ObserveConsumerOptions, { identity, signal, tip }: FollowedChain) {
    const { consumerId, cursor } = options;
    this.#options = options;
    this.#identity = identity;
    this.#state = patientState(options.provider, signal);
    this.#decoder = new ProviderDecoder(consumerId);
    this.#phases = new PhaseWatch(consumerId, this.#state, cursor?.provider?.phase);
    const due = { everyBlocks: options.stateEveryBlocks, from: options.stateAtTip ? tip : undefined };
    this.#poll = new StatePoll("provider", due, async (byEvents, height) => {
      const reading = await this.#state.reading?.(consumerId, height);
      return reading ? [{ kind: "providerStateRead", ...reading }, ...reconcileProvider(byEvents, reading)] : [];
    });
    this.#hasLearned = cursor?.provider !== undefined;
    if (cursor?.provider?.clientId) this.#decoder.learn(cursor.provider.clientId, cursor.provider.connectionIds);
  }

  /** The notes tell what is missing before the block. */
  async read(block: Block, notes: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    const isAfterGap = notes.length > 0;
    const learned = this.#hasLearned && !isAfterGap ? [] : await this.#learnChannels(block);
    this.#hasLearned = true;
    const events = this.#decoder.decode(block);
    events.push(...(await this.#phases.follow(block, [...notes, ...events])));
    // A deleted consumer has no client any more; its last one stays known here.
    const isNewClient = this.#phases.clientId !== undefined && this.#phases.clientId !== this.#decoder.clientId;
    if (isNewClient) learned.push(...(await this.#learnChannels(block)));
    events.push(...(await this.#poll.follow(block, [...notes, ...events])));
    return [...learned, ...events];
  }

  cursor(height: bigint): ProviderCursor {
    const { clientId, connectionIds } = this.#decoder;
    const { chainId } = this.#options.provider.blocks;
    return { chainId, height, known: this.#identity.known, clientId, connectionIds, phase: this.#phases.memory };
  }

  /**
   * A client and its connections leave no trace in later blocks, nor in those after a gap that they fell into, and a
   * launch on an existing connection leaves none at all. Neither ever changes, so that the latest state serves where that
   * of the block is gone.
   */
  async #learnChannels(block: Block): Promise<ObserverEvent[]> {
    try {
      await this.#learnAt(block.height);
      return [];
    } catch (error) {
      if (!isStateMissing(error)) throw error;
      const latest = await this.#options.provider.blocks.latestHeight?.();
      if (latest === undefined || latest <= block.height) throw error;
      await this.#learnAt(latest);
      return [placed("provider", block, { kind: "stateMissing", what: "channels", reason: errorMessage(error) })];
    }
  }

  async #learnAt(height: bigint): Promise<void> {
    const clientId = (await this.#state.consumerState(this.#options.consumerId, height))?.clientId;
    if (clientId !== undefined) this.#decoder.learn(clientId, await this.#state.clientConnections(clientId, height));
  }
}

/** A reader whose node may be away for a while. */
function patientState({ state }: ProviderSource, signal: AbortSignal): ProviderStateReader {
  const { reading } = state;
  return {
    consumerState: (id, height) => patiently(() => state.consumerState(id, height), signal),
    optedInValidators: (id, height) => patiently(() => state.optedInValidators(id, height), signal),
    initialValidators: (id, height) => patiently(() => state.initialValidators(id, height), signal),
    clientConnections: (id, height) => patiently(() => state.clientConnections(id, height), signal),
    ...(reading && { reading: (id, height) => patiently(() => reading.call(state, id, height), signal) }),
  };
}
