import type { Config } from "../config.ts";

/** What every command gets from `main.ts`. */
export interface CliContext {
  /** Aborts at the first Ctrl-C or SIGTERM. A command stops what it started, then lets the reason through. */
  readonly signal: AbortSignal;
  /** The environment; reading it throws CONFIG_INVALID, so that `--help` works in any environment. */
  readonly config: Config;
  /** Of this package. */
  readonly version: string;
  /** For the variables that a file of the user's names, such as the key of a relayer's configuration. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}
