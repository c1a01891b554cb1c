import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import type { ConsumerFacts } from "../../../../src/validator/plan/consumer-facts.ts";
import type { NodeDuty } from "../../../../src/validator/plan/plan.ts";
import type { PolicyRule } from "../../../../src/validator/policy/policy-schema.ts";
import { ConcernLog, type ConsumerSigns, concernsOf, nodeTrouble } from "../../../../src/validator/watch/concerns.ts";
import { missedBlocks } from "../../../../src/validator/watch/missed-blocks.ts";
import { consumerFacts, planOf, policyOf, publicKey, syncedNode, valcons } from "../plan-fixtures.ts";

const both = [valcons(1), valcons(2)];
const none: ConsumerSigns = { node: undefined, missed: undefined };

function concerns(
  rule: Partial<PolicyRule>,
  facts: Partial<ConsumerFacts>,
  signs: ConsumerSigns = none,
  warn: { readonly warnBeforeSpawnSeconds?: number; readonly warnAtMissedShare?: number } = {},
) {
  const policy = { ...policyOf(rule), ...warn };
  const plan = planOf(policy, [consumerFacts(facts)], { node: () => signs.node });
  return concernsOf(plan, policy, () => signs);
}

describe("concernsOf", () => {
  it("tells what is in the way, and what waits for a human", () => {
    expect(concerns({}, {})).toMatchObject([{ kind: "blocked", reasons: [expect.stringContaining("no node")] }]);
    expect(concerns({ approval: true }, {}, { node: syncedNode(), missed: undefined })).toMatchObject([
      { kind: "approval-needed", changes: [expect.stringContaining("opt in to consumer 0")] },
    ]);
  });

  it("warns before the spawn of a consumer that the validator will be in, in time", () => {
    const facts = { phase: "INITIALIZED" as const, optedIn: both };
    expect(concerns({}, facts)).toMatchObject([{ kind: "spawn-soon", power: 30n }]);
    expect(concerns({}, facts, none, { warnBeforeSpawnSeconds: 86_399 })).toEqual([]);
  });

  it("warns a day before the spawn where the policy says nothing else, and not of a set that it will not be in", () => {
    const due = (spawnTime: string, optedIn: readonly string[]) =>
      concerns({ action: "leave" }, { phase: "INITIALIZED", spawnTime: new Date(spawnTime), optedIn });
    expect(due("2026-01-02T00:00:00Z", both)).toMatchObject([{ kind: "spawn-soon" }]);
    expect(due("2026-01-02T00:00:00.001Z", both)).toEqual([]);
    // Long past, and still not launched: its node must be there all the same.
    expect(due("2025-12-31T00:00:00Z", both)).toMatchObject([{ kind: "spawn-soon" }]);
    expect(due("2026-01-02T00:00:00Z", [valcons(1)])).toEqual([]);
  });

  it("tells the compelled of a spawn, too", () => {
    const shaping = powerShapingParameters({ topN: 80 });
    const spawnTime = new Date("2026-01-01T01:00:00Z");
    const facts = { phase: "INITIALIZED" as const, shaping, spawnTime };
    expect(concerns({ action: "leave" }, facts)).toEqual([
      { kind: "compelled", consumerId: "0", chainId: "consumer-1", duty: { kind: "spawn", time: spawnTime } },
      { kind: "spawn-soon", consumerId: "0", chainId: "consumer-1", spawnTime, power: 30n },
    ]);
    const least = powerShapingParameters({ topN: 50 });
    expect(concerns({ action: "leave" }, { ...facts, shaping: least })).toEqual([]);
  });

  it("tells who is compelled, and from when on the node must run", () => {
    const shaping = powerShapingParameters({ topN: 80 });
    expect(concerns({ action: "leave" }, { shaping })).toMatchObject([
      { kind: "compelled", duty: { kind: "next-epoch", height: 105n } },
    ]);
  });

  it("tells that a node that must sign does not", () => {
    const facts = { optedIn: both, leasedPower: 30n };
    expect(concerns({}, facts)).toMatchObject([{ kind: "node-missing", reason: "no node for it is named" }]);
    expect(concerns({}, facts, { node: syncedNode(), missed: undefined })).toEqual([]);
  });

  it("warns of missed blocks from a share of those allowed on, with what jail costs", () => {
    const facts = { optedIn: both, leasedPower: 30n };
    const risk = (missed: bigint, warn = {}) =>
      concerns({}, facts, { node: syncedNode(), missed: missedBlocks(missed, 100n, `5${"0".repeat(17)}`) }, warn);
    expect(risk(24n)).toEqual([]);
    expect(risk(25n)).toMatchObject([{ kind: "downtime-risk", blocks: { share: 0.5 }, cost: { tokens: 3_000n } }]);
    expect(risk(25n, { warnAtMissedShare: 0.6 })).toEqual([]);
    expect(risk(0n, { warnAtMissedShare: 0 })).toEqual([]);
  });
});

