import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describePlan } from "../../../../src/cli/validator/describe-plan.ts";
import { describeWatchEvent } from "../../../../src/cli/validator/describe-watch-event.ts";
import { validatorTemplate } from "../../../../src/cli/validator/init-command.ts";
import { parsePlanFile, readPlanFile, writePlanFile } from "../../../../src/cli/validator/plan-file.ts";
import { parseValidatorConfig, validatorConfigJsonSchema } from "../../../../src/cli/validator/validator-config.ts";
import { isIcsError } from "../../../../src/errors.ts";
import { powerShapingParameters } from "../../../../src/provider/messages.ts";
import { thrown } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { consumerFacts, planOf, policyOf, publicKey, valcons } from "../../validator/plan-fixtures.ts";

const folder = useTemporaryFolder();
const read = (text: string) => parseValidatorConfig(text, "v.yaml", { NODE: "http://n:26657" });
// biome-ignore lint/suspicious/noTemplateCurlyInString: what the file has
const head = "provider:\n  rpc: ${NODE}\n  gasPrice: 0.005uatom\n  key: { env: K }\n";
const problems = (text: string) => thrown("CONFIG_INVALID", () => read(text)).context.problems;

describe("a validator's file", () => {
  it("is what the template shows, and what substitution gives", () => {
    expect(read(validatorTemplate).policy.rules).toHaveLength(3);
    const { provider, policy } = read(`${head}policy: { rules: [{ name: a, action: opt-in, commission: 0.1 }] }`);
    expect(provider.rpc).toBe("http://n:26657");
    expect(policy.rules[0]).toEqual({ name: "a", action: "opt-in", commission: "0.1" });
  });

  it.each<[string, string, string]>([
    ["policy: { rules: [] }", "policy.rules (v.yaml:5:11)", "at least one rule"],
    [
      "policy: { rules: [{ name: a, action: join }] }",
      "policy.rules[0].action (v.yaml:5:30)",
      "opt-in, opt-out or leave",
    ],
    [
      "policy:\n  rules:\n    - name: a\n      action: opt-in\n      when: { phase: [LAUNCHED] }",
      "policy.rules[0].when.phase (v.yaml:9:15)",
      "a field that the help names",
    ],
    ["policy: { rules: [{ name: a, action: opt-in, commission: 2 }] }", "commission", 'a decimal from "0" to "1"'],
    ["policy: { rules: [{ name: a, action: opt-in, when: { minimumPower: -1 } }] }", "minimumPower", "a voting power"],
    ["policy: { rules: [{ name: a, action: opt-in, key: generated }] }", "rules[0].key", "keys.folder"],
    ["policy: { rules: [{ name: a, action: leave, key: provider }] }", "policy.rules[0]", "rules that opt in only"],
    [
      "policy: { rules: [{ name: a, action: leave }, { name: a, action: leave }] }",
      "rules[1].name",
      "a name of its own",
    ],
    ["nodes: [{ rpc: 'http://n' }]\npolicy: { rules: [{ name: a, action: leave }] }", "nodes[0]", "exactly one of"],
    ["keys: { folder: k }\npolicy: { rules: [{ name: a, action: leave }] }", "keys", "passwordEnv and passwordFile"],
  ])("is refused with its place: %j", (text, name, wanted) => {
    expect(problems(head + text)).toContainEqual(
      expect.objectContaining({ name: expect.stringContaining(name), wanted: expect.stringContaining(wanted) }),
    );
  });

  it("has every problem told at once", () => {
    const text =
      "provider: { rpc: x, gasPrice: y, key: {} }\npolicy: { rules: [{ action: join }], maximumConsumers: -1 }";
    expect(problems(text).length).toBeGreaterThanOrEqual(6);
  });

  it("is described by the JSON Schema in docs", async () => {
    const path = join(import.meta.dirname, "../../../../docs/validator.schema.json");
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(validatorConfigJsonSchema())));
  });
});

describe("whatever is written", () => {
  const readOrRefuse = (parse: (text: string) => unknown) => (text: string) => {
    try {
      parse(text);
    } catch (error) {
      if (!isIcsError(error, "CONFIG_INVALID")) throw error;
      expect(error.context.problems.length).toBeGreaterThan(0);
    }
  };

  it("is read or refused with its problems", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(fc.property(text, readOrRefuse(read)), { numRuns: 200 });
    fc.assert(
      fc.property(
        text,
        readOrRefuse((plan) => parsePlanFile(plan, "p.json")),
      ),
      { numRuns: 100 },
    );
  });

  it("is read or refused where it has the right shape with anything in it", () => {
    const anything = fc.jsonValue({ maxDepth: 2 });
    const names = [
      "name",
      "action",
      "when",
      "key",
      "commission",
      "approval",
      "minimumPower",
      "doubleSign",
      "phases",
      "x",
    ];
    const rule = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(anything, fc.dictionary(fc.constantFrom(...names), anything)),
    );
    const file = fc.record(
      { provider: anything, policy: fc.record({ rules: fc.array(rule) }), nodes: anything, keys: anything },
      { requiredKeys: ["policy"] },
    );
    fc.assert(
      fc.property(file, (value) => readOrRefuse(read)(JSON.stringify(value))),
      { numRuns: 300 },
    );
    const plan = fc.record({
      version: fc.constant(1),
      consumers: fc.array(fc.dictionary(fc.constantFrom("consumerId", "changes", "basis"), anything)),
    });
    fc.assert(fc.property(plan, (value) => readOrRefuse((text) => parsePlanFile(text, "p"))(JSON.stringify(value))));
  });
});

