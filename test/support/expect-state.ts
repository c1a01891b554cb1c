import type { WaitOptions } from "../../src/index.ts";
import type { Fact } from "../../testnet/expectations/fact.ts";
import { factsOfState, untilFacts } from "../../testnet/expectations/until-state.ts";
import type { ExpectedState, Testnet } from "../../testnet/index.ts";

/** How the name of a fact ends that was made wrong on purpose. */
export const mutatedMark = " (made wrong on purpose)";

/**
 * As `untilState`. Where the mutation check asks for it (`SCENARIO_MUTATION=1`), one fact is wrong once all others hold:
 * a scenario that passes nevertheless proves nothing.
 */
export async function expectState(net: Testnet, expected: ExpectedState, options: WaitOptions): Promise<void> {
  const facts = factsOfState(net, expected);
  if (facts.length === 0) throw new TypeError("Nothing is expected: the state has no fact");
  await untilFacts(facts, options);
  if (process.env.SCENARIO_MUTATION !== "1") return;
  const [first, ...others] = facts;
  // Long enough for one reading of all facts on a busy machine: what was not read is not told.
  if (first !== undefined) await untilFacts([mutated(first), ...others], { timeoutMs: 5_000 });
}

/** The same fact with another value of its kind. */
export function mutated({ name, wanted, read }: Fact): Fact {
  return { name: `${name}${mutatedMark}`, wanted: otherThan(wanted), read };
}

function otherThan(wanted: string): string {
  if (/^\d+$/.test(wanted)) return String(BigInt(wanted) + 1n);
  if (wanted === "true" || wanted === "false") return wanted === "true" ? "false" : "true";
  return `not ${wanted}`;
}