it.each([
  [{ kind: "unreachable", url: "http://n", reason: "down" } as const, "does not answer: down"],
  [syncedNode({ chainId: "x" }), "is of x"],
  [syncedNode({ catchingUp: true }), "is not synced"],
  [syncedNode({ publicKey: publicKey(9) }), `the provider expects ${publicKey(2)}`],
  [syncedNode(), undefined],
])("of a node %j says %j", (node, trouble) => {
  const [consumer] = planOf(policyOf({}), [consumerFacts({ optedIn: both, leasedPower: 30n })]).consumers;
  if (consumer === undefined) throw new TypeError("A plan has every consumer");
  const told = nodeTrouble(consumer, node);
  if (trouble === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(trouble);
});

describe("missedBlocks", () => {
  it.each([
    // A window of 100 with half of it to be signed: 50 may be missed.
    [10n, 100n, "500000000000000000", 50n, 0.2],
    [3n, 5n, "500000000000000000", 3n, 1],
    [0n, 1n, "1000000000000000000", 0n, 0],
    [1n, 1n, "1000000000000000000", 0n, 1],
    [1n, 3n, "500000000000000000", 1n, 1],
  ])("%d of %d at %s allows %d: %d", (missed, window, minSigned, allowed, share) => {
    expect(missedBlocks(missed, window, minSigned)).toEqual({ missed, window, allowed, share });
  });
});

describe("ConcernLog", () => {
  const blocked = (reason: string) =>
    ({ kind: "blocked", consumerId: "0", chainId: "c-1", reasons: [reason] }) as const;

  it("tells a concern once, again when it changes, and when it is over", () => {
    const log = new ConcernLog();
    expect(log.news([blocked("a")])).toEqual([blocked("a")]);
    expect(log.news([blocked("a")])).toEqual([]);
    expect(log.news([blocked("b")])).toEqual([blocked("b")]);
    expect(log.news([])).toEqual([{ kind: "resolved", consumerId: "0", chainId: "c-1", what: "blocked" }]);
    expect(log.news([])).toEqual([]);
  });

  it("does not tell each power that a validator would have at the spawn, but another time of it", () => {
    const log = new ConcernLog();
    const soon = (power: bigint, spawnTime = new Date(0)) =>
      ({ kind: "spawn-soon", consumerId: "0", chainId: "c-1", spawnTime, power }) as const;
    expect(log.news([soon(30n)])).toHaveLength(1);
    expect(log.news([soon(31n)])).toEqual([]);
    expect(log.news([soon(31n, new Date(1))])).toEqual([soon(31n, new Date(1))]);
    expect(log.news([])).toMatchObject([{ kind: "resolved", what: "spawn-soon" }]);
  });

  it("tells the compelled again when the time of their duty comes, and not with each epoch before it", () => {
    const log = new ConcernLog();
    const compelled = (duty: NodeDuty) => ({ kind: "compelled", consumerId: "0", chainId: "c-1", duty }) as const;
    expect(log.news([compelled({ kind: "next-epoch", height: 105n })])).toHaveLength(1);
    expect(log.news([compelled({ kind: "next-epoch", height: 110n })])).toEqual([]);
    expect(log.news([compelled({ kind: "now" })])).toHaveLength(1);
    expect(log.news([])).toMatchObject([{ kind: "resolved", what: "compelled" }]);
  });

  it("tells the concerns of each consumer on its own", () => {
    const log = new ConcernLog();
    const [first, second] = [blocked("a"), { ...blocked("a"), consumerId: "1" }];
    expect(log.news([first, second])).toEqual([first, second]);
    expect(log.news([second])).toMatchObject([{ kind: "resolved", consumerId: "0" }]);
  });

  it("does not tell each height that a node is at", () => {
    const log = new ConcernLog();
    expect(log.news([blocked("not synced (height 5)")])).toHaveLength(1);
    expect(log.news([blocked("not synced (height 6)")])).toEqual([]);
  });
});
