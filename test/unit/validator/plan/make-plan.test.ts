import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import type { ConsumerFacts } from "../../../../src/validator/plan/consumer-facts.ts";
import { changedConsumers, type PlannedConsumer } from "../../../../src/validator/plan/plan.ts";
import type { PolicyRule } from "../../../../src/validator/policy/policy-schema.ts";
import {
  consumerFacts,
  planOf,
  policyOf,
  providerFacts,
  publicKey,
  syncedNode,
  valcons,
  valoper,
} from "../plan-fixtures.ts";

const both = [valcons(1), valcons(2)];

function planned(
  rule: Partial<PolicyRule>,
  facts: Partial<ConsumerFacts> = {},
  means: Parameters<typeof planOf>[2] = {},
): PlannedConsumer {
  const [consumer] = planOf(policyOf(rule), [consumerFacts(facts)], means).consumers;
  if (consumer === undefined) throw new TypeError("A plan has every consumer");
  return consumer;
}

describe("opting in", () => {
  it("is planned with place, power, costs and the node's duty", () => {
    expect(planned({})).toMatchObject({
      rule: "rule 0",
      changes: [{ kind: "opt-in" }],
      blocked: [],
      expected: { power: 30n, totalPower: 80n, members: 2, reason: undefined },
      duty: { kind: "next-epoch", height: 105n },
      signingKey: publicKey(2),
      costs: {
        doubleSign: { tokens: 1_500_000n, jailSeconds: 10_000n, tombstone: true },
        downtime: { tokens: 3_000n, jailSeconds: 600n, tombstone: false },
      },
    });
  });

  it("changes nothing where it is done already", () => {
    expect(planned({}, { optedIn: both, leasedPower: 30n })).toMatchObject({ changes: [], duty: { kind: "now" } });
  });

  it("says why the validator would not be in the set", () => {
    const shaping = powerShapingParameters({ denylist: [valcons(2)] });
    expect(planned({}, { shaping })).toMatchObject({ expected: { power: 0n, reason: "denylisted" }, duty: undefined });
  });

  it("asks for the node by the spawn of a consumer that has not launched, and needs none before", () => {
    const facts = { phase: "INITIALIZED" as const };
    expect(planned({}, facts, { node: () => undefined })).toMatchObject({
      changes: [{ kind: "opt-in" }],
      duty: { kind: "spawn", time: new Date("2026-01-02T00:00:00Z") },
    });
  });

  it.each([
    ["is not named", undefined, "no node for it is named"],
    [
      "does not answer",
      { kind: "unreachable", url: "http://n", reason: "refused" } as const,
      "does not answer: refused",
    ],
    ["is of another chain", syncedNode({ chainId: "other-1" }), "is of other-1, not of consumer-1"],
    ["has another key", syncedNode({ publicKey: publicKey(9) }), `signs with ${publicKey(9)}`],
    ["is not synced", syncedNode({ catchingUp: true }), "is not synced yet"],
  ])("is refused where the node %s", (_what, node, reason) => {
    expect(planned({}, {}, { node: () => node })).toMatchObject({
      changes: [],
      blocked: [expect.stringContaining(reason)],
      expected: { reason: "not-opted-in" },
    });
  });

  it("heeds the policy's maximum, lowest ids first, counting who is opted in already", () => {
    const consumers = ["0", "1", "2"].map((consumerId) =>
      consumerFacts({ consumerId, ...(consumerId === "1" && { optedIn: both }) }),
    );
    const plan = planOf({ ...policyOf({}), maximumConsumers: 2 }, consumers);
    expect(plan.consumers.map(({ changes }) => changes.length)).toEqual([1, 0, 0]);
    expect(plan.consumers[2]?.blocked).toEqual(["the policy's maximum of 2 consumers is reached"]);
  });
});

