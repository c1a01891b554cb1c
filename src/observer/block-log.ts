import type { SlashVerdict, VscVerdict } from "../ccv/acknowledgement.ts";
import type { Block } from "../chain/block.ts";
import { placed } from "./block-events.ts";
import type { ChainRole, Observation, ObserverEvent } from "./observer-event.ts";

type Acknowledged = "vscPacketAcknowledged" | "slashPacketAcknowledged";

/** Collects what is observed in one block, in order. */
export class BlockLog {
  readonly events: ObserverEvent[] = [];
  readonly #chain: ChainRole;
  readonly #block: Block;
  #awaitsOutcome = false;

  constructor(chain: ChainRole, block: Block) {
    this.#chain = chain;
    this.#block = block;
  }

  add(observation: Observation | undefined, txHash?: string): void {
    if (observation === undefined) return;
    this.events.push(placed(this.#chain, this.#block, observation, txHash));
    this.#awaitsOutcome =
      observation.kind === "vscPacketAcknowledged" || observation.kind === "slashPacketAcknowledged";
  }

  /** Adds the outcome to the acknowledgement that was logged last: modules tell it right after IBC core's event. */
  addOutcome(kind: Acknowledged, verdict: VscVerdict | SlashVerdict | undefined): void {
    const last = this.events.at(-1);
    if (!this.#awaitsOutcome || last?.kind !== kind || verdict === undefined) return;
    const amended: unknown = { ...last, verdict };
    this.events[this.events.length - 1] = amended as ObserverEvent;
    this.#awaitsOutcome = false;
  }
}
