import fc from "fast-check";
import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import { durationOfSeconds } from "../../../../src/provider/parameters.ts";
import { couldConcern } from "../../../../src/validator/policy/could-concern.ts";
import { matches, matchRule } from "../../../../src/validator/policy/match-rule.ts";
import type { PolicyConditions } from "../../../../src/validator/policy/policy-schema.ts";
import { consumerFacts, policyOf } from "../plan-fixtures.ts";

const facts = consumerFacts({ shaping: powerShapingParameters({ validatorsPowerCap: 20 }), isOnAllowlist: true });
const holds = (when: PolicyConditions, of = facts): boolean =>
  matchRule(policyOf({ when }), of, () => 30n).rule !== undefined;

it.each<[PolicyConditions, PolicyConditions]>([
  [{ consumerIds: ["0"] }, { consumerIds: ["1"] }],
  [{ chainIds: ["consumer-*"] }, { chainIds: ["consumer-2"] }],
  [{ owners: ["cosmos1owner"] }, { owners: ["cosmos1other"] }],
  [{ phases: ["LAUNCHED", "INITIALIZED"] }, { phases: ["REGISTERED"] }],
  [{ metadata: { name: "Cons*", description: "d" } }, { metadata: { name: "Cons*", description: "e" } }],
  [{ rewardDenoms: ["uatom", "ibc/REWARD"] }, { rewardDenoms: ["uatom"] }],
  [{ minimumPower: 30n }, { minimumPower: 31n }],
  [{ powerCapAtMost: 20 }, { powerCapAtMost: 19 }],
  [{ onAllowlist: true }, { onAllowlist: false }],
  [{ doubleSign: { slashFractionAtMost: "0.05" } }, { doubleSign: { slashFractionAtMost: "0.04999" } }],
  [{ doubleSign: { jailSecondsAtMost: 10_000n } }, { doubleSign: { jailSecondsAtMost: 9_999n } }],
  [{ downtime: { tombstone: false } }, { doubleSign: { tombstone: false } }],
])("holds for %j and not for %j", (right, wrong) => {
  expect(holds(right)).toBe(true);
  expect(holds(wrong)).toBe(false);
});

it("takes no cap for no limit, and unknown costs for too high", () => {
  expect(holds({ powerCapAtMost: 100 }, consumerFacts())).toBe(false);
  expect(holds({ downtime: {} }, consumerFacts({ infractions: undefined }))).toBe(false);
  expect(holds({ metadata: { name: "*" } }, consumerFacts({ metadata: undefined }))).toBe(true);
});

it("takes the first rule, and says why those before it do not decide", () => {
  const policy = policyOf({ when: { consumerIds: ["9"] } }, { when: {} }, {});
  expect(matchRule(policy, facts, () => 0n)).toMatchObject({
    rule: { name: "rule 1" },
    passedOver: ["rule 0: another consumer id"],
  });
});

it("knows what no rule could concern, whoever owns it and whatever power it gives", () => {
  const unread = consumerFacts({ ownerAddress: undefined });
  const cheap = { downtime: { slashFractionAtMost: "0", jailSecondsAtMost: durationOfSeconds(1).seconds } };
  expect(couldConcern(policyOf({ when: { owners: ["a"], minimumPower: 99n } }), unread)).toBe(true);
  expect(couldConcern(policyOf({ when: cheap }), unread)).toBe(false);
  expect(couldConcern(policyOf({ action: "leave" }), unread)).toBe(false);
});

describe("matches", () => {
  it.each([
    ["abc", "abc", true],
    ["abc", "a*", true],
    ["abc", "*c", true],
    ["abc", "*b*", true],
    ["abc", "a*b*c*", true],
    ["aa", "a*a*a", false],
    ["abc", "ab", false],
    ["", "*", true],
    ["a.c", "a?c", false],
  ])("%j by %j: %s", (value, pattern, expected) => {
    expect(matches(value, pattern)).toBe(expected);
  });

  it("agrees with a regular expression", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (value, pattern) => {
        const expression = pattern.replaceAll(".", "\\.").replaceAll("*", ".*");
        expect(matches(value, pattern)).toBe(new RegExp(`^${expression}$`).test(value));
      }),
      { numRuns: 2_000 },
    );
  });
});
