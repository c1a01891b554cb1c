import { IcsError, isIcsError, type Problem, pollUntil, problemLines, type WaitOptions } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import { consumerFacts } from "./consumer-facts.ts";
import type { ExpectedState } from "./expected-state.ts";
import type { Fact } from "./fact.ts";
import { providerFacts } from "./provider-facts.ts";

/**
 * Waits until all that is expected holds, in one reading. `timeoutMs` is 30,000 by default.
 * @throws TESTNET_STATE_UNEXPECTED with every fact that did not hold in the last reading; TypeError for a name that the
 * topology does not have
 */
export async function untilState(net: Testnet, expected: ExpectedState, options: WaitOptions = {}): Promise<void> {
  const facts = factsOfState(net, expected);
  if (facts.length === 0) throw new TypeError("Nothing is expected: the state has no fact");
  await untilFacts(facts, options);
}

/** Every fact of an expected state. */
export function factsOfState(net: Testnet, { provider, consumers = {} }: ExpectedState): readonly Fact[] {
  const ofConsumers = Object.entries(consumers).flatMap(([name, expected]) => {
    const consumer = net.consumers.find(({ spec }) => spec.name === name);
    if (consumer === undefined) throw new TypeError(`The testnet has no consumer "${name}"`);
    return consumerFacts(net, consumer, expected);
  });
  return [...providerFacts(net, provider), ...ofConsumers];
}

/** Waits until all facts hold in one reading. @throws TESTNET_STATE_UNEXPECTED */
export async function untilFacts(facts: readonly Fact[], options: WaitOptions = {}): Promise<void> {
  let last: readonly Problem[] = [];
  const read = async (): Promise<readonly Problem[]> => {
    const found = await Promise.all(facts.map(async ({ name, wanted, read }) => ({ name, wanted, got: await read() })));
    last = found.filter(({ got, wanted }) => got !== wanted);
    return last;
  };
  try {
    await pollUntil(read, (problems) => problems.length === 0, { ...options, what: "the expected state" });
  } catch (cause) {
    if (!isIcsError(cause, "POLL_TIMEOUT")) throw cause;
    const { elapsedMs } = cause.context;
    const text = `The testnet did not come to the expected state in ${elapsedMs} ms\n${problemLines(last)}`;
    throw new IcsError("TESTNET_STATE_UNEXPECTED", text, { elapsedMs, problems: last }, { cause });
  }
}
