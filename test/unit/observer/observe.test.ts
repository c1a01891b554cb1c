import { isIcsError } from "../../../src/errors.ts";
import { type ObserveConsumerOptions, observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import type { ConsumerSource } from "../../../src/observer/sources.ts";
import { collect as collectStream } from "./collect.ts";
import { blockSource, fakeProvider, historySources } from "./fake-sources.ts";
import { jailedAddress, pairHistory } from "./pair-history.ts";
import { block } from "./wire-blocks.ts";

async function collect(options: ObserveConsumerOptions): Promise<ObserverEvent[]> {
  return collectStream(observeConsumer(options));
}

function told(events: readonly ObserverEvent[], chain: ObserverEvent["chain"]): string[] {
  return events.filter((event) => event.chain === chain).map(({ height, kind }) => `${height} ${kind}`);
}

describe("observeConsumer", () => {
  it("tells what happened on the provider, in order", async () => {
    const events = await collect({ consumerId: "0", ...historySources() });
    expect(told(events, "provider")).toEqual([
      "2 consumerCreated",
      "2 consumerPhaseChanged",
      "3 consumerClientCreated",
      "3 consumerPhaseChanged",
      "3 initialValidatorsRead",
      "6 channelOpened",
      "6 providerChannelEstablished",
      "7 vscPacketSent",
      "7 powerChanged",
      "9 vscPacketAcknowledged",
      "12 consumerSlashExecuted",
      "12 slashPacketReceived",
      "12 vscPacketSent",
      "12 validatorJailed",
      "12 powerChanged",
      "14 vscPacketAcknowledged",
    ]);
  });

  it("tells what happened on the consumer, in order", async () => {
    const events = await collect({ consumerId: "0", ...historySources() });
    expect(told(events, "consumer")).toEqual([
      "1 validatorSetRead",
      "3 channelOpened",
      "4 vscPacketReceived",
      "4 validatorSetApplied",
      "6 validatorSetRead",
      "8 slashRequested",
      "8 slashPacketSent",
      "9 slashPacketAcknowledged",
      "10 vscPacketReceived",
      "10 validatorSetApplied",
      "12 validatorSetRead",
    ]);
  });

  it("puts chain, height, time and transaction on each event", async () => {
    const events = await collect({ consumerId: "0", ...historySources() });
    expect(events.find(({ kind }) => kind === "slashPacketReceived")).toMatchObject({
      chain: "provider",
      chainId: "provider-1",
      height: 12n,
      time: new Date("2026-01-31T12:00:12Z"),
      txHash: "SLASH",
      verdict: { kind: "handled" },
      executedOn: jailedAddress,
    });
    expect(events.find(({ kind }) => kind === "powerChanged")?.txHash).toBeUndefined();
  });

  it("waits for a consumer that starts later", async () => {
    const { provider, consumer } = historySources();
    const attached = Promise.withResolvers<ConsumerSource>();
    const events: ObserverEvent[] = [];
    for await (const event of observeConsumer({ consumerId: "0", provider, consumer: attached.promise })) {
      events.push(event);
      if (event.kind === "consumerClientCreated") attached.resolve(consumer);
    }
    expect(told(events, "consumer")).toHaveLength(11);
  });

  it("learns the channels of a launch that it did not see", async () => {
    const from = { provider: 7n, consumer: 4n };
    const events = await collect({ consumerId: "0", ...historySources(), from });
    expect(told(events, "provider").slice(0, 3)).toEqual([
      "7 vscPacketSent",
      "7 powerChanged",
      "7 consumerPhaseChanged",
    ]);
    expect(events.filter(({ kind }) => kind === "vscPacketReceived")).toHaveLength(2);
  });

  it("begins with the consumer's set that the block before could no longer change", async () => {
    const sets = async (consumer: ConsumerSource, from?: bigint) =>
      (await collect({ ...historySources(), consumerId: "0", consumer, from: { consumer: from } })).flatMap((event) =>
        event.kind === "validatorSetRead" ? [event.height] : [],
      );
    const { consumer } = historySources();
    expect(await sets(consumer, 4n)).toEqual([5n, 6n, 12n]);
    expect(await sets(consumer, 5n)).toEqual([6n, 12n]);
    const blocks = pairHistory().consumer.map((each) => (each.height === 5n ? { ...each, parentHash: "" } : each));
    expect(await sets({ ...consumer, blocks: blockSource(blocks) }, 5n)).toEqual([5n, 12n]);
  });

  it("learns a client that no event told of, once", async () => {
    const height = (from: bigint) => block("provider-1", from);
    const blocks = [1n, 2n, 3n, 4n].map(height);
    const [phase, spawnTime] = ["LAUNCHED", undefined] as const;
    const state = (at: bigint) => ({ phase, spawnTime, clientId: at === 2n ? "07-tendermint-2" : undefined });
    const provider = fakeProvider({ blocks: blockSource(blocks), state });
    await collect({ consumerId: "0", provider });
    expect(provider.askedConnections).toEqual(["07-tendermint-2"]);
  });

  it("tells nothing of another consumer's packets and channels", async () => {
    const { provider: blocks } = pairHistory();
    const provider = fakeProvider({ blocks: blockSource(blocks), state: () => undefined });
    const events = await collect({ consumerId: "1", provider });
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["powerChanged"]));
  });

  it("asks for no state before the consumer exists but once", async () => {
    const { provider: blocks } = pairHistory();
    const provider = fakeProvider({ blocks: blockSource(blocks), state: () => undefined });
    await collect({ consumerId: "1", provider });
    expect(new Set(provider.askedHeights)).toEqual(new Set([1n]));
  });
});

