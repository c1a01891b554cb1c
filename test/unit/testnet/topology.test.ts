import type { Problem } from "../../../src/index.ts";
import { isIcsError, revisionNumber } from "../../../src/index.ts";
import { resolveTopology, type Topology } from "../../../testnet/topology.ts";

const now = new Date("2030-01-01T00:00:00Z");
const consumer = { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }] };

/** The problems that a topology is refused with; [] where it is not refused. */
function problemsOf(topology: unknown): readonly Problem[] {
  try {
    resolveTopology(topology as Topology, { now });
    return [];
  } catch (error) {
    if (isIcsError(error, "TESTNET_TOPOLOGY_INVALID")) return error.context.problems;
    throw error;
  }
}

describe("defaults", () => {
  test("an empty topology is three equal validators at 250 ms and no consumer", () => {
    const topology = resolveTopology({});
    expect(topology.blockTimeMs).toBe(250);
    expect(topology.consumers).toEqual([]);
    expect(topology.provider.chainId).toBe("provider-1");
    expect(topology.provider.validators.map(({ name, stake }) => [name, stake])).toEqual([
      ["validator-0", 100_000_000n],
      ["validator-1", 100_000_000n],
      ["validator-2", 100_000_000n],
    ]);
  });

  test("stakes may be bigint, number or digits", () => {
    const validators = [{ stake: 3_000_000n }, { stake: 2_000_000 }, { stake: "90000000000000000000" }];
    const { provider } = resolveTopology({ provider: { validators } });
    expect(provider.validators.map(({ stake }) => stake)).toEqual([
      3_000_000n,
      2_000_000n,
      90_000_000_000_000_000_000n,
    ]);
  });

  test("a consumer names its validators, whether given by place or by name", () => {
    const provider = { validators: [{ name: "alice" }, { name: "bob" }] };
    const members = [{ validator: 1 }, { validator: "alice", ownKey: true }];
    const [resolved] = resolveTopology({ provider, consumers: [{ chainId: "c-1", validators: members }] }).consumers;
    expect(resolved?.validators).toEqual([
      { validator: "bob", ownKey: false, running: true },
      { validator: "alice", ownKey: true, running: true },
    ]);
  });

  test("a consumer takes its block time and reward denominations from what is around it", () => {
    const [resolved] = resolveTopology({ blockTimeMs: 1000, consumers: [{ ...consumer, denom: "token" }] }).consumers;
    expect(resolved).toMatchObject({ blockTimeMs: 1000, rewardDenoms: ["token"], binary: { name: "cd" } });
  });

  test("the initial height is in the revision of the chain id", () => {
    const consumers = [
      { ...consumer, initialHeight: 7 },
      { ...consumer, chainId: "plain" },
    ];
    const heights = resolveTopology({ consumers }).consumers.map(({ initialHeight }) => initialHeight);
    expect(heights).toEqual([
      { revisionNumber: 1n, revisionHeight: 7n },
      { revisionNumber: 0n, revisionHeight: 1n },
    ]);
  });

  test("two consumers may share a chain id and have names of their own", () => {
    const names = resolveTopology({ consumers: [consumer, consumer, consumer] }).consumers.map(({ name }) => name);
    expect(names).toEqual(["consumer-1", "consumer-1.2", "consumer-1.3"]);
  });

  test.each([
    ["consumer-1", 1n],
    ["a-b-12", 12n],
    ["consumer", 0n],
    ["consumer-0", 0n],
    ["consumer-01", 0n],
    ["consumer--1", 0n],
  ])("the revision of %s is %s", (chainId, revision) => {
    expect(revisionNumber(chainId)).toBe(revision);
  });
});

