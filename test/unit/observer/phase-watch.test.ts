import type { ConsumerPhase } from "../../../src/ccv/phase.ts";
import { IcsError } from "../../../src/errors.ts";
import { placed } from "../../../src/observer/block-events.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { PhaseWatch } from "../../../src/observer/phase-watch.ts";
import type { ConsumerState, OptedInValidator } from "../../../src/observer/sources.ts";
import type { PowerShapingParameters } from "../../../src/provider/parameters.ts";
import { blockSource, fakeProvider } from "./fake-sources.ts";
import { block } from "./wire-blocks.ts";

/** That of block 2, so that a launch is tried there. */
const spawnTime = new Date("2026-01-31T12:00:02Z");
const at = (height: bigint) => block("provider-1", height);

/** Follows a consumer whose phase after block 1, 2, … is as listed; undefined for a consumer that does not exist. */
async function follow(
  phases: readonly (ConsumerPhase | undefined)[],
  options: { optedIn?: readonly OptedInValidator[]; events?: (height: bigint) => ObserverEvent[] } = {},
) {
  const { state, askedHeights } = fakeProvider({
    blocks: blockSource([]),
    optedIn: options.optedIn ?? [],
    state: (height) => {
      const phase = phases[Number(height) - 1];
      return phase && { phase, spawnTime: phase === "REGISTERED" ? undefined : spawnTime, clientId: undefined };
    },
  });
  const watch = new PhaseWatch("0", state);
  const events: ObserverEvent[] = [];
  for (const [index] of phases.entries()) {
    const height = BigInt(index + 1);
    events.push(...(await watch.follow(at(height), options.events?.(height) ?? [])));
  }
  return { events, askedHeights };
}

const updated = (height: bigint): ObserverEvent[] => [
  placed("provider", at(height), {
    kind: "consumerUpdated",
    consumerId: "0",
    consumerChainId: "consumer-1",
    submitterAddress: "a",
    ownerAddress: "a",
    phase: "REGISTERED",
    name: undefined,
    spawnTime: undefined,
    topN: undefined,
  }),
];

describe("PhaseWatch", () => {
  it("tells each change once, with where it came from", async () => {
    const phases = ["REGISTERED", "INITIALIZED", "INITIALIZED", "LAUNCHED", "STOPPED", "DELETED"] as const;
    const { events } = await follow(phases, { events: (height) => (height === 2n ? updated(height) : []) });
    const changes = events.filter((event) => event.kind === "consumerPhaseChanged");
    expect(changes.map(({ height, from, to }) => [height, from, to])).toEqual([
      [1n, undefined, "REGISTERED"],
      [2n, "REGISTERED", "INITIALIZED"],
      [4n, "INITIALIZED", "LAUNCHED"],
      [5n, "LAUNCHED", "STOPPED"],
      [6n, "STOPPED", "DELETED"],
    ]);
  });

  it("reads the genesis set at the launch", async () => {
    const { events } = await follow(["INITIALIZED", "LAUNCHED"]);
    expect(events.map(({ kind }) => kind)).toContain("initialValidatorsRead");
  });

  it("stops asking once the consumer was deleted", async () => {
    const { askedHeights } = await follow(["STOPPED", "DELETED", "DELETED", "DELETED"]);
    expect(askedHeights).toEqual([1n, 2n]);
  });

  it("asks again when the consumer is created", async () => {
    const created = (height: bigint): ObserverEvent[] =>
      height === 3n
        ? [
            placed("provider", at(height), {
              kind: "consumerCreated",
              consumerId: "0",
              consumerChainId: "consumer-1",
              name: "first",
              submitterAddress: "a",
              ownerAddress: "a",
              spawnTime: undefined,
              phase: "REGISTERED",
            }),
          ]
        : [];
    const { events, askedHeights } = await follow([undefined, undefined, "REGISTERED"], { events: created });
    expect(askedHeights).toEqual([1n, 3n]);
    expect(events).toHaveLength(1);
  });
});

