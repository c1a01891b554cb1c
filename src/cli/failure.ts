import { CommanderError } from "commander";
import { type IcsErrorCode, isIcsError } from "../errors.ts";

/**
 * The exit codes of every command: public API.
 * 0 done and verified; 1 failed, or something was not as it should be; 2 wrong flags, environment or topology; 3 a
 * stated condition does not hold, or a rule of a checklist fails; 4 a checklist has warnings only; 130 interrupted by
 * Ctrl-C or SIGTERM, after cleaning up.
 */
export const exitCodes = { done: 0, failed: 1, wrongInput: 2, violated: 3, warnings: 4, interrupted: 130 } as const;

const wrongInput: readonly IcsErrorCode[] = [
  "CONFIG_INVALID",
  "TESTNET_TOPOLOGY_INVALID",
  "TX_MESSAGE_INVALID",
  "TX_MNEMONIC_INVALID",
];

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  if (signal.aborted) return exitCodes.interrupted;
  if (isIcsError(error, "OBSERVER_CONDITION_VIOLATED")) return exitCodes.violated;
  if (error instanceof AggregateError) {
    const isInput = error.errors.every((each) => exitCodeOf(each, signal) === exitCodes.wrongInput);
    return isInput ? exitCodes.wrongInput : exitCodes.failed;
  }
  return isIcsError(error) && wrongInput.includes(error.code) ? exitCodes.wrongInput : exitCodes.failed;
}

/** What the user reads about what a command threw: the message first, then its code; a stack only for a bug. */
export function describeFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted && error === signal.reason) return "Interrupted";
  if (error instanceof AggregateError) {
    return [error.message, ...error.errors.map((each) => describeFailure(each, signal))].filter(Boolean).join("\n");
  }
  if (isIcsError(error)) {
    const [first = "", ...rest] = error.message.split("\n");
    return [`Error: ${first} [${error.code}]`, ...rest].join("\n");
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
