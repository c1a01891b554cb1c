import { DemoSteps, type DemoView, type FinishedStep, verify } from "../../../../src/cli/demo/demo-step.ts";
import { demoTopology } from "../../../../src/cli/demo/demo-topology.ts";
import { createPlainView } from "../../../../src/cli/demo/plain-view.ts";
import { stepJson, summary } from "../../../../src/cli/demo/summary.ts";
import { resolveTopology } from "../../../../testnet/topology.ts";
import { thrown } from "../../../support/comet-fixtures.ts";

const options = { blockTimeMs: 250, validators: 4, consumers: 1 };
const step: FinishedStep = {
  name: "spawn",
  title: "launched at its spawn time",
  proof: "LAUNCHED at height 12",
  seconds: 1.23456,
  providerBlocks: 5,
  heights: { provider: 12n, "consumer-1": 1n },
  txHashes: ["AAAABBBBCCCCDDDD"],
  facts: { clientId: "07-tendermint-0", power: 300, empty: "" },
};

describe("the demo's topology", () => {
  it.each([
    [3, 1],
    [4, 1],
    [50, 20],
  ])("of %i validators and %i consumers is possible", (validators, consumers) => {
    const topology = demoTopology({ ...options, validators, consumers });
    const resolved = resolveTopology(topology);
    expect(resolved.provider.validators).toHaveLength(validators);
    expect(resolved.consumers).toHaveLength(consumers);
    expect(new Set(resolved.consumers.map(({ chainId }) => chainId)).size).toBe(consumers);
  });

  it.each([3, 4, 7, 50])("of %i validators goes on without the smallest that opts in", (validators) => {
    const { provider, consumers } = demoTopology({ ...options, validators });
    const stakes = ((provider?.validators ?? []) as Array<{ stake: number }>).map(({ stake }) => stake);
    expect(new Set(stakes).size).toBe(validators);
    const optedIn = consumers?.[0]?.validators as Array<{ validator: number; ownKey: boolean }>;
    expect(optedIn.map(({ validator }) => validator)).toEqual(stakes.slice(0, -1).map((_, index) => index));
    expect(optedIn.filter(({ ownKey }) => ownKey)).toHaveLength(1);
    const total = optedIn.reduce((sum, { validator }) => sum + (stakes[validator] ?? 0), 0);
    expect((stakes.at(-2) ?? 0) * 3).toBeLessThan(total);
  });

  it("that is impossible is refused with every problem at once", () => {
    const error = thrown("CONFIG_INVALID", () => demoTopology({ blockTimeMs: 49, validators: 2, consumers: 0.5 }));
    expect(error.context.problems).toEqual([
      { name: "--block-time", got: "49", wanted: "a whole number from 50 to 60000" },
      { name: "--validators", got: "2", wanted: "a whole number from 3 to 50" },
      { name: "--consumers", got: "0.5", wanted: "a whole number from 1 to 20" },
    ]);
    expect(
      thrown("CONFIG_INVALID", () => demoTopology({ ...options, validators: Number.NaN })).context.problems,
    ).toEqual([{ name: "--validators", got: "NaN", wanted: "a whole number from 3 to 50" }]);
  });
});

describe("a step", () => {
  const evidence = { proof: "seen", facts: {}, heights: { provider: 14n }, txHashes: ["AB"] };

  /** A view that keeps what it is told. */
  const view = (): DemoView & { told: string[] } => {
    const told: string[] = [];
    return {
      told,
      stepStarted: (title) => told.push(`started ${title}`),
      stepFinished: ({ title }) => told.push(`finished ${title}`),
      seen: ({ text }) => told.push(text),
      close: () => undefined,
    };
  };

  it("is told at its begin and its end, and kept with the blocks that it took", async () => {
    const watched = view();
    let height = 10n;
    const steps = new DemoSteps(watched, () => height);
    await steps.run("spawn", "launched", async () => {
      expect(watched.told).toEqual(["started launched"]);
      height = 14n;
      return evidence;
    });
    expect(steps.finished).toMatchObject([{ name: "spawn", title: "launched", providerBlocks: 4, ...evidence }]);
    expect(watched.told).toEqual(["started launched", "finished launched"]);
  });

  it("that fails is no finished step", async () => {
    const watched = view();
    const steps = new DemoSteps(watched, () => 0n);
    await expect(steps.run("spawn", "launched", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(steps.finished).toEqual([]);
    expect(watched.told).toEqual(["started launched"]);
  });

  it("may have begun before", async () => {
    const steps = new DemoSteps(view(), () => 0n);
    await steps.run("provider", "up", async () => evidence, performance.now() - 5_000);
    expect(steps.finished[0]?.seconds).toBeGreaterThanOrEqual(5);
  });
});

describe("what is verified", () => {
  it.each([
    [1, 1],
    [5n, 5n],
    [undefined, undefined],
    [{ a: [1n, "x"] }, { a: [1n, "x"] }],
  ])("holds for equal values (%#)", (actual, expected) => {
    expect(() => verify("it", actual, expected)).not.toThrow();
  });

  it.each([
    [1, 2, "1", "2"],
    [5n, 6n, '"5"', '"6"'],
    [undefined, true, "nothing", "true"],
    [[], undefined, "[]", "nothing"],
  ])("fails with both otherwise (%#)", (actual, expected, got, wanted) => {
    const error = thrown("CHECK_FAILED", () => verify("the sets are equal", actual, expected));
    expect(error.context).toEqual({ check: "the sets are equal", actual: got, expected: wanted });
    expect(error.message).toMatch(/^The chains do not show this: the sets are equal\n/);
  });
});

describe("the outcome", () => {
  it("as JSON is one line with numbers for heights", () => {
    expect(stepJson(step)).not.toContain("\n");
    expect(JSON.parse(stepJson(step))).toMatchObject({
      step: "spawn",
      title: "launched at its spawn time",
      verified: true,
      seconds: 1.235,
      providerBlocks: 5,
      heights: { provider: 12, "consumer-1": 1 },
      txHashes: ["AAAABBBBCCCCDDDD"],
      facts: { clientId: "07-tendermint-0", power: 300 },
    });
  });

  it("as a table has a row for each step, then every transaction in full", () => {
    const text = summary([step, { ...step, title: "other", txHashes: [], heights: {} }]);
    const [table = "", transactions = ""] = text.split("\n\n");
    for (const part of ["seconds", "launched at its spawn time", "1.23", "provider 12, consumer-1 1", "other"]) {
      expect(table).toContain(part);
    }
    expect(table.split("\n").filter((line) => line.startsWith("├"))).toHaveLength(1);
    expect(transactions).toMatch(/^transactions\n {2}launched at its spawn time +AAAABBBBCCCCDDDD$/);
  });
});

it("progress in plain lines tells of steps, their proof, and what was seen", () => {
  const lines: string[] = [];
  const plain = createPlainView((line) => lines.push(line), 1);
  plain.stepStarted("launched");
  plain.seen({ consumer: "consumer-1", chainId: "provider-1", height: 5n, text: "consumer phase LAUNCHED" });
  plain.stepFinished(step);
  plain.close();
  expect(lines).toEqual([
    "… launched",
    "    provider-1     5  consumer phase LAUNCHED",
    "✓ launched at its spawn time (1.23 s): LAUNCHED at height 12",
  ]);
});