describe("PhaseWatch, asking", () => {
  /** Asks a watch whose consumer is always in this state, at heights 1 to 8; gives the heights at which it asked. */
  async function asked(state: Partial<ConsumerState>, events: (height: bigint) => ObserverEvent[] = () => []) {
    const { state: reader, askedHeights } = fakeProvider({
      blocks: blockSource([]),
      state: () => ({ phase: "LAUNCHED", spawnTime: undefined, clientId: undefined, ...state }),
    });
    const watch = new PhaseWatch("0", reader);
    for (let height = 1n; height <= 8n; height += 1n) await watch.follow(at(height), events(height));
    return askedHeights;
  }
  const time = (height: bigint) => at(height).time;

  it("is not needed before the spawn time", async () => {
    expect(await asked({ phase: "INITIALIZED", spawnTime: time(6n) })).toEqual([1n, 6n, 7n, 8n]);
  });

  it("is needed at the ends of epochs, where a packet that cannot be sent stops the consumer", async () => {
    expect(await asked({ blocksPerEpoch: 3n })).toEqual([1n, 3n, 6n]);
  });

  it("is not needed before the removal time", async () => {
    expect(await asked({ phase: "STOPPED", removalTime: time(7n) })).toEqual([1n, 7n, 8n]);
  });

  it("is needed with the events of a consumer's life, at any time", async () => {
    const ids = { sequence: 1n, providerChannelId: "channel-4", consumerChannelId: "channel-0" };
    const refused = { kind: "vscPacketAcknowledged" as const, ...ids, verdict: { kind: "error" as const, error: "" } };
    const events = (height: bigint): ObserverEvent[] => {
      if (height === 4n) return [placed("provider", at(height), { kind: "vscPacketTimedOut", ...ids })];
      if (height === 5n) return [placed("provider", at(height), refused)];
      return height === 7n ? updated(height) : [];
    };
    expect(await asked({ blocksPerEpoch: 100n }, events)).toEqual([1n, 4n, 5n, 7n]);
  });

  const gap = (height: bigint): ObserverEvent[] =>
    height === 5n
      ? [placed("provider", at(height), { kind: "blocksMissing", fromHeight: 3n, toHeight: 4n, reason: "unreadable" })]
      : [];

  it("is needed after a gap, in which a consumer may even have begun", async () => {
    expect(await asked({ blocksPerEpoch: 100n }, gap)).toEqual([1n, 5n]);
    const { events, askedHeights } = await follow([undefined, undefined, undefined, undefined, "LAUNCHED"], {
      events: gap,
    });
    expect(askedHeights).toEqual([1n, 5n]);
    expect(events).toMatchObject([{ kind: "consumerPhaseChanged", from: undefined, to: "LAUNCHED" }]);
  });

  it("does not take for a failed launch what the owner may have taken back in a gap", async () => {
    const phases = ["INITIALIZED", "INITIALIZED", "INITIALIZED", "INITIALIZED", "REGISTERED"] as const;
    expect((await follow(phases, { events: gap })).events.map(({ kind }) => kind)).not.toContain("launchFailed");
    expect((await follow(phases)).events.map(({ kind }) => kind)).toContain("launchFailed");
  });

  it("goes on from what was remembered", async () => {
    const { state: reader, askedHeights } = fakeProvider({ blocks: blockSource([]), state: () => undefined });
    const last = { phase: "LAUNCHED", spawnTime: undefined, clientId: "07-tendermint-2", blocksPerEpoch: 4n } as const;
    const watch = new PhaseWatch("0", reader, { hasAsked: true, last });
    await watch.follow(at(5n), []);
    expect(askedHeights).toEqual([]);
    expect(watch.clientId).toBe("07-tendermint-2");
  });
});

describe("PhaseWatch, parameters", () => {
  const shaping = (topN: number): PowerShapingParameters => ({
    topN,
    validatorsPowerCap: 0,
    validatorSetCap: 0,
    allowlist: [],
    denylist: [],
    prioritylist: [],
    minStake: 0n,
    allowInactiveValidators: false,
  });

  it("tells those first read, and each change", async () => {
    const { state: reader } = fakeProvider({
      blocks: blockSource([]),
      state: (height) => ({
        phase: "LAUNCHED",
        spawnTime: undefined,
        clientId: undefined,
        powerShaping: shaping(height < 3n ? 0 : 66),
      }),
    });
    const watch = new PhaseWatch("0", reader);
    const events: ObserverEvent[] = [];
    for (const height of [1n, 2n, 3n, 4n]) events.push(...(await watch.follow(at(height), [])));
    const changes = events.filter((event) => event.kind === "powerShapingChanged");
    expect(changes.map(({ height, from, to }) => [height, from?.topN, to.topN])).toEqual([
      [1n, undefined, 0],
      [3n, 0, 66],
    ]);
  });
});

describe("PhaseWatch, state that the node does not keep", () => {
  const pruned = new IcsError(
    "RPC_QUERY_FAILED",
    "failed: failed to load state at height 2; version does not exist (latest height: 90): invalid request",
    { path: "ConsumerChain" },
  );

  it("is told once for a stretch, and the phase as soon as it is known", async () => {
    const { state: reader } = fakeProvider({
      blocks: blockSource([]),
      state: (height) => {
        if (height < 4n) throw pruned;
        return { phase: "LAUNCHED", spawnTime: undefined, clientId: undefined };
      },
    });
    const watch = new PhaseWatch("0", reader);
    const events: ObserverEvent[] = [];
    for (const height of [1n, 2n, 3n, 4n]) events.push(...(await watch.follow(at(height), [])));
    expect(events).toMatchObject([
      { kind: "stateMissing", what: "consumer state", height: 1n },
      { kind: "consumerPhaseChanged", to: "LAUNCHED", height: 4n },
    ]);
  });

  it("is no excuse for other failures", async () => {
    const { state: reader } = fakeProvider({
      blocks: blockSource([]),
      state: () => {
        throw new IcsError("RPC_QUERY_FAILED", "no such path", { path: "ConsumerChain" });
      },
    });
    await expect(new PhaseWatch("0", reader).follow(at(1n), [])).rejects.toThrow("no such path");
  });
});

describe("PhaseWatch, failed launches", () => {
  const phases = ["INITIALIZED", "REGISTERED"] as const;
  const validator = (active: boolean): OptedInValidator => ({ providerConsensusAddress: `valcons-${active}`, active });

  it.each([
    ["nobody-opted-in", []],
    ["nobody-active-opted-in", [validator(false)]],
    ["unknown", [validator(false), validator(true)]],
  ] as const)("gives the reason %s", async (reason, optedIn) => {
    const { events } = await follow(phases, { optedIn });
    expect(events.at(-1)).toMatchObject({
      kind: "launchFailed",
      height: 2n,
      reason,
      spawnTime,
      optedIn: optedIn.map(({ providerConsensusAddress }) => providerConsensusAddress),
    });
  });

  it("are not seen where the owner took the spawn time back", async () => {
    const { events } = await follow(phases, { events: updated });
    expect(events.map(({ kind }) => kind)).toEqual(["consumerPhaseChanged", "consumerPhaseChanged"]);
  });
});
