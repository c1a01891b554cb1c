import type { ConsumerId } from "../ccv/identifiers.ts";
import type { Block } from "../chain/block.ts";
import { errorMessage, jsonText } from "../errors.ts";
import { placed } from "./block-events.ts";
import type { LaunchFailed, LaunchFailureReason, Observation, ObserverEvent } from "./observer-event.ts";
import { isStateMissing } from "./patiently.ts";
import type { ConsumerState, OptedInValidator, ProviderStateReader } from "./sources.ts";

/** What the watch must remember to go on elsewhere. */
export interface PhaseMemory {
  readonly hasAsked: boolean;
  readonly last: ConsumerState | undefined;
}

/**
 * Follows a consumer's phase and parameters by its state, since stops, deletions, failed launches and queued changes
 * leave no event. State is asked for only after blocks that can change it: those with an event of the consumer's life,
 * those from the spawn time or the removal time on, the ends of epochs, where a VSC packet that cannot be sent stops its
 * consumer, and the first one after a gap.
 * @see SendVSCPacketsToChain in x/ccv/provider/keeper/relay.go
 */
export class PhaseWatch {
  readonly #consumerId: ConsumerId;
  readonly #reader: ProviderStateReader;
  #last: ConsumerState | undefined;
  #hasAsked: boolean;
  #isMissing = false;

  constructor(consumerId: ConsumerId, reader: ProviderStateReader, memory?: PhaseMemory) {
    this.#consumerId = consumerId;
    this.#reader = reader;
    this.#last = memory?.last;
    this.#hasAsked = memory?.hasAsked ?? false;
  }

  /** The provider's client of the consumer, as last read. */
  get clientId(): string | undefined {
    return this.#last?.clientId;
  }

  get memory(): PhaseMemory {
    return { hasAsked: this.#hasAsked, last: this.#last };
  }

  /** What the state after this block adds to the block's own events, and to what is missing before it. */
  async follow(block: Block, events: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    if (!this.#isDue(block, events)) return [];
    const observations = await this.#read(block.height, events).catch((error: unknown) => this.#noState(error));
    return observations.map((observation) => placed("provider", block, observation));
  }

  async #read(height: bigint, events: readonly ObserverEvent[]): Promise<Observation[]> {
    const previous = this.#last;
    const state = await this.#reader.consumerState(this.#consumerId, height);
    const isChange = state !== undefined && state.phase !== previous?.phase;
    const consequence = isChange ? await this.#consequence(height, previous, state, events) : [];
    // Taken over at the end: what fails on the way is read again.
    this.#hasAsked = true;
    this.#isMissing = false;
    if (state === undefined) return [];
    this.#last = state;
    const change: Observation = {
      kind: "consumerPhaseChanged",
      from: previous?.phase,
      to: state.phase,
      spawnTime: state.spawnTime,
    };
    return [...(isChange ? [change] : []), ...consequence, ...parameterChanges(previous, state)];
  }

  /** Told once for a stretch of heights. */
  #noState(error: unknown): Observation[] {
    if (!isStateMissing(error)) throw error;
    const isKnown = this.#isMissing;
    this.#isMissing = true;
    return isKnown ? [] : [{ kind: "stateMissing", what: "consumer state", reason: errorMessage(error) }];
  }

  #isDue(block: Block, events: readonly ObserverEvent[]): boolean {
    const last = this.#last;
    if (last === undefined) return !this.#hasAsked || events.some(({ kind }) => beginnings.has(kind));
    if (this.#isMissing || events.some(isOfLife)) return true;
    switch (last.phase) {
      case "REGISTERED":
      case "DELETED":
        return false;
      case "INITIALIZED":
        return last.spawnTime === undefined || block.time >= last.spawnTime;
      case "LAUNCHED":
        return last.blocksPerEpoch === undefined || block.height % last.blocksPerEpoch === 0n;
      case "STOPPED":
        return last.removalTime === undefined || block.time >= last.removalTime;
    }
  }

  async #consequence(
    height: bigint,
    previous: ConsumerState | undefined,
    state: ConsumerState,
    events: readonly ObserverEvent[],
  ): Promise<Observation[]> {
    const isLaunch = state.phase === "LAUNCHED" && previous !== undefined;
    if (isLaunch) {
      const validators = await this.#reader.initialValidators(this.#consumerId, height);
      return [{ kind: "initialValidatorsRead", validators }];
    }
    // The owner may also take the spawn time back; that leaves an event, which a gap may hide.
    const mayBeWithdrawn = events.some(({ kind }) => kind === "consumerUpdated" || kind === "blocksMissing");
    const isFailure = state.phase === "REGISTERED" && previous?.phase === "INITIALIZED" && !mayBeWithdrawn;
    return isFailure ? [await this.#launchFailure(height, previous.spawnTime)] : [];
  }

  async #launchFailure(height: bigint, spawnTime: Date | undefined): Promise<LaunchFailed> {
    const validators = await this.#reader.optedInValidators(this.#consumerId, height);
    const optedIn = validators.map(({ providerConsensusAddress }) => providerConsensusAddress);
    return { kind: "launchFailed", reason: failureReason(validators), spawnTime, optedIn };
  }
}

const lifeEvents: ReadonlySet<Observation["kind"]> = new Set([
  "consumerCreated",
  "consumerUpdated",
  "consumerRemoved",
  "consumerClientCreated",
  "providerChannelEstablished",
  "channelClosed",
  "vscPacketTimedOut",
  "blocksMissing",
]);

/** After which there may be a consumer where there was none. */
const beginnings: ReadonlySet<Observation["kind"]> = new Set(["consumerCreated", "blocksMissing"]);

function isOfLife(event: ObserverEvent): boolean {
  const isRefusal = event.kind === "vscPacketAcknowledged" && event.verdict?.kind !== "accepted";
  return isRefusal || lifeEvents.has(event.kind);
}

function parameterChanges(previous: ConsumerState | undefined, state: ConsumerState): Observation[] {
  const { powerShaping, infractionParameters } = state;
  const changes: Observation[] = [];
  if (powerShaping && jsonText(powerShaping) !== jsonText(previous?.powerShaping)) {
    changes.push({ kind: "powerShapingChanged", from: previous?.powerShaping, to: powerShaping });
  }
  if (infractionParameters && jsonText(infractionParameters) !== jsonText(previous?.infractionParameters)) {
    const from = previous?.infractionParameters;
    changes.push({ kind: "infractionParametersChanged", from, to: infractionParameters });
  }
  return changes;
}

/** @see LaunchConsumer in x/ccv/provider/keeper/consumer_lifecycle.go */
function failureReason(optedIn: readonly OptedInValidator[]): LaunchFailureReason {
  if (optedIn.length === 0) return "nobody-opted-in";
  return optedIn.some(({ active }) => active) ? "unknown" : "nobody-active-opted-in";
}
