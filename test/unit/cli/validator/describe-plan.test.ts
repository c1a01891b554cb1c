import { counted, describePlan, dutyText } from "../../../../src/cli/validator/describe-plan.ts";
import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import { durationOfSeconds } from "../../../../src/provider/parameters.ts";
import type { ConsumerFacts } from "../../../../src/validator/plan/consumer-facts.ts";
import type { PolicyRule } from "../../../../src/validator/policy/policy-schema.ts";
import { consumerFacts, planOf, policyOf, publicKey, valcons } from "../../validator/plan-fixtures.ts";

const both = [valcons(1), valcons(2)];

/** The lines about one consumer, the head of the plan left out. */
function lines(rule: Partial<PolicyRule>, facts: Partial<ConsumerFacts>): readonly string[] {
  return describePlan(planOf(policyOf(rule), [consumerFacts(facts)])).slice(1);
}

it("says of an opt-out what is sent, and that nothing must run any more", () => {
  expect(lines({ action: "opt-out" }, { optedIn: both })).toEqual([
    'consumer 0 (consumer-1, LAUNCHED): rule "rule 0" says opt-out',
    "  + opt out of consumer 0 (consumer-1)",
    "    next epoch: not in the set (not-opted-in)",
  ]);
});

it("says of one who leaves that its node must run for as long as the set is leased", () => {
  expect(lines({ action: "opt-out" }, { optedIn: both, leasedPower: 30n })).toEqual([
    expect.any(String),
    "  + opt out of consumer 0 (consumer-1)",
    "    now: in the set with a power of 30",
    "    next epoch: not in the set (not-opted-in)",
    `    a node with key ${publicKey(2)} must run now`,
  ]);
});

it("says what is in the way, where the validator would stand, and by when its node must run", () => {
  const facts = { phase: "INITIALIZED", optedIn: both, infractions: undefined } as const;
  expect(lines({ commission: "0.01" }, facts)).toEqual([
    'consumer 0 (consumer-1, INITIALIZED): rule "rule 0" says opt-in',
    "  ! a commission of 0.01 is less than the provider's least one of 0.05",
    "    at launch: in the set with a power of 30 of 80 (37.50 %), 2 validators",
    `    a node with key ${publicKey(2)} must run by 2026-01-02T00:00:00.000Z`,
  ]);
});

it("says of Top N that it cannot be left, and what infractions cost there", () => {
  const shaping = powerShapingParameters({ topN: 80 });
  const doubleSign = { slashFraction: "0.1", jailDuration: durationOfSeconds(60), tombstone: false };
  expect(lines({ action: "opt-out" }, { shaping, optedIn: both, infractions: { doubleSign } })).toEqual([
    "consumer 0 (consumer-1, LAUNCHED): the top 80 % must validate, and this validator is among them",
    '    rule "rule 0" says opt-out',
    "  ! the top 80 % cannot opt out",
    "    next epoch: in the set with a power of 30 of 80 (37.50 %), 2 validators",
    `    a node with key ${publicKey(2)} must run by the epoch at height 105`,
    "    a double sign costs 3000000 tokens, and jail for 60 s",
  ]);
});

it("leaves out what nothing is to be done about, and shows it with --all with the reason", () => {
  const when = { chainIds: ["other-*"] };
  const plan = planOf(policyOf({ name: "others", when }), [consumerFacts()]);
  expect(describePlan(plan).slice(1)).toEqual(["1 more that nothing is to be done about (--all shows them)"]);
  expect(describePlan(plan, true).slice(1, 3)).toEqual([
    "consumer 0 (consumer-1, LAUNCHED): no rule is for it",
    "    others: chain id consumer-1",
  ]);
  expect(describePlan(planOf(policyOf({}), []))).toEqual([expect.stringMatching(/: 0 consumers, 0 to change$/)]);
});

it("names a duty and a count in words", () => {
  expect(dutyText({ kind: "now" })).toBe("now");
  expect(dutyText({ kind: "spawn", time: new Date(0) })).toBe("by 1970-01-01T00:00:00.000Z");
  expect(dutyText({ kind: "next-epoch", height: 5n })).toBe("by the epoch at height 5");
  expect([0, 1, 2].map((count) => counted(count, "rule"))).toEqual(["0 rules", "1 rule", "2 rules"]);
});
