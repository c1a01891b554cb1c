import { IcsError, jsonText } from "../../errors.ts";

/** What a step has read from the chains. */
export interface StepEvidence {
  /** What was proved, in a few words for people. */
  readonly proof: string;
  /** Names and values for `--json`. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Height at which it was done or seen, by chain id. */
  readonly heights: Readonly<Record<string, bigint>>;
  /** Transaction hashes, upper-case hex. */
  readonly txHashes: readonly string[];
}

/** A step that was verified. */
export interface FinishedStep extends StepEvidence {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  /** Blocks that the provider made meanwhile. */
  readonly providerBlocks: number;
}

/** Something that the observer saw. */
export interface Sight {
  /** The consumer that it is about. */
  readonly consumer: string;
  readonly chainId: string;
  readonly height: bigint;
  readonly text: string;
}

/** Who is told how the demo gets on. */
export interface DemoView {
  stepStarted(title: string): void;
  stepFinished(step: FinishedStep): void;
  /** Something that the observer saw on the chains. */
  seen(sight: Sight): void;
  /** Leaves the steps so far on the screen. Idempotent. */
  close(): void;
}

/** Runs the steps one after another and keeps what they found. */
export class DemoSteps {
  readonly finished: FinishedStep[] = [];
  readonly #view: DemoView;
  readonly #providerHeight: () => bigint;

  constructor(view: DemoView, providerHeight: () => bigint) {
    this.#view = view;
    this.#providerHeight = providerHeight;
  }

  /** Runs one step, which may have begun before; it is verified where `work` resolves. */
  async run(
    name: string,
    title: string,
    work: () => Promise<StepEvidence>,
    started: number = performance.now(),
  ): Promise<void> {
    this.#view.stepStarted(title);
    const from = this.#providerHeight();
    const evidence = await work();
    const step: FinishedStep = {
      name,
      title,
      seconds: (performance.now() - started) / 1000,
      providerBlocks: Number(this.#providerHeight() - from),
      ...evidence,
    };
    this.finished.push(step);
    this.#view.stepFinished(step);
  }
}

/** Ends the demo where the chains do not show what they must. @throws CHECK_FAILED */
export function verify(check: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [jsonText(actual), jsonText(expected)];
  if (got === wanted) return;
  throw new IcsError("CHECK_FAILED", `The chains do not show this: ${check}\n  expected ${wanted}\n  got ${got}`, {
    check,
    expected: wanted ?? "nothing",
    actual: got ?? "nothing",
  });
}
