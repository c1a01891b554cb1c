import type { Fact } from "../../../../testnet/expectations/fact.ts";
import { factsByValidator, factsOf } from "../../../../testnet/expectations/fact.ts";
import { untilFacts } from "../../../../testnet/expectations/until-state.ts";
import { mutated, mutatedMark } from "../../../support/expect-state.ts";

const fact = (name: string, wanted: string, answers: readonly string[]): Fact => {
  let count = 0;
  return { name, wanted, read: async () => answers[Math.min(count++, answers.length - 1)] ?? "" };
};

test("waits until all facts hold in one reading", async () => {
  // The first holds before the second does, and not with it at first.
  const first = fact("first", "1", ["1", "0", "1"]);
  const second = fact("second", "2", ["0", "2", "2"]);
  await expect(untilFacts([first, second])).resolves.toBeUndefined();
});

test("tells every fact that did not hold in the last reading, and no other", async () => {
  const facts = [fact("holds", "1", ["1"]), fact("power", "5", ["3", "4"]), fact("phase", "LAUNCHED", ["STOPPED"])];
  await expect(untilFacts(facts, { timeoutMs: 120 })).rejects.toMatchObject({
    code: "TESTNET_STATE_UNEXPECTED",
    context: {
      problems: [
        { name: "power", got: "4", wanted: "5" },
        { name: "phase", got: "STOPPED", wanted: "LAUNCHED" },
      ],
    },
  });
});

test("an error of a reading ends the wait at once", async () => {
  const broken: Fact = { name: "broken", wanted: "1", read: () => Promise.reject(new RangeError("no node")) };
  await expect(untilFacts([broken], { timeoutMs: 60_000 })).rejects.toThrow("no node");
});

test("an aborted wait ends with the signal's reason", async () => {
  const signal = AbortSignal.abort(new DOMException("enough", "AbortError"));
  await expect(untilFacts([fact("never", "1", ["0"])], { signal })).rejects.toThrow("enough");
});

test("makes facts only of fields that are given, one per validator", async () => {
  const facts = factsOf<{ powers?: Readonly<Record<string, number>>; phase?: string }>(
    { powers: { alice: 5, bob: 0 } },
    {
      powers: (wanted) =>
        factsByValidator(
          (name) => `power of ${name}`,
          wanted,
          async (name) => name.length,
        ),
      phase: () => {
        throw new Error("not given");
      },
    },
  );
  expect(facts.map(({ name, wanted }) => [name, wanted])).toEqual([
    ["power of alice", "5"],
    ["power of bob", "0"],
  ]);
  expect(await Promise.all(facts.map(({ read }) => read()))).toEqual(["5", "3"]);
  expect(factsOf(undefined, {})).toEqual([]);
});

test.each([
  ["7", "8"],
  ["true", "false"],
  ["LAUNCHED", "not LAUNCHED"],
])("the mutation of a fact wants another value: %s", (wanted, other) => {
  const mutant = mutated(fact("it", wanted, [wanted]));
  expect(mutant).toMatchObject({ wanted: other, name: `it${mutatedMark}` });
});
