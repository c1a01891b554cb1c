import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ConsumerCursor, ProviderCursor } from "../cursor.ts";
import { allInvariants } from "../invariants/all-invariants.ts";
import { checkInvariants, type Invariant } from "../invariants/invariant.ts";
import { momentOf } from "../moment.ts";
import type { ChainRole, ObserverEvent } from "../observer-event.ts";
import { TimelineBuilder } from "../timeline-builder.ts";
import { ViolationLog } from "../violation-log.ts";
import { type Collected, reportData } from "./make-report-data.ts";
import type { MeterReading, ReportData, ReportedChain, ReportedNote } from "./report-data.ts";
import { type NoteList, notKept, reportNote } from "./report-notes.ts";
import type { ReportRange } from "./report-range.ts";
import { SetHistory } from "./set-history.ts";

/** What a report is of. */
export interface ReportOptions {
  readonly consumerId: ConsumerId;
  /** Default everything. */
  readonly range?: ReportRange;
  /** What must hold; default `allInvariants`. */
  readonly invariants?: readonly Invariant[];
}

/** The last block of a chain that was read, whether or not anything happened in it. */
export interface LastBlock {
  readonly chainId: string;
  readonly height: bigint;
  readonly time: Date;
  /** Of the provider: when a stopped consumer is deleted. */
  readonly removalTime?: Date | undefined;
}

/**
 * Takes in what was observed of one consumer, in any interleaving of the two chains, and makes the data of a report.
 * Events before the range count towards what is known at its beginning; those after it do not count.
 */
export class ReportCollector {
  readonly #consumerId: ConsumerId;
  readonly #range: ReportRange;
  readonly #invariants: readonly Invariant[];
  readonly #timeline = new TimelineBuilder();
  readonly #sets = new SetHistory();
  readonly #meter: MeterReading[] = [];
  readonly #notes: Readonly<Record<NoteList, ReportedNote[]>> = {
    channelEnds: [],
    validatorChanges: [],
    ownerChanges: [],
    evidence: [],
    gaps: [],
    disagreements: [],
  };
  readonly #violations = new ViolationLog();
  readonly #chains: Partial<Record<ChainRole, ReportedChain>> = {};
  readonly #lastBlocks: Partial<Record<ChainRole, LastBlock>> = {};

  constructor({ consumerId, range = {}, invariants = allInvariants }: ReportOptions) {
    this.#consumerId = consumerId;
    this.#range = range;
    this.#invariants = invariants;
  }

  add(event: ObserverEvent): void {
    const { chain, chainId, height, time } = event;
    // A gap stands at the first block after it, which may lie beyond the range.
    const begins = event.kind === "blocksMissing" ? event.fromHeight : height;
    if (begins > (this.#range.to?.[chain] ?? begins)) return;
    if (height > (this.#lastBlocks[chain]?.height ?? -1n)) this.#lastBlocks[chain] = { chainId, height, time };
    this.#timeline.add(event);
    this.#sets.add(event);
    const violations = checkInvariants(this.#invariants, this.#timeline.live, event);
    if (height < (this.#range.from?.[chain] ?? 0n)) return;
    this.#violations.add(violations);
    this.#count(event);
    const written = reportNote(event);
    if (written) addNote(this.#notes[written.list], written.note);
    if (event.kind !== "providerStateRead") return;
    const { slashMeter, slashMeterAllowance } = event;
    this.#meter.push({ ...momentOf(event), slashMeter, slashMeterAllowance });
  }

  /** Tells how far a chain was read; without it its last event counts as that. A height beyond the range does not count. */
  reached(chain: ChainRole, cursor: ProviderCursor | ConsumerCursor): void {
    const last = cursor.known.at(-1);
    if (last === undefined || last.height > (this.#range.to?.[chain] ?? last.height)) return;
    const removalTime = "phase" in cursor ? cursor.phase.last?.removalTime : undefined;
    this.#lastBlocks[chain] = { chainId: cursor.chainId, height: last.height, time: last.time, removalTime };
  }

  /** The report as of `now`, by which what is still on its way is judged. */
  data(now: Date): ReportData {
    const collected: Collected = {
      consumerId: this.#consumerId,
      range: this.#range,
      invariants: this.#invariants,
      timeline: this.#timeline.snapshot(),
      sets: this.#sets.from(this.#range.from?.consumer ?? 0n),
      meter: this.#meter,
      notes: this.#notes,
      violations: this.#violations.all,
      chains: this.#chains,
      lastBlocks: this.#lastBlocks,
    };
    return reportData(collected, now);
  }

  #count(event: ObserverEvent): void {
    const { chain, chainId } = event;
    const { from, to } = this.#range;
    const known = this.#chains[chain];
    const [first, last] = [known?.first ?? momentOf(event), momentOf(event)];
    const events = (known?.events ?? 0) + 1;
    this.#chains[chain] = { chainId, first, last, from: from?.[chain], to: to?.[chain], events };
  }
}

/** A node without old state says so at each reading: that is told once, with how long it went on. */
function addNote(notes: ReportedNote[], note: ReportedNote): void {
  const last = notes.at(-1);
  const isAgain = last?.chain === note.chain && last.change === note.change && note.change.endsWith(notKept);
  if (last === undefined || !isAgain) notes.push(note);
  else {
    const [detail] = last.detail.split(andOn);
    notes[notes.length - 1] = { ...last, detail: `${detail}${andOn} up to height ${note.height}` };
  }
}

const andOn = "; so in later readings,";
