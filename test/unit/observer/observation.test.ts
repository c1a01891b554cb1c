import { IcsError } from "../../../src/errors.ts";
import type { Invariant } from "../../../src/observer/invariants/invariant.ts";
import { Observation } from "../../../src/observer/observation.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import type { BlockSource } from "../../../src/observer/sources.ts";
import { MemoryStore } from "../../../src/observer/store/memory-store.ts";
import { observeStored } from "../../../src/observer/store/observe-stored.ts";
import { collect } from "./collect.ts";
import { blockSource, fakeProvider, historySources } from "./fake-sources.ts";
import { pairHistory } from "./pair-history.ts";

/** A source that gives its blocks only when told to, or ends with an error. */
function gatedSource(source: BlockSource) {
  const gate = Promise.withResolvers<void>();
  const gated: BlockSource = {
    chainId: source.chainId,
    async *blocks(options) {
      await gate.promise;
      yield* source.blocks(options);
    },
  };
  return { gated, open: gate.resolve, fail: gate.reject };
}

describe("Observation", () => {
  it("gives an event that was seen already", async () => {
    await using observation = new Observation({ consumerId: "0", ...historySources({ waits: true }) });
    const last = await observation.until("validatorJailed");
    expect(last).toMatchObject({ kind: "validatorJailed", height: 12n });
    expect(await observation.until("consumerCreated")).toMatchObject({ height: 2n });
    expect(await observation.until("vscPacketSent", ({ height }) => height > 7n)).toMatchObject({ height: 12n });
  });

  it("waits for an event that is still to come", async () => {
    const history = pairHistory();
    const { gated, open } = gatedSource(blockSource(history.provider, { waits: true }));
    const provider = fakeProvider({ blocks: gated, state: history.state });
    await using observation = new Observation({ consumerId: "0", provider });
    const waiting = observation.until("vscPacketSent");
    expect(observation.events).toEqual([]);
    open();
    expect(await waiting).toMatchObject({ sequence: 1n });
  });

  it("keeps events and timeline, and tells each event", async () => {
    const told: ObserverEvent[] = [];
    const onEvent = (event: ObserverEvent) => told.push(event);
    await using observation = new Observation({ consumerId: "0", ...historySources({ waits: true }), onEvent });
    const read = await observation.until("validatorSetRead", ({ height }) => height === 12n);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === 2n);
    expect(told).toEqual(observation.events);
    expect(observation.events).toContain(read);
    expect(observation.timeline.vscPackets.get(2n)).toMatchObject({ sent: { height: 12n }, received: { height: 10n } });
    expect(observation.violations).toEqual([]);
  });

  it("sees no violation where it begins right after a change of the set", async () => {
    for (const from of [{ consumer: 4n }, { consumer: 5n }, { consumer: 6n }]) {
      await using observation = new Observation({ consumerId: "0", from, ...historySources({ waits: true }) });
      await observation.until("validatorSetRead", ({ height }) => height === 12n);
      expect(observation.violations).toEqual([]);
    }
  });

  it("keeps every violation of an invariant", async () => {
    const sources = historySources({ waits: true });
    const consumer = { ...sources.consumer, state: { validators: async () => [] } };
    await using observation = new Observation({ consumerId: "0", provider: sources.provider, consumer });
    await observation.until("validatorSetRead", ({ height }) => height === 12n);
    expect(observation.violations.map(({ invariant }) => invariant)).toContain("consumer-set-as-applied");
  });

  it("tells once what goes on being wrong", async () => {
    const always: Invariant = { name: "never", check: (_timeline, { chain }) => `${chain} did something` };
    const sources = historySources({ waits: true });
    await using observation = new Observation({ consumerId: "0", ...sources, invariants: [always] });
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === 2n);
    await observation.until("validatorSetRead", ({ height }) => height === 12n);
    expect(observation.violations.map(({ reason }) => reason).toSorted()).toEqual([
      "consumer did something",
      "provider did something",
    ]);
  });

  it("begins with what its store holds, and keeps what comes", async () => {
    const store = new MemoryStore();
    const history = pairHistory();
    const half = fakeProvider({ blocks: blockSource(history.provider.slice(0, 7)), state: history.state });
    await collect(observeStored({ consumerId: "0", provider: half, store }));
    const limits = { keepPackets: 1 };
    const sources = historySources({ waits: true });
    await using observation = new Observation({ consumerId: "0", ...sources, store, limits });
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === 2n);
    await observation.until("validatorSetRead", ({ height }) => height === 12n);
    expect(observation.events.filter(({ kind }) => kind === "consumerCreated")).toHaveLength(1);
    expect([...observation.timeline.vscPackets.keys()]).toEqual([2n]);
    expect(observation.timeline.forgotten.vsc).toBe(1);
    const stored = await collect(store.events({ providerChainId: "provider-1", consumerId: "0" }));
    expect(stored).toHaveLength(observation.events.length);
  });

  it("gives up at the deadline", async () => {
    await using observation = new Observation({ consumerId: "0", ...historySources({ waits: true }) });
    await expect(observation.until("vscPacketTimedOut", undefined, { timeoutMs: 1 })).rejects.toMatchObject({
      code: "POLL_TIMEOUT",
      context: { what: "the observer to see vscPacketTimedOut" },
    });
  });

  it("hands what ended the observer to those who wait, and to close", async () => {
    const history = pairHistory();
    const { gated, fail } = gatedSource(blockSource(history.provider));
    const provider = fakeProvider({ blocks: gated, state: history.state });
    const observation = new Observation({ consumerId: "0", provider });
    const waiting = observation.until("consumerCreated");
    const error = new IcsError("OBSERVER_GAP", "gone", { chainId: "x", expectedHeight: 1n, actualHeight: 3n });
    fail(error);
    await expect(waiting).rejects.toBe(error);
    await expect(observation.until("consumerCreated")).rejects.toBe(error);
    await expect(observation.close()).rejects.toBe(error);
  });

  it("leaves nobody waiting once it is closed", async () => {
    const observation = new Observation({ consumerId: "0", ...historySources({ waits: true }) });
    const waiting = observation.until("vscPacketTimedOut");
    waiting.catch(() => undefined);
    await observation.close();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await observation.close();
  });
});