describe("a plan's file", () => {
  it("holds what is to be changed, and is read back as it was", async () => {
    const path = join(await folder(), "plan.json");
    const plan = planOf(policyOf({ key: { publicKey: publicKey(7) }, commission: "0.2" }), [
      consumerFacts({ phase: "REGISTERED" }),
      consumerFacts({ consumerId: "1", phase: "STOPPED" }),
    ]);
    await writePlanFile(path, plan);
    const { consumers, ...of } = await readPlanFile(path);
    expect(of).toMatchObject({ providerChainId: "provider-1", operatorAddress: plan.operatorAddress });
    const [first] = plan.consumers;
    expect(consumers).toEqual([
      { consumerId: "0", chainId: "consumer-1", changes: first?.changes, basis: first?.basis },
    ]);
  });
});

describe("what people read", () => {
  it("is the plan with changes, place, duty and costs", () => {
    const shaping = powerShapingParameters({ topN: 90 });
    const plan = planOf(policyOf({ name: "mine", approval: true }), [
      consumerFacts(),
      consumerFacts({ consumerId: "1", shaping, leasedPower: 30n, optedIn: [valcons(2)] }),
      consumerFacts({ consumerId: "2", ownerAddress: undefined }),
    ]);
    expect(describePlan(plan).join("\n")).toMatch(
      /3 consumers, 1 to change, 1 of them only by a human's yes\nconsumer 0 \(consumer-1, LAUNCHED\): rule "mine" says opt-in\n {2}\+ opt in to consumer 0 .* \(needs a human's yes\)\n {4}next epoch: in the set with a power of 30 of 80 \(37.50 %\), 2 validators\n {4}a node with key .* must run by the epoch at height 105\n {4}a double sign costs 1500000 tokens, and jail for ever\n {4}downtime costs 3000 tokens, and jail for 600 s\nconsumer 1 .*top 90 %[\s\S]*now: in the set with a power of 30[\s\S]*must run now[\s\S]*1 more that nothing is to be done about/,
    );
    expect(describePlan(plan, true).at(-1)).toContain("no rule could concern it");
  });

  it("is each event in a line", () => {
    const of = { consumerId: "0", chainId: "c-1" };
    const blocks = { missed: 5n, window: 10n, allowed: 5n, share: 1 };
    const lines = [
      describeWatchEvent({
        kind: "downtime-risk",
        ...of,
        blocks,
        cost: { tokens: 3n, jailSeconds: 60n, tombstone: false },
      }),
      describeWatchEvent({ kind: "spawn-soon", ...of, spawnTime: new Date(0), power: 3n }),
      describeWatchEvent({ kind: "compelled", ...of, duty: { kind: "now" } }),
      describeWatchEvent({ kind: "node-missing", ...of, reason: "why" }),
      describeWatchEvent({ kind: "resolved", ...of, what: "blocked" }),
      describeWatchEvent({ kind: "blocked", ...of, reasons: ["a", "b"] }),
      describeWatchEvent({ kind: "approval-needed", ...of, changes: ["a"] }),
      describeWatchEvent({ kind: "applied", hash: "A", height: 4n, summary: [], wasLeft: true }),
      describeWatchEvent({ kind: "jailed", operatorAddress: "valoper" }),
      describeWatchEvent({ kind: "failed", code: "POLL_TIMEOUT", message: "m" }),
      describeWatchEvent({ kind: "round", height: 4n, consumers: 2, optedIn: 1 }),
    ];
    expect(lines).toEqual([
      "consumer 0 (c-1): 5 blocks missed of the last 10; with more than 5 it is jailed; then 3 tokens are slashed, and 60 s of jail",
      "consumer 0 (c-1): spawns at 1970-01-01T00:00:00.000Z, with this validator at a power of 3: its node must run by then",
      "consumer 0 (c-1): Top N has this validator validate; its node must run now",
      "consumer 0 (c-1): must be signed for now, and is not: why",
      "consumer 0 (c-1): over: blocked",
      "consumer 0 (c-1): in the way of the policy: a; b",
      "consumer 0 (c-1): needs a human's yes (icskit validator apply): a",
      "done: what an earlier run had signed (A, block 4)",
      "valoper is jailed on the provider: icskit validator unjail",
      "failed: m [POLL_TIMEOUT]",
      "looked at height 4: opted in to 1 of 2 consumers",
    ]);
  });
});
