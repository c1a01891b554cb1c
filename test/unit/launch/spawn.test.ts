import type { ConsumerPhase } from "../../../src/ccv/phase.ts";
import type { Block } from "../../../src/chain/block.ts";
import { IcsError } from "../../../src/errors.ts";
import { type SpawnSource, waitForSpawn } from "../../../src/launch/spawn.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const spawnTime = new Date(5_000);

interface Script {
  /** Phase after the block of height 1, 2, …; the last one stays. */
  readonly phases: ReadonlyArray<ConsumerPhase | undefined>;
  /** Opted-in and eligible validators at a height. */
  readonly optedIn?: (height: bigint) => readonly string[];
  readonly eligible?: (height: bigint) => number;
}

/** A provider whose block of height h has the time of h seconds; the wait begins at height 1. */
function provider({ phases, optedIn = () => [], eligible = () => 0 }: Script): SpawnSource & { asked: bigint[] } {
  const asked: bigint[] = [];
  const consumerChain = async (consumerId: string, options: { height: bigint }) => {
    asked.push(options.height);
    const phase = phases[Number(options.height) - 1];
    if (phase === undefined) throw new IcsError("CCV_CONSUMER_NOT_FOUND", "unknown", { consumerId });
    const initializationParameters = { spawnTime: phase === "REGISTERED" ? undefined : spawnTime };
    return { consumerId, chainId: "consumer-1", phase, initializationParameters };
  };
  const queries = {
    consumerChain,
    consumerChainOptedInValidators: async (_id: string, { height }: { height: bigint }) => optedIn(height),
    consumerValidators: async (_id: string, { height }: { height: bigint }) => new Array(eligible(height)).fill({}),
  };
  const connection = {
    latestHeight: async () => 1n,
    async *blocks({ from, signal }: { from: bigint; signal: AbortSignal }): AsyncGenerator<Block> {
      for (let height = from; height <= BigInt(phases.length); height += 1n) {
        const time = new Date(Number(height) * 1000);
        yield {
          chainId: "provider-1",
          height,
          time,
          txs: [],
          events: [],
          validatorUpdates: [],
          duplicateVotes: [],
        };
      }
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  };
  return { connection, queries, asked } as unknown as SpawnSource & { asked: bigint[] };
}

describe("waiting for a spawn", () => {
  it("resolves with the block of the launch", async () => {
    const source = provider({ phases: ["INITIALIZED", "INITIALIZED", "LAUNCHED"] });
    const spawned = await waitForSpawn(source, "7");
    expect(spawned).toMatchObject({ height: 3n, time: new Date(3_000), chain: { consumerId: "7", phase: "LAUNCHED" } });
    expect(source.asked).toEqual([1n, 2n, 3n]);
  });

  it("resolves at once for a consumer that has launched already", async () => {
    await expect(waitForSpawn(provider({ phases: ["LAUNCHED"] }), "7")).resolves.toMatchObject({ height: 1n });
  });

  it.each(["STOPPED", "DELETED"] as const)("ends for a consumer that is %s", async (phase) => {
    const error = await rejection("CCV_PHASE_FORBIDS", waitForSpawn(provider({ phases: [phase] }), "7"));
    expect(error.context).toEqual({ consumerId: "7", phase, wanted: "INITIALIZED" });
    expect(error.message).toContain("create a new one");
  });

  it("ends for a consumer without spawn time, and says that a launch may have failed before", async () => {
    const error = await rejection("CCV_PHASE_FORBIDS", waitForSpawn(provider({ phases: ["REGISTERED"] }), "7"));
    expect(error.context.phase).toBe("REGISTERED");
    expect(error.message).toContain(
      "Either it never had a spawn time, or its launch had failed before this wait began",
    );
  });

  it("ends when the owner withdraws the spawn time before it has come", async () => {
    const source = provider({ phases: ["INITIALIZED", "REGISTERED"] });
    const error = await rejection("CCV_PHASE_FORBIDS", waitForSpawn(source, "7"));
    expect(error.message).toContain("withdrew the spawn time 1970-01-01T00:00:05.000Z");
  });

  it("ends for an unknown consumer", async () => {
    await rejection("CCV_CONSUMER_NOT_FOUND", waitForSpawn(provider({ phases: [undefined] }), "99"));
  });

  it("ends with the signal's reason, or at its deadline", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const source = provider({ phases: ["INITIALIZED"] });
    const waiting = waitForSpawn(source, "7", { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const error = await rejection("POLL_TIMEOUT", waitForSpawn(source, "7", { timeoutMs: 5 }));
    expect(error.context.what).toBe("consumer 7 to spawn");
  });
});

describe("a failed launch", () => {
  const phases = [...new Array<ConsumerPhase>(4).fill("INITIALIZED"), "REGISTERED", "REGISTERED"] as const;

  it("is noticed in the very block of the spawn time, and tells how to retry", async () => {
    const source = provider({ phases });
    const error = await rejection("CCV_LAUNCH_FAILED", waitForSpawn(source, "7"));
    expect(error.context).toEqual({
      consumerId: "7",
      chainId: "consumer-1",
      reason: "nobody-opted-in",
      spawnTime,
      providerHeight: 5n,
      optedIn: [],
    });
    expect(source.asked.at(-1)).toBe(5n);
    expect(error.message).toContain("no validator had opted in");
    expect(error.message).toContain('optIn("7")');
    expect(error.message).toContain('updateConsumer({ consumerId: "7"');
  });

  it("with validators that had opted in, none of them eligible, names them", async () => {
    const error = await rejection(
      "CCV_LAUNCH_FAILED",
      waitForSpawn(provider({ phases, optedIn: () => ["a", "b"] }), "7"),
    );
    expect(error.context).toMatchObject({ reason: "nobody-active-opted-in", optedIn: ["a", "b"] });
    expect(error.message).toContain("none of the 2 validators that had opted in (a, b)");
  });

  it("with eligible validators has a reason that only the provider's log knows", async () => {
    const source = provider({ phases, optedIn: () => ["a", "b"], eligible: () => 1 });
    const error = await rejection("CCV_LAUNCH_FAILED", waitForSpawn(source, "7"));
    expect(error.context.reason).toBe("unknown");
    expect(error.message).toContain("could not launch chain");
  });

  it("is judged by the state that the launch saw, not by an opt-in of the same block", async () => {
    const source = provider({ phases, optedIn: (height) => (height >= 5n ? ["late"] : []), eligible: () => 0 });
    const error = await rejection("CCV_LAUNCH_FAILED", waitForSpawn(source, "7"));
    expect(error.context).toMatchObject({ reason: "nobody-opted-in", optedIn: [] });
  });
});
