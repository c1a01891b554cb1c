import type { Config } from "../../config.ts";

/** What the doctor found out about one thing. Its fields are those of a line of `icskit doctor --json`. */
export interface Finding {
  readonly name: string;
  /** "missing" is needed and not there; "optional" is not there and not needed. */
  readonly verdict: "ok" | "missing" | "optional";
  readonly found: string;
  /** How to get it; absent where the verdict is "ok". */
  readonly advice?: string;
}

/** One question about this machine. It answers with a finding and never throws for a thing that is missing. */
export type Check = (context: { readonly config: Config; readonly signal: AbortSignal }) => Promise<Finding[]>;
