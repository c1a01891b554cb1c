import { channelState } from "../../../src/observer/channel-state.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import type { ConsumerReading, ProviderReading } from "../../../src/observer/readings.ts";
import { consumerReading, providerReading } from "./made-readings.ts";
import { applied, at, setRead, timelineOf } from "./observed.ts";
import { launchSet, update } from "./pair-history.ts";

const ends = {
  provider: { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0", connectionId: "c" },
  consumer: { portId: "consumer", channelId: "channel-0", counterpartyChannelId: "channel-4", connectionId: "c" },
};
const opened = (chain: "provider" | "consumer", height: bigint): ObserverEvent =>
  at(chain, height, { kind: "channelOpened", ...ends[chain] });
const closed = (chain: "provider" | "consumer", height: bigint, cause: "timeout" | "counterparty"): ObserverEvent =>
  at(chain, height, { kind: "channelClosed", cause, ...ends[chain] });
const stopped = at("provider", 60n, {
  kind: "consumerPhaseChanged",
  from: "LAUNCHED",
  to: "STOPPED",
  spawnTime: undefined,
});
const open = [opened("consumer", 3n), opened("provider", 6n)];
const sets = [setRead(1n, launchSet), applied(4n, [update("consumer", 0, 501n)], [1n])];

describe("channelState", () => {
  it.each([
    ["none", []],
    ["opening", [opened("consumer", 3n)]],
    ["open", open],
    ["half-closed", [...open, closed("provider", 60n, "timeout")]],
    ["closed", [...open, closed("provider", 60n, "timeout"), closed("consumer", 70n, "counterparty")]],
  ] as const)("tells %s", (status, events) => {
    expect(channelState(timelineOf(...events)).status).toBe(status);
  });

  it("takes no channel for rewards for the CCV channel", () => {
    const transfer = { ...ends.consumer, portId: "transfer", channelId: "channel-1" };
    const timeline = timelineOf(...open, at("consumer", 9n, { kind: "channelClosed", cause: "self", ...transfer }));
    expect(channelState(timeline).status).toBe("open");
  });

  it("says since when a consumer that is cut off runs a frozen set", () => {
    expect(channelState(timelineOf(...open, ...sets)).frozenSince).toBeUndefined();
    const timedOut = timelineOf(...open, ...sets, closed("provider", 60n, "timeout"), stopped);
    expect(channelState(timedOut)).toMatchObject({
      status: "half-closed",
      phase: "STOPPED",
      provider: { closed: { height: 60n, cause: "timeout" } },
      consumer: { channelId: "channel-0", closed: undefined },
      frozenSince: 6n,
    });
    expect(channelState(timelineOf(...open, setRead(1n, launchSet), stopped)).frozenSince).toBe(1n);
  });

  describe("where observing began after the opening", () => {
    const read = (change: Partial<ProviderReading>) =>
      at("provider", 40n, { kind: "providerStateRead", ...providerReading(change) });
    const consumerRead = (change: Partial<ConsumerReading>) =>
      at("consumer", 40n, { kind: "consumerStateRead", ...consumerReading(change) });

    it("goes by what was read of the state", () => {
      const timeline = timelineOf(read({}), consumerRead({}));
      expect(channelState(timeline)).toMatchObject({
        status: "open",
        provider: { channelId: "channel-4", state: "open", opened: undefined },
        consumer: { channelId: "channel-0", state: "open" },
        phase: "LAUNCHED",
        frozenSince: undefined,
      });
    });

    it("takes the provider's open end for both, since it opens last", () => {
      expect(channelState(timelineOf(read({}))).status).toBe("open");
      expect(channelState(timelineOf(read({ channel: { channelId: "channel-4", state: "try" } }))).status).toBe(
        "opening",
      );
    });

    it("believes in a closing, seen or read", () => {
      const channel = { channelId: "channel-4", state: "closed" as const };
      expect(channelState(timelineOf(...open, read({ channel }))).status).toBe("half-closed");
      expect(channelState(timelineOf(...open, closed("provider", 60n, "timeout"), read({}))).status).toBe(
        "half-closed",
      );
    });

    it("takes the phase from the state where that is newer", () => {
      expect(channelState(timelineOf(stopped, read({}))).phase).toBe("STOPPED");
      const later = at("provider", 70n, { kind: "providerStateRead", ...providerReading({ phase: "DELETED" }) });
      expect(channelState(timelineOf(stopped, later)).phase).toBe("DELETED");
    });
  });
});
