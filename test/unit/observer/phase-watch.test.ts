import type { ConsumerPhase } from "../../../src/ccv/phase.ts";
import { placed } from "../../../src/observer/block-events.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { PhaseWatch } from "../../../src/observer/phase-watch.ts";
import type { OptedInValidator } from "../../../src/observer/sources.ts";
import { blockSource, fakeProvider } from "./fake-sources.ts";
import { block } from "./wire-blocks.ts";

const spawnTime = new Date("2026-01-31T12:00:03Z");
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
    chainId: "consumer-1",
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
    const { events } = await follow(["REGISTERED", "INITIALIZED", "INITIALIZED", "LAUNCHED", "STOPPED", "DELETED"]);
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
              chainId: "consumer-1",
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
