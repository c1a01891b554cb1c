import { IcsError, problemLines } from "../../src/index.ts";
import { refusal } from "../expectations/refusal.ts";

/** What a trace says of an action's end. */
export interface ExpectedOutcome {
  readonly ExpectError: boolean;
  /** A part of what the chain says; empty for any error. */
  readonly ExpectedError: string;
}

/** What earlier versions of interchain-security said, and the name of what present ones say instead. */
const formerTexts: Readonly<Record<string, string>> = {
  "a validator has or had assigned this consumer key already": "ErrConsumerKeyInUse",
};

/**
 * Waits for an action, and judges its end as a trace expects it.
 * @throws Error where it was accepted and should not have been; TESTNET_STATE_UNEXPECTED where it was refused otherwise
 */
export async function expectOutcome(expected: ExpectedOutcome, action: Promise<unknown>): Promise<void> {
  const { ExpectError, ExpectedError: wanted } = expected;
  if (!ExpectError) {
    await action;
    return;
  }
  const { name, text } = await refusal(action);
  if (text.includes(wanted) || formerTexts[wanted] === name) return;
  const problems = [{ name: "refusal", got: `${name}: ${text}`, wanted }];
  const message = `An action was refused for another reason than expected\n${problemLines(problems)}`;
  throw new IcsError("TESTNET_STATE_UNEXPECTED", message, { elapsedMs: 0, problems });
}
