import { IcsError } from "../../../src/errors.ts";
import { observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import type { ConsumerReading, ProviderReading } from "../../../src/observer/readings.ts";
import { collect } from "./collect.ts";
import { historySources, withoutBlocks } from "./fake-sources.ts";
import { consumerReading, providerReading } from "./made-readings.ts";
import { launchSet, pairHistory, update } from "./pair-history.ts";

/** Observes the made-up history with these readings after every third block. */
async function observe(
  readings: {
    readonly provider?: (height: bigint) => Partial<ProviderReading>;
    readonly consumer?: (height: bigint) => Partial<ConsumerReading>;
  } = {},
  sources = historySources(),
): Promise<ObserverEvent[]> {
  const { provider, consumer } = sources;
  const history = pairHistory();
  const leased = (height: bigint) =>
    launchSet
      .map(({ pubkey, power }, index) => ({ pubkey, power: index === 0 && height >= 7n ? 501n : power }))
      .filter((_validator, index) => index < 2 || height < 12n)
      .map((validator) => ({ ...validator, providerConsensusAddress: "valcons" }));
  return collect(
    observeConsumer({
      consumerId: "0",
      stateEveryBlocks: 3n,
      provider: {
        ...provider,
        state: {
          ...provider.state,
          reading: async (_consumerId, height) => {
            const channel = height < 6n ? { channel: undefined } : {};
            return providerReading({ validators: leased(height), ...channel, ...readings.provider?.(height) });
          },
        },
      },
      consumer: {
        ...consumer,
        state: {
          ...consumer.state,
          reading: async (height) =>
            consumerReading({
              validators: history.set(height),
              isWaitingForVerdict: height === 8n,
              ...readings.consumer?.(height),
            }),
        },
      },
    }),
  );
}

const disagreements = (events: readonly ObserverEvent[]) =>
  events.flatMap((event) =>
    event.kind === "stateDisagrees" ? [[event.chain, event.height, event.about, event.byEvents, event.byState]] : [],
  );

describe("state beside the events", () => {
  it("is read at the stated heights and agrees where all is well", async () => {
    const events = await observe();
    const heights = (kind: ObserverEvent["kind"]) =>
      events.filter((event) => event.kind === kind).map(({ height }) => height);
    expect(heights("providerStateRead")).toEqual([3n, 6n, 9n, 12n]);
    expect(heights("consumerStateRead")).toEqual([3n, 6n, 9n, 12n]);
    expect(disagreements(events)).toEqual([]);
  });

  it("is not read unless asked for", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    expect(events.some(({ kind }) => kind === "providerStateRead")).toBe(false);
  });

  it("disagrees with the provider's events on phase, channel and set", async () => {
    const events = await observe({
      provider: (height) =>
        height === 9n ? { phase: "STOPPED", channel: { channelId: "channel-4", state: "closed" } } : {},
    });
    expect(disagreements(events)).toEqual([
      ["provider", 9n, "phase", "LAUNCHED", "STOPPED"],
      ["provider", 9n, "channel provider/channel-4", "open", "closed"],
    ]);
    const odd = await observe({ provider: (height) => (height === 12n ? { validators: [] } : {}) });
    expect(disagreements(odd)).toMatchObject([["provider", 12n, "validators", "2 validators", expect.any(String)]]);
  });

  it("is compared with what was seen after a gap alone, where a change of the set fell into it", async () => {
    const { provider, consumer } = historySources();
    const events = await observe(
      {},
      {
        provider: { ...provider, blocks: withoutBlocks(provider.blocks, 7n) },
        consumer: { ...consumer, blocks: withoutBlocks(consumer.blocks, 4n) },
      },
    );
    expect(events.filter(({ kind }) => kind === "blocksMissing")).toHaveLength(2);
    expect(events.filter(({ kind }) => kind.endsWith("StateRead"))).toHaveLength(8);
    expect(disagreements(events)).toEqual([]);
  });

  it("does not compare the set while packets wait to be sent", async () => {
    const events = await observe({
      provider: (height) => (height === 12n ? { validators: [], pendingValsetUpdateIds: [12n] } : {}),
    });
    expect(disagreements(events)).toEqual([]);
  });

  it("disagrees with the consumer's events on set, channel and verdict", async () => {
    const events = await observe({
      consumer: (height) =>
        height === 9n
          ? {
              validators: [update("consumer", 0, 1n)],
              channel: { channelId: "channel-0", state: "closed" },
              isWaitingForVerdict: true,
            }
          : {},
    });
    expect(disagreements(events)).toMatchObject([
      ["consumer", 9n, "channel consumer/channel-0", "open", "closed"],
      ["consumer", 9n, "validators", "3 validators", expect.stringContaining("1 in place of 501")],
      ["consumer", 9n, "verdict on slash packet 1", "known", "waiting"],
    ]);
  });

  it("is named as missing where the node does not keep it", async () => {
    const gone = new IcsError("RPC_QUERY_FAILED", "failed to load state at height 3; gone", { path: "p" });
    const events = await observe({
      provider: (height) => {
        if (height === 3n) throw gone;
        return {};
      },
    });
    expect(events.filter(({ kind }) => kind === "stateMissing")).toMatchObject([
      { chain: "provider", height: 3n, what: "state" },
    ]);
  });
});
