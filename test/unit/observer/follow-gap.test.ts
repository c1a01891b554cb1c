import { Observation } from "../../../src/observer/observation.ts";
import type { ObserveConsumerOptions } from "../../../src/observer/observe.ts";
import type { ConsumerReading, ProviderReading } from "../../../src/observer/readings.ts";
import type { ConsumerState } from "../../../src/observer/sources.ts";
import { historySources, withoutBlocks } from "./fake-sources.ts";
import { consumerReading, providerReading } from "./made-readings.ts";
import { pairHistory } from "./pair-history.ts";

/** The first and the last height of a gap. */
type Gap = readonly [bigint, bigint];

/** Observes the made-up history without a range of the provider's blocks, or of the consumer's. */
async function observe(
  gaps: { readonly provider?: Gap; readonly consumer?: Gap },
  state: {
    readonly consumer?: (height: bigint) => ConsumerState | undefined;
    readonly provider?: Partial<ProviderReading>;
    readonly follower?: Partial<ConsumerReading>;
  } = {},
) {
  const { provider, consumer } = historySources();
  const history = pairHistory();
  const options: ObserveConsumerOptions = {
    consumerId: "0",
    stateEveryBlocks: 1n,
    provider: {
      blocks: gaps.provider ? withoutBlocks(provider.blocks, ...gaps.provider) : provider.blocks,
      state: {
        ...provider.state,
        ...(state.consumer && { consumerState: async (_id, height) => state.consumer?.(height) }),
        reading: async (_id, height) => {
          const { phase = "LAUNCHED" } = (state.consumer ?? history.state)(height) ?? {};
          const pending = { pendingValsetUpdateIds: [99n] };
          return height < 2n ? undefined : providerReading({ phase, ...pending, ...(height > 9n && state.provider) });
        },
      },
    },
    consumer: {
      blocks: gaps.consumer ? withoutBlocks(consumer.blocks, ...gaps.consumer) : consumer.blocks,
      state: {
        ...consumer.state,
        reading: async (height) => {
          const validators = history.set(height);
          const isWaitingForVerdict = height === 8n;
          return consumerReading({ validators, isWaitingForVerdict, ...(height > 9n && state.follower) });
        },
      },
    },
  };
  await using observation = new Observation(options);
  await observation.until("providerStateRead", ({ height }) => height === 14n);
  await observation.until("consumerStateRead", ({ height }) => height === 12n);
  const { events, violations, timeline } = observation;
  const of = (kind: (typeof events)[number]["kind"]) =>
    events.filter((event) => event.kind === kind).map(({ height }) => height);
  return { of, violations, timeline };
}

describe("a gap in the provider's blocks", () => {
  it("over the handshake does not hide the packets after it", async () => {
    const { of, violations } = await observe({ provider: [4n, 6n] });
    expect(of("blocksMissing")).toEqual([7n]);
    expect(of("vscPacketSent")).toEqual([7n, 12n]);
    expect(of("vscPacketAcknowledged")).toEqual([9n, 14n]);
    expect(violations).toEqual([]);
  });

  it("over the launch and the first packet hides no packet after it, and makes no set look wrong", async () => {
    const { of, violations, timeline } = await observe({ provider: [3n, 8n] });
    expect(of("vscPacketAcknowledged")).toEqual([9n, 14n]);
    expect(of("consumerPhaseChanged")).toEqual([2n, 9n]);
    expect(of("initialValidatorsRead")).toEqual([9n]);
    expect(timeline.initialSet?.size).toBe(3);
    expect(timeline.computedSet).toBeUndefined();
    expect(violations).toEqual([]);
  });

  it("over a stop and the end of the channel is followed by what is, and by no disagreement", async () => {
    const closed = { channelId: "channel-4", state: "closed" } as const;
    const { of, violations, timeline } = await observe(
      { provider: [9n, 10n] },
      {
        consumer: (height) => {
          const known = pairHistory().state(height);
          if (known?.phase !== "LAUNCHED") return known;
          return height < 10n ? { ...known, blocksPerEpoch: 600n } : { ...known, phase: "STOPPED" };
        },
        provider: { channel: closed },
      },
    );
    expect(of("consumerPhaseChanged")).toEqual([2n, 3n, 11n]);
    expect(of("stateDisagrees")).toEqual([]);
    expect(violations).toEqual([]);
    expect(timeline.phases.at(-1)?.phase).toBe("STOPPED");
  });
});

describe("a gap in the consumer's blocks", () => {
  it("over a verdict and the end of the channel makes no disagreement", async () => {
    const { of, violations } = await observe(
      { consumer: [9n, 10n] },
      { follower: { channel: { channelId: "channel-0", state: "closed" } } },
    );
    expect(of("slashPacketSent")).toEqual([8n]);
    expect(of("slashPacketAcknowledged")).toEqual([]);
    expect(of("stateDisagrees")).toEqual([]);
    expect(violations).toEqual([]);
  });
});
