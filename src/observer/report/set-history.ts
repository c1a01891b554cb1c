import { toBase64 } from "@cosmjs/encoding";
import { consensusAddress } from "../../ccv/consensus-address.ts";
import {
  applyValidatorUpdates,
  compareValidatorSets,
  createValidatorSet,
  totalPower,
  type ValidatorSet,
  type ValidatorUpdate,
} from "../../ccv/validator-set.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { ReportedSet } from "./report-data.ts";

/** Follows the set that signs the consumer's blocks: what was read, then what each block changed. */
export class SetHistory {
  readonly #sets: ReportedSet[] = [];
  /** Ascending by height; the last holds all that was applied. */
  #known: { readonly effectiveHeight: bigint; readonly set: ValidatorSet }[] = [];

  add(event: ObserverEvent): void {
    if (event.kind === "blocksMissing" && event.chain === "consumer") this.#known = [];
    if (event.kind === "validatorSetRead") this.#read(event.height, event.time, event.validators);
    if (event.kind === "validatorSetApplied" && event.updates.length > 0) {
      this.#apply(event.effectiveHeight, event.time, event.updates);
    }
  }

  /** The sets from a height on, the one that signs it first. */
  from(height: bigint): readonly ReportedSet[] {
    const first = this.#sets.findLastIndex(({ effectiveHeight }) => effectiveHeight <= height);
    const base = this.#sets[first];
    if (base === undefined || base.by === "read") return this.#sets.slice(Math.max(0, first));
    const powers = new Map<string, bigint>();
    for (const set of this.#sets.slice(0, first + 1)) {
      if (set.by === "read") powers.clear();
      for (const { consumerConsensusAddress, power } of set.powers) powers.set(consumerConsensusAddress, power);
    }
    const whole = [...powers]
      .filter(([, power]) => power > 0n)
      .map(([consumerConsensusAddress, power]) => ({ consumerConsensusAddress, power }));
    return [{ ...base, by: "read", powers: whole }, ...this.#sets.slice(first + 1)];
  }

  /** A reading that only confirms what is known adds nothing. */
  #read(effectiveHeight: bigint, time: Date, validators: readonly ValidatorUpdate[]): void {
    const set = createValidatorSet(validators);
    const known = this.#known.findLast((candidate) => candidate.effectiveHeight <= effectiveHeight);
    if (known !== undefined && compareValidatorSets(known.set, set).length === 0) {
      this.#known = this.#known.filter((candidate) => candidate.effectiveHeight >= known.effectiveHeight);
      return;
    }
    this.#known = [{ effectiveHeight, set }];
    this.#tell(effectiveHeight, time, "read", validators, set);
  }

  #apply(effectiveHeight: bigint, time: Date, updates: readonly ValidatorUpdate[]): void {
    const before = this.#known.at(-1)?.set;
    if (before === undefined) return;
    const set = applyValidatorUpdates(before, updates);
    this.#known.push({ effectiveHeight, set });
    const changed = updates.filter(({ pubkey, power }) => (before.get(toBase64(pubkey)) ?? 0n) !== power);
    if (changed.length > 0) this.#tell(effectiveHeight, time, "applied", changed, set);
  }

  #tell(
    effectiveHeight: bigint,
    time: Date,
    by: ReportedSet["by"],
    updates: readonly ValidatorUpdate[],
    set: ValidatorSet,
  ): void {
    const powers = updates.map(({ pubkey, power }) => ({
      consumerConsensusAddress: consensusAddress(pubkey, "cosmos"),
      power,
    }));
    this.#sets.push({ effectiveHeight, time, by, powers, validators: set.size, totalPower: totalPower(set) });
  }
}