describe("keys", () => {
  const generated = { key: "generated" as const };

  it("has the key of the leased set sign until another one has come to the consumer", () => {
    const means = { generatedKey: () => publicKey(7) };
    const inSet = { optedIn: both, leasedPower: 30n, leasedKey: publicKey(2) };
    // To be assigned; assigned, and not in a set yet; in the set.
    const steps = [inSet, { ...inSet, assignedKey: publicKey(7) }, { ...inSet, leasedKey: publicKey(7) }];
    expect(steps.map((facts) => planned(generated, facts, means).signingKey)).toEqual([
      publicKey(2),
      publicKey(2),
      publicKey(7),
    ]);
    // Not in the set yet, what counts is the key that it will be in with.
    expect(planned(generated, { optedIn: both }, means)).toMatchObject({
      duty: { kind: "next-epoch" },
      signingKey: publicKey(7),
    });
  });

  it("takes the generated key, for the opt-in or for who has opted in", () => {
    const means = { generatedKey: () => publicKey(7), node: () => syncedNode({ publicKey: publicKey(7) }) };
    expect(planned(generated, {}, means).changes).toEqual([{ kind: "opt-in", key: publicKey(7) }]);
    expect(planned(generated, { optedIn: both }, means)).toMatchObject({
      changes: [{ kind: "assign-key", key: publicKey(7) }],
      signingKey: publicKey(7),
    });
    expect(planned(generated, { optedIn: both, assignedKey: publicKey(7) }, means).changes).toEqual([]);
  });

  it("waits for a key to be generated", () => {
    expect(planned(generated)).toMatchObject({ changes: [], lacksKey: true });
  });

  it("goes back to the provider's key", () => {
    expect(planned({ key: "provider" }, { optedIn: both, assignedKey: publicKey(7) }).changes).toEqual([
      { kind: "assign-key", key: publicKey(2) },
    ]);
  });

  it("refuses another validator's key, and one that signs for another consumer", () => {
    const node = () => syncedNode({ publicKey: publicKey(3) });
    expect(planned({ key: { publicKey: publicKey(3) } }, {}, { node }).blocked).toEqual([
      `the key is the provider key of ${valoper(3)}: take another`,
    ]);
    const [, second] = planOf(policyOf({ key: { publicKey: publicKey(8) } }), [
      consumerFacts({ optedIn: both, assignedKey: publicKey(8) }),
      consumerFacts({ consumerId: "1", phase: "REGISTERED" }),
    ]).consumers;
    expect(second?.blocked).toEqual([expect.stringContaining("assigned for consumer 0 already")]);
  });

  it("never assigns one key twice in one plan", () => {
    const consumers = ["0", "1"].map((consumerId) => consumerFacts({ consumerId, phase: "REGISTERED" }));
    const plan = planOf(policyOf({ key: { publicKey: publicKey(8) } }), consumers);
    expect(changedConsumers(plan, true).map(({ consumerId }) => consumerId)).toEqual(["0"]);
  });
});

describe("opting out", () => {
  it("is planned from a launched consumer, and the place says so", () => {
    expect(planned({ action: "opt-out" }, { optedIn: both, leasedPower: 30n })).toMatchObject({
      changes: [{ kind: "opt-out" }],
      expected: { power: 0n, reason: "not-opted-in" },
      duty: { kind: "now" },
    });
    expect(planned({ action: "opt-out" }).changes).toEqual([]);
  });

  it("waits for the launch, and is refused to the Top N", () => {
    expect(planned({ action: "opt-out" }, { optedIn: both, phase: "INITIALIZED" }).blocked).toEqual([
      "opting out is possible once it has launched",
    ]);
    const shaping = powerShapingParameters({ topN: 75 });
    expect(planned({ action: "opt-out" }, { optedIn: both, shaping })).toMatchObject({
      isCompelled: true,
      blocked: ["the top 75 % cannot opt out"],
    });
  });
});

describe("Top N", () => {
  const shaping = powerShapingParameters({ topN: 75 });

  it("compels without an opt-in, and the key is assigned all the same", () => {
    const facts = { shaping, phase: "LAUNCHED" as const };
    expect(planned({ action: "leave" }, facts)).toMatchObject({
      isCompelled: true,
      changes: [],
      expected: { power: 30n, reason: undefined },
      why: [expect.stringContaining("top 75 %"), 'rule "rule 0" says leave'],
    });
    expect(planned({ key: "generated" }, facts, { generatedKey: () => publicKey(7) }).changes).toEqual([
      { kind: "assign-key", key: publicKey(7) },
    ]);
  });

  it("does not compel who is below", () => {
    expect(planned({ action: "leave" }, { shaping: powerShapingParameters({ topN: 50 }) }).isCompelled).toBe(false);
  });
});

describe("the rest", () => {
  it("sets a commission where it differs, beside the opt-in, and refuses less than the least", () => {
    expect(planned({ commission: "0.2" }).changes.map(({ kind }) => kind)).toEqual(["opt-in", "set-commission"]);
    expect(planned({ commission: "0.10" }, { optedIn: both }).changes).toEqual([]);
    expect(planned({ commission: "0.01" }).blocked).toEqual([expect.stringContaining("least one of 0.05")]);
  });

  it("leaves out what waits for a human unless it is approved", () => {
    const plan = planOf(policyOf({ approval: true }), [consumerFacts()]);
    expect(changedConsumers(plan, false)).toEqual([]);
    expect(changedConsumers(plan, true)).toHaveLength(1);
  });

  it("decides nothing about consumers that have stopped, or that no rule is for", () => {
    expect(planned({}, { phase: "STOPPED", ownerAddress: undefined })).toMatchObject({
      changes: [],
      why: ["it is STOPPED"],
    });
    const unread = planned({}, { ownerAddress: undefined });
    expect(unread).toMatchObject({ changes: [], expected: undefined, why: ["no rule could concern it"] });
    const other = planned({ when: { chainIds: ["x-*"] } }, { optedIn: both });
    expect(other.why).toEqual(["opted in, and no rule is for it", "rule 0: chain id consumer-1"]);
  });

  it("depends on the power that the decision would give", () => {
    const facts = consumerFacts({ shaping: powerShapingParameters({ validatorsPowerCap: 50 }) });
    const rule = { when: { minimumPower: 40n } };
    expect(planOf(policyOf(rule), [facts]).consumers[0]).toMatchObject({ rule: "rule 0", expected: { power: 40n } });
    const [without] = planOf(policyOf({ when: { minimumPower: 41n } }), [facts], {}, providerFacts()).consumers;
    expect(without?.why).toEqual(["no rule is for it", "rule 0: a power of 40 instead of 41"]);
  });
});
