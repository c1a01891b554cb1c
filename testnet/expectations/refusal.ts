import { isIcsError } from "../../src/index.ts";

/** Gas with which nothing is simulated first, so that a refusal comes with its code from the block. */
export const refusalGas = 500_000;

/** What a chain, or a message's own check, said against an action. */
export interface Refusal {
  /** The name of the error (`ErrUnauthorized`), else the log; for a message that was not even sent its problems. */
  readonly name: string;
  /** All of it. */
  readonly text: string;
}

/**
 * What a chain, or the message's own check, said against an action: the name of the error (`ErrUnauthorized`), else the
 * log; for a message that was not even sent its problems. Send with `gas: refusalGas` to get the name.
 * @throws Error where the action was accepted; what else went wrong
 */
export async function refusalOf(action: Promise<unknown>): Promise<string> {
  return (await refusal(action)).name;
}

/** As `refusalOf`, with everything that was said. */
export async function refusal(action: Promise<unknown>): Promise<Refusal> {
  try {
    await action;
  } catch (error) {
    if (isIcsError(error, "TX_FAILED") || isIcsError(error, "TX_REFUSED")) {
      const { sentinel, log } = error.context;
      return { name: sentinel ?? log, text: log };
    }
    if (isIcsError(error, "TX_MESSAGE_INVALID")) {
      return { name: error.context.problems.map(({ name }) => name).join(", "), text: error.message };
    }
    throw error;
  }
  throw new Error("The chain accepted what was to be refused");
}
