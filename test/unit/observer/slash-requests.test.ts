import { toConsensusAddress } from "../../../src/ccv/consensus-address.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { slashRequests } from "../../../src/observer/slash-requests.ts";
import { TimelineBuilder } from "../../../src/observer/timeline-builder.ts";
import { providerReading } from "./made-readings.ts";
import * as seen from "./observed.ts";

const bounced = { kind: "bounced" as const };
const handled = { kind: "handled" as const };

function requested(height: bigint, seed = 1): ObserverEvent {
  const consumerConsensusAddress = toConsensusAddress(new Uint8Array(20).fill(seed), "consumer");
  return seen.at("consumer", height, {
    kind: "slashRequested",
    consumerConsensusAddress,
    infraction: "downtime",
    valsetUpdateId: 0n,
  });
}

const other = { ...seen.slashData, consumerAddressBytes: new Uint8Array(20).fill(2) };

describe("slashRequests", () => {
  it("tells a request that is queued, as before the channel is open", () => {
    expect(slashRequests(seen.timelineOf(requested(5n)))).toMatchObject([
      { requested: { height: 5n }, tries: [], outcome: undefined },
    ]);
  });

  it("pairs requests with their packets, retries among them", () => {
    const timeline = seen.timelineOf(
      ...[requested(5n), requested(6n, 2)],
      ...[seen.slashSent(7n, 1n), seen.slashReceived(7n, 1n, bounced), seen.slashAcknowledged(8n, 1n, bounced)],
      ...[seen.slashSent(20n, 2n), seen.slashReceived(20n, 2n, handled), seen.slashAcknowledged(21n, 2n, handled)],
      seen.slashSent(22n, 3n, other),
    );
    const found = slashRequests(timeline);
    expect(found.map(({ tries }) => tries.map(({ sequence }) => sequence))).toEqual([[1n, 2n], [3n]]);
    expect(found.map(({ outcome }) => outcome?.status)).toEqual(["dropped", "waiting"]);
  });

  it("says what a bounced packet waits for", () => {
    const reading = providerReading({ slashMeter: -5n, nextReplenishTime: new Date("2026-01-31T12:01:00Z") });
    const timeline = seen.timelineOf(
      requested(5n),
      seen.slashSent(7n, 1n),
      seen.slashReceived(7n, 1n, bounced),
      seen.at("provider", 8n, { kind: "providerStateRead", ...reading }),
    );
    expect(slashRequests(timeline, 30)[0]?.retry).toEqual({
      notBefore: new Date("2026-01-31T12:00:37Z"),
      slashMeter: -5n,
      slashMeterAllowance: 100n,
      nextReplenishTime: new Date("2026-01-31T12:01:00Z"),
    });
    expect(slashRequests(timeline)[0]?.retry?.notBefore).toBeUndefined();
  });

  it("passes over packets whose request was not seen, and requests whose packets were forgotten", () => {
    const unseen = seen.timelineOf(seen.slashSent(4n, 1n, other), requested(5n), seen.slashSent(7n, 2n));
    expect(slashRequests(unseen).map(({ tries }) => tries.length)).toEqual([1]);
    const builder = new TimelineBuilder(undefined, { keepPackets: 1 });
    for (const sequence of [1n, 2n]) {
      const packet = sequence === 1n ? other : seen.slashData;
      builder.add(requested(sequence * 10n, sequence === 1n ? 2 : 1));
      builder.add(seen.slashSent(sequence * 10n, sequence, packet));
      builder.add(seen.slashReceived(sequence * 10n, sequence, handled, { packet }));
      builder.add(seen.slashAcknowledged(sequence * 10n + 1n, sequence, handled));
    }
    expect(slashRequests(builder.snapshot()).map(({ requested: { height } }) => height)).toEqual([20n]);
  });
});
