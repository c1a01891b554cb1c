import { channelState } from "../../../src/observer/channel-state.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
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
});