describe("refusals", () => {
  const provider = { validators: [{ name: "alice" }, { name: "bob" }] };
  const one = (fields: object): Topology => ({ consumers: [{ ...consumer, ...fields }] });

  test.each<[string, unknown, string, string]>([
    ["no validators", { provider: { validators: 0 } }, "provider.validators", "at least one validator"],
    ["an empty list of validators", { provider: { validators: [] } }, "provider.validators", "at least one"],
    ["half a validator", { provider: { validators: 2.5 } }, "provider.validators", "a number of validators"],
    ["a consumer without validators", one({ validators: [] }), "consumers[0].validators", "at least one"],
    [
      "a spawn time in the past",
      one({ spawnTime: new Date("2029-12-31T23:59:59Z") }),
      "consumers[0].spawnTime",
      "future",
    ],
    [
      "a spawn time and a delay",
      one({ spawnTime: new Date("2031-01-01"), spawnDelayMs: 1 }),
      "consumers[0].spawnTime",
      "not both",
    ],
    [
      "a revision that the chain id contradicts",
      one({ initialHeight: { revisionNumber: 2, revisionHeight: 1 } }),
      "consumers[0].initialHeight.revisionNumber",
      "1, the revision",
    ],
    [
      "a revision on a chain id without one",
      one({ chainId: "plain", initialHeight: { revisionNumber: 1, revisionHeight: 1 } }),
      "consumers[0].initialHeight.revisionNumber",
      "0, the revision",
    ],
    ["an initial height of 0", one({ initialHeight: 0 }), "consumers[0].initialHeight", "1 or more"],
    ["a reserved chain id", one({ chainId: "neutron-1" }), "consumers[0].chainId", "reserves"],
    ["the provider's chain id", one({ chainId: "provider-1" }), "consumers[0].chainId", "other than the provider's"],
    ["a chain id of 51 characters", one({ chainId: "c".repeat(51) }), "consumers[0].chainId", "50"],
    ["a chain id that is no file name", one({ chainId: "../x" }), "consumers[0].chainId", "letters"],
    [
      "an unknown validator",
      one({ validators: [{ validator: "carol" }] }),
      "consumers[0].validators[0].validator",
      "validator-0",
    ],
    [
      "a validator's place that does not exist",
      one({ validators: [{ validator: 3 }] }),
      "consumers[0].validators[0].validator",
      "one of",
    ],
    [
      "the same validator twice",
      one({ validators: [{ validator: 0 }, { validator: "validator-0" }] }),
      "consumers[0].validators[1].validator",
      "once",
    ],
    [
      "an unknown name in an allowlist",
      one({ powerShaping: { allowlist: ["dave"] } }),
      "consumers[0].powerShaping.allowlist[0]",
      "one of",
    ],
    [
      "a top N, which only governance sets",
      one({ powerShaping: { topN: 60 } }),
      "consumers[0].powerShaping.topN",
      "no such field",
    ],
    [
      "a consumer whose nodes hold two thirds and no more",
      one({ validators: [{ validator: 0 }, { validator: 1 }, { validator: 2, running: false }] }),
      "consumers[0].validators",
      "two thirds",
    ],
    [
      "a provider whose nodes hold half the power",
      { provider: { validators: [{}, { running: false }] } },
      "provider.validators",
      "two thirds",
    ],
    ["a stake of 0", { provider: { validators: [{ stake: 0 }] } }, "provider.validators[0].stake", "1000000"],
    ["a negative stake", { provider: { validators: [{ stake: "-5" }] } }, "provider.validators[0].stake", "1000000"],
    [
      "a stake that is no number",
      { provider: { validators: [{ stake: "many" }] } },
      "provider.validators[0].stake",
      "whole number",
    ],
    [
      "two validators of one name",
      { provider: { validators: [{ name: "a" }, { name: "a" }] } },
      "provider.validators[1].name",
      "validators[0]",
    ],
    [
      "a validator called as an account",
      { provider: { validators: [{ name: "relayer" }] } },
      "provider.validators[0].name",
      "no account",
    ],
    [
      "ports that two chains would share",
      { provider: { firstPort: 21000 }, consumers: [{ ...consumer, firstPort: 21005 }] },
      "consumers[0].firstPort",
      "provider does not take",
    ],
    [
      "ports over 65535",
      { provider: { firstPort: 65000, validators: 180 }, apiServers: true },
      "provider.firstPort",
      "65535",
    ],
    ["a block time under 50 ms", { blockTimeMs: 49 }, "blockTimeMs", "50 ms"],
    ["a gas price that is no number", { minimumGasPrice: "cheap" }, "minimumGasPrice", "0.001"],
    ["an unknown field", { provider: { ...provider, valdiators: 3 } }, "provider.valdiators", "no such field"],
    ["something that is no topology", "three", "topology", "object"],
  ])("%s", (_what, topology, name, wanted) => {
    const found = problemsOf(topology).filter((problem) => problem.name === name);
    expect(found).toHaveLength(1);
    expect(found[0]?.wanted).toContain(wanted);
  });

  test("every problem is reported at once, and the message lists them", () => {
    const topology = {
      blockTimeMs: 1,
      consumers: [{ ...consumer, chainId: "stride-1", initialHeight: 0, unbondingSeconds: -1 }],
    };
    expect(
      problemsOf(topology)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["blockTimeMs", "consumers[0].chainId", "consumers[0].initialHeight", "consumers[0].unbondingSeconds"]);
    expect(() => resolveTopology(topology)).toThrow(
      /4 problems; nothing was started\n {2}blockTimeMs: got 1; wanted 50 ms/,
    );
  });

  test("a wrong mnemonic is refused without repeating it", () => {
    const problems = problemsOf({ mnemonic: "correct horse battery staple" });
    expect(problems).toMatchObject([{ name: "mnemonic", got: "4 words" }]);
    expect(JSON.stringify(problemsOf({ mnemonic: ["correct", "horse"] }))).not.toContain("horse");
  });

  test("a validator outside the active set may be without a node", () => {
    const validators = [{}, {}, {}, { stake: 1_000_000, running: false }];
    expect(problemsOf({ provider: { validators, maxProviderConsensusValidators: 3 } })).toEqual([]);
  });
});
