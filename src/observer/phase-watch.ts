import type { ConsumerId } from "../ccv/identifiers.ts";
import type { ConsumerPhase } from "../ccv/phase.ts";
import type { Block } from "../chain/block.ts";
import { placed } from "./block-events.ts";
import type { LaunchFailed, LaunchFailureReason, Observation, ObserverEvent } from "./observer-event.ts";
import type { ConsumerState, OptedInValidator, ProviderStateReader } from "./sources.ts";

/**
 * Follows a consumer's phase by its state after each provider block, since stops, deletions and failed launches leave
 * no event. Asks nothing before the consumer exists and after it was deleted.
 */
export class PhaseWatch {
  readonly #consumerId: ConsumerId;
  readonly #reader: ProviderStateReader;
  #last: ConsumerState | undefined;
  #hasAsked = false;

  constructor(consumerId: ConsumerId, reader: ProviderStateReader) {
    this.#consumerId = consumerId;
    this.#reader = reader;
  }

  /** The provider's client of the consumer, as last read. */
  get clientId(): string | undefined {
    return this.#last?.clientId;
  }

  /** What the state after this block adds to the block's own events. */
  async follow(block: Block, events: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    if (!this.#isDue(events)) return [];
    this.#hasAsked = true;
    const previous = this.#last;
    const state = await this.#reader.consumerState(this.#consumerId, block.height);
    if (state === undefined) return [];
    this.#last = state;
    if (state.phase === previous?.phase) return [];
    const change: Observation = {
      kind: "consumerPhaseChanged",
      from: previous?.phase,
      to: state.phase,
      spawnTime: state.spawnTime,
    };
    const consequence = await this.#consequence(block.height, previous, state.phase, events);
    return [change, ...consequence].map((observation) => placed("provider", block, observation));
  }

  #isDue(events: readonly ObserverEvent[]): boolean {
    if (this.#last !== undefined) return this.#last.phase !== "DELETED";
    return !this.#hasAsked || events.some(({ kind }) => kind === "consumerCreated");
  }

  async #consequence(
    height: bigint,
    previous: ConsumerState | undefined,
    phase: ConsumerPhase,
    events: readonly ObserverEvent[],
  ): Promise<Observation[]> {
    const isLaunch = phase === "LAUNCHED" && previous !== undefined;
    if (isLaunch) {
      const validators = await this.#reader.initialValidators(this.#consumerId, height);
      return [{ kind: "initialValidatorsRead", validators }];
    }
    // The owner may also take the spawn time back; that leaves an event.
    const isWithdrawn = events.some(({ kind }) => kind === "consumerUpdated");
    const isFailure = phase === "REGISTERED" && previous?.phase === "INITIALIZED" && !isWithdrawn;
    return isFailure ? [await this.#launchFailure(height, previous.spawnTime)] : [];
  }

  async #launchFailure(height: bigint, spawnTime: Date | undefined): Promise<LaunchFailed> {
    const validators = await this.#reader.optedInValidators(this.#consumerId, height);
    const optedIn = validators.map(({ providerConsensusAddress }) => providerConsensusAddress);
    return { kind: "launchFailed", reason: failureReason(validators), spawnTime, optedIn };
  }
}

/** @see LaunchConsumer in x/ccv/provider/keeper/consumer_lifecycle.go */
function failureReason(optedIn: readonly OptedInValidator[]): LaunchFailureReason {
  if (optedIn.length === 0) return "nobody-opted-in";
  return optedIn.some(({ active }) => active) ? "unknown" : "nobody-active-opted-in";
}
