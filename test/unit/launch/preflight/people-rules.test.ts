import { optedInRule, ownerFundedRule } from "../../../../src/launch/preflight/people-rules.ts";
import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import type { PowerShapingParameters } from "../../../../src/provider/parameters.ts";
import { launched, madeFacts, madeOverview, madeStaking, madeValidator } from "../made.ts";

/** What the rule says where these have opted in, of a provider with these validators. */
function judged(
  optedIn: readonly string[],
  powers: Readonly<Record<string, bigint>>,
  shaping: Partial<PowerShapingParameters> = {},
  active = 100,
) {
  const facts = madeFacts();
  const powerShaping = powerShapingParameters(shaping);
  const validators = optedIn.map((name) => madeValidator(name, { jailed: !(name in powers) }));
  return optedInRule.judge({
    ...facts,
    provider: { ...facts.provider, validators: madeStaking(powers, active) },
    consumer: madeOverview({ validators, powerShapingParameters: powerShaping }),
  });
}

const [five, equal] = [["a", "b", "c", "d", "e"], { a: 100n, b: 100n, c: 100n, d: 100n, e: 100n }];

describe("the power at the spawn", () => {
  it("is without that of a validator that was jailed", () => {
    const { e: _, ...left } = equal;
    expect(judged(five, left)).toMatchObject({
      verdict: "pass",
      reason: "5 validators with power 500 of the provider's 500 would start now, at the spawn 400 if nothing changes",
    });
  });

  it("is the power that each has by then, not the one that it has now", () => {
    expect(judged(five, { ...equal, a: 120n, b: 60n }).reason).toContain("at the spawn 480 if nothing changes");
  });

  it("goes to the next validator where one beyond the set's cap takes a jailed one's place", () => {
    expect(judged(five, { b: 90n, c: 90n, d: 90n, e: 80n }, { validatorSetCap: 4 }).reason).toContain("spawn 350");
    expect(judged(five, { ...equal, e: 80n }, { validatorSetCap: 4 }).reason).toContain("spawn 400");
  });

  it("is without those whom the lists or the least stake keep out", () => {
    const shaping = { denylist: ["a-valcons"], minStake: 95_000_000n };
    expect(judged(five, { ...equal, b: 90n }, shaping).reason).toContain("spawn 300");
  });

  it("has the power of those whom Top N compels, though they did not opt in", () => {
    const powers = { a: 300n, b: 200n, c: 200n, d: 200n, e: 100n };
    expect(judged(["e"], powers, { topN: 90 })).toMatchObject({ verdict: "pass" });
    expect(judged(["e"], powers, { topN: 90 }).reason).toContain("at the spawn 1000");
  });

  it("may let one validator stop the chain that cannot do so now", () => {
    expect(judged(five, { ...equal, a: 400n })).toMatchObject({
      verdict: "warning",
      reason: expect.stringContaining("at the spawn 800 if nothing changes; one of them has a third or more"),
      remedy: expect.stringContaining("validatorsPowerCap"),
    });
    expect(judged(five, { ...equal, a: 400n }, { validatorsPowerCap: 30 })).toMatchObject({ verdict: "pass" });
  });
});

describe("a launch would fail", () => {
  it("where everybody who opted in was jailed, though the provider still counts them in", () => {
    expect(judged(["a", "b"], { c: 100n })).toMatchObject({
      verdict: "failure",
      reason: "none of the 2 validators that opted in is active and passes the power shaping: the launch would fail",
      remedy: "Have an active validator opt in: MsgOptIn for consumer 3.",
    });
  });

  it("where only inactive validators opted in, even if the consumer takes them", () => {
    const shaping = { allowInactiveValidators: true };
    expect(judged(["d", "e"], equal, shaping, 3)).toMatchObject({ verdict: "failure" });
    expect(judged(["c", "d", "e", "b"], equal, shaping, 3)).toMatchObject({ verdict: "pass" });
  });
});

it("says of a launched consumer what is leased to it", () => {
  const facts = madeFacts();
  const consumer = madeOverview({ ...launched, validators: five.map((name) => madeValidator(name)) });
  expect(
    optedInRule.judge({ ...facts, consumer, provider: { ...facts.provider, validators: madeStaking({}) } }),
  ).toEqual({
    verdict: "pass",
    reason: "5 validators with power 500 of the provider's 500 are leased to it",
    remedy: "",
  });
});

it.each([
  ["LAUNCHED", "nobody is in the set that is leased to it"],
  ["STOPPED", "nobody has opted in: the launch would fail"],
] as const)("fails for a Top N consumer that is %s and has no set", (phase, reason) => {
  const powerShaping = powerShapingParameters({ topN: 90 });
  const consumer = madeOverview({ phase, validators: [], powerShapingParameters: powerShaping });
  expect(optedInRule.judge({ ...madeFacts(), consumer })).toMatchObject({ verdict: "failure", reason });
});

it("says of each account that pays what is wrong first, and else what it has", () => {
  const account = (name: string, balance: bigint | undefined) => ({
    ...{ name, address: `${name}-address`, denom: "uatom", wanted: 10n },
    balance,
  });
  const judge = (...balances: (bigint | undefined)[]) =>
    ownerFundedRule.judge({ ...madeFacts(), accounts: balances.map((balance) => account("owner", balance)) });
  expect(judge(11n, 12n).reason).toBe("owner (owner-address) has 11uatom; owner (owner-address) has 12uatom");
  expect(judge(undefined, 9n)).toMatchObject({ verdict: "failure", remedy: "Send uatom to owner-address." });
  expect(judge(11n, undefined)).toMatchObject({ verdict: "unknown", remedy: "Start the chain's node." });
});