describe("observeConsumer, ending", () => {
  it("ends its sources when the reader leaves", async () => {
    let isEnded = false;
    const { provider, consumer } = historySources({ waits: true });
    const blocks = {
      chainId: "consumer-1",
      async *blocks(options: Parameters<typeof consumer.blocks.blocks>[0]) {
        try {
          yield* consumer.blocks.blocks(options);
        } finally {
          isEnded = true;
        }
      },
    };
    let last = 0;
    for await (const { height } of observeConsumer({ consumerId: "0", provider, consumer: { ...consumer, blocks } })) {
      last = Number(height);
      if (last >= 10) break;
    }
    await new Promise(setImmediate);
    expect(last).toBeGreaterThanOrEqual(10);
    expect(isEnded).toBe(true);
  });

  it("throws the signal's reason, also while it waits for the consumer", async () => {
    const { provider } = historySources({ waits: true });
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = async (): Promise<void> => {
      const consumer = new Promise<ConsumerSource>(() => undefined);
      const options = { consumerId: "0", provider, consumer, signal: controller.signal };
      for await (const { height } of observeConsumer(options)) if (height === 14n) controller.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
  });

  it("does not start under an aborted signal", async () => {
    const options = { consumerId: "0", ...historySources(), signal: AbortSignal.abort(new Error("before")) };
    await expect(collect(options)).rejects.toThrow("before");
  });

  it.each([
    ["skips", [1n, 2n, 4n], 3n, 4n],
    ["repeats", [1n, 2n, 2n], 3n, 2n],
    ["starts late", [5n], 1n, 5n],
  ])("throws OBSERVER_GAP where a source %s", async (_name, heights, expectedHeight, actualHeight) => {
    const blocks = heights.map((height) => block("provider-1", height));
    const source = { chainId: "provider-1", blocks: () => gappy(blocks) };
    const provider = fakeProvider({ blocks: source, state: () => undefined });
    const error = await collect({ consumerId: "0", provider }).catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "OBSERVER_GAP") && error.context).toEqual({
      chainId: "provider-1",
      expectedHeight,
      actualHeight,
    });
  });

  it("passes on a source's own error", async () => {
    const failing = {
      chainId: "consumer-1",
      blocks: () => {
        throw new Error("unreachable");
      },
    };
    const { provider, consumer } = historySources({ waits: true });
    const options = { consumerId: "0", provider, consumer: { ...consumer, blocks: failing } };
    await expect(collect(options)).rejects.toThrow("unreachable");
  });
});

async function* gappy<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
