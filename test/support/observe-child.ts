import { RelayChild } from "./relay-child.ts";

/** A line that `icskit observe --json` wrote. */
export type ObserveLine = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly event?: Readonly<Record<string, unknown>> & { readonly kind: string; readonly chain: string };
  readonly health?: { readonly verdict: string; readonly reasons: readonly { readonly code: string }[] };
};

/** `icskit observe` as a child process, with what it wrote. */
export class ObserveChild {
  readonly #child: RelayChild;

  constructor(
    args: readonly string[],
    options: { readonly json?: boolean; readonly environment?: Readonly<Record<string, string>> } = {},
  ) {
    const { json = true, environment = {} } = options;
    this.#child = new RelayChild(["observe", ...args, ...(json ? ["--json"] : [])], environment, { json });
  }

  get lines(): readonly ObserveLine[] {
    return this.#child.lines as unknown as readonly ObserveLine[];
  }

  get exitCode(): Promise<number | null> {
    return this.#child.exitCode;
  }

  get stderr(): string {
    return this.#child.stderr;
  }

  get stdout(): string {
    return this.#child.stdout;
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.process.kill(signal);
    return this.exitCode;
  }

  /** The first line that passes, written already or to come. Rejects when the child ends without one. */
  async until(passes: (line: ObserveLine) => boolean): Promise<ObserveLine> {
    const line = await this.#child.until((each) => passes(each as unknown as ObserveLine));
    return line as unknown as ObserveLine;
  }

  /** As `until`, for an event of this kind. */
  async untilEvent(kind: string): Promise<ObserveLine> {
    return this.until(({ type, event }) => type === "event" && event?.kind === kind);
  }

  /** As `until`, for a health with this reason, or with this verdict. */
  async untilHealth(wanted: string): Promise<ObserveLine> {
    const isWanted = ({ health }: ObserveLine): boolean =>
      health?.verdict === wanted || (health?.reasons.some(({ code }) => code === wanted) ?? false);
    return this.until((line) => line.type === "health" && isWanted(line));
  }
}
