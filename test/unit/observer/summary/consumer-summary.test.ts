import { consensusAddress, consensusAddressBytes } from "../../../../src/ccv/consensus-address.ts";
import { observeConsumer } from "../../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { summarizeConsumer } from "../../../../src/observer/summary/consumer-summary.ts";
import { quantiles } from "../../../../src/observer/summary/quantiles.ts";
import { collect } from "../collect.ts";
import { historySources } from "../fake-sources.ts";
import {
  at,
  slashData,
  slashReceived,
  slashSent,
  timelineOf,
  vscAcknowledged,
  vscData,
  vscReceived,
  vscSent,
} from "../observed.ts";
import { launchSet, update, validators } from "../pair-history.ts";
import { closed, consumerRead, input, launched, phase, providerRead, timeAt } from "./launched.ts";

describe("the summary of a consumer", () => {
  it("holds a whole history", async () => {
    const timeline = timelineOf(...(await collect(observeConsumer({ consumerId: "0", ...historySources() }))));
    const summary = summarizeConsumer(timeline, input(14, { name: "first", chainId: "consumer-1" }));
    expect(summary).toMatchObject({
      consumerId: "0",
      name: "first",
      chainId: "consumer-1",
      health: { verdict: "secured", reasons: [] },
      phase: "LAUNCHED",
      phaseSince: { height: 3n },
      removalTime: undefined,
      channel: { status: "open", meaning: "Changes of the set, slashes and rewards can pass", frozenSince: undefined },
      setLag: { isBehind: false, receivedValsetUpdateId: 12n, newestValsetUpdateId: 12n, packetsBehind: 0 },
      vsc: { sent: 2, received: 2, acknowledged: 2, timedOut: 0, refused: 0, pending: 0, oldestPending: undefined },
      slash: { requests: [{ outcome: { status: "executed", jailed: { height: 12n } } }] },
      violations: [],
      failure: undefined,
    });
    expect(summary.vsc.latency).toEqual({
      receivedSeconds: { p50: -3, p99: -2, count: 2 },
      acknowledgedSeconds: { p50: 2, p99: 2, count: 2 },
      acknowledgedBlocks: { p50: 2, p99: 2, count: 2 },
    });
    expect(summary.validators.map(({ providerPower, consumerPower }) => [providerPower, consumerPower])).toEqual([
      [501n, 501n],
      [300n, 300n],
    ]);
  });

  it("begins with nothing", () => {
    const summary = summarizeConsumer(timelineOf(), { consumerId: "3", now: timeAt(1) });
    expect(summary).toMatchObject({
      chainId: undefined,
      phase: undefined,
      channel: { status: "none" },
      setLag: { isBehind: false, packetsBehind: 0, seconds: undefined, blocks: undefined },
      validators: [],
      vsc: { sent: 0, last: undefined, queue: undefined, latency: { receivedSeconds: undefined } },
      slash: { meter: undefined, requests: [] },
      clients: { provider: undefined, consumer: undefined },
    });
  });

  it("measures how far the set is behind by the provider's clock and blocks", () => {
    const timeline = timelineOf(...launched, vscSent(7n, 1n), vscReceived(8n, 1n), vscSent(10n, 2n), vscSent(13n, 5n));
    expect(summarizeConsumer(timeline, input(25)).setLag).toEqual({
      isBehind: true,
      receivedValsetUpdateId: 1n,
      newestValsetUpdateId: 5n,
      packetsBehind: 2,
      unseenSequences: [],
      seconds: 15,
      blocks: 15n,
    });
  });

  it("counts what is queued on the provider, once, and what was sent before observing began", () => {
    const queue = { pendingValsetUpdateIds: [4n, 9n], unacknowledgedSequences: [1n, 2n, 3n] };
    const timeline = timelineOf(
      ...launched,
      providerRead(9n, queue),
      vscSent(10n, 3n, vscData(4n)),
      vscAcknowledged(11n, 1n),
    );
    expect(summarizeConsumer(timeline, input(12)).setLag).toMatchObject({
      newestValsetUpdateId: 9n,
      packetsBehind: 3,
      unseenSequences: [2n],
    });
  });

  it("takes a packet whose end fell into a gap for ended, by the provider's state", () => {
    const gap = { kind: "blocksMissing", fromHeight: 8n, toHeight: 9n, reason: "unreadable" } as const;
    const sent = [...launched, vscSent(7n, 1n), at("provider", 10n, gap), vscSent(10n, 2n)];
    const lag = (...events: readonly ObserverEvent[]) => {
      const { setLag, vsc } = summarizeConsumer(timelineOf(...sent, ...events), input(20));
      return [setLag.packetsBehind, setLag.seconds, vsc.pending, vsc.oldestPending?.sequence];
    };
    expect(lag()).toEqual([2, 13, 2, 1n]);
    expect(lag(providerRead(9n, { unacknowledgedSequences: [] }))).toEqual([1, 10, 1, 2n]);
    expect(lag(providerRead(10n, { unacknowledgedSequences: [2n] }))).toEqual([1, 10, 1, 2n]);
    expect(lag(providerRead(10n))).toEqual([2, 13, 2, 1n]);
  });

  it("takes an acknowledgement for a receipt where the consumer is not watched", () => {
    const timeline = timelineOf(...launched, vscSent(7n, 1n, vscData(6n)), vscAcknowledged(9n, 1n));
    expect(summarizeConsumer(timeline, input(12)).setLag).toMatchObject({
      isBehind: false,
      receivedValsetUpdateId: 6n,
    });
  });

  it("counts down by the clock of the chain that keeps the client, or that receives the packet", () => {
    const timeline = timelineOf(
      ...launched,
      vscSent(7n, 1n, undefined, timeAt(100)),
      providerRead(9n),
      consumerRead(9n),
    );
    const [provider, consumer] = [60, 90].map((height) => ({
      ...{ chainId: "x", height: BigInt(height), time: timeAt(height) },
    }));
    const summary = summarizeConsumer(timeline, {
      consumerId: "0",
      now: timeAt(5_000),
      progress: { provider, consumer },
    });
    expect(summary.vsc.oldestPending).toMatchObject({ sequence: 1n, sentAt: timeAt(7), secondsToTimeout: 10 });
    expect(summary.clients.provider?.secondsToExpiry).toBe(540);
    expect(summary.clients.consumer?.secondsToExpiry).toBe(510);
  });

  it("has each validator under the keys of both chains, the strongest first", () => {
    const leased = launchSet.map((each) => ({ ...each, providerConsensusAddress: `provider ${each.power}` }));
    const grown = [...launchSet.slice(0, 2), update("consumer", 2, 400n)];
    const timeline = timelineOf(
      phase(3n, "LAUNCHED"),
      providerRead(9n, { validators: leased }),
      consumerRead(9n, { validators: grown }),
    );
    const consumer = validators.consumer.map((key) => consensusAddress(key, "cosmos"));
    expect(summarizeConsumer(timeline, input(10)).validators).toEqual([
      {
        providerConsensusAddress: "provider 500",
        consumerConsensusAddress: consumer[0],
        providerPower: 500n,
        consumerPower: 500n,
      },
      {
        providerConsensusAddress: "provider 300",
        consumerConsensusAddress: consumer[1],
        providerPower: 300n,
        consumerPower: 300n,
      },
      {
        providerConsensusAddress: "provider 100",
        consumerConsensusAddress: consumer[2],
        providerPower: 100n,
        consumerPower: 400n,
      },
    ]);
  });

  it("tells when a bounced slash packet is tried again", () => {
    const request = {
      kind: "slashRequested" as const,
      consumerConsensusAddress: consensusAddress(validators.consumer[0], "consumer"),
      infraction: "downtime" as const,
      valsetUpdateId: 0n,
    };
    const packet = { ...slashData, consumerAddressBytes: consensusAddressBytes(validators.consumer[0]) };
    const timeline = timelineOf(
      ...launched,
      at("consumer", 8n, request),
      slashSent(9n, 1n, packet),
      slashReceived(10n, 1n, { kind: "bounced" }, { packet }),
      providerRead(11n, { slashMeter: -3n, nextReplenishTime: timeAt(60) }),
    );
    const { slash } = summarizeConsumer(timeline, input(12));
    expect(slash).toMatchObject({
      meter: -3n,
      allowance: 100n,
      nextReplenishTime: timeAt(60),
      requests: [{ outcome: { status: "bounced" }, retry: { notBefore: timeAt(9 + 3_600) } }],
    });
  });

  it("says what a closed channel means, and keeps other channels apart", () => {
    const transfer = { portId: "transfer", channelId: "channel-1", counterpartyChannelId: "c", connectionId: "c" };
    const timeline = timelineOf(
      ...launched,
      at("consumer", 5n, { kind: "channelOpened", ...transfer }),
      closed("provider", 9n),
      phase(9n, "STOPPED"),
    );
    const summary = summarizeConsumer(timeline, input(12, { removalTime: timeAt(99) }));
    expect(summary).toMatchObject({
      removalTime: timeAt(99),
      channel: { status: "half-closed", frozenSince: 1n, meaning: expect.stringContaining("waits in vain") },
      otherChannels: { provider: [], consumer: [{ portId: "transfer" }] },
    });
  });
});

describe("quantiles", () => {
  it("are by nearest rank, of the values that are known", () => {
    expect(quantiles([])).toBeUndefined();
    expect(quantiles([undefined])).toBeUndefined();
    expect(quantiles([3, undefined, 1, 2])).toEqual({ p50: 2, p99: 3, count: 3 });
    expect(quantiles(Array.from({ length: 200 }, (_, index) => index + 1))).toEqual({ p50: 100, p99: 198, count: 200 });
  });
});
