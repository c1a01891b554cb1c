import { toConsensusAddress } from "../../ccv/consensus-address.ts";
import { slashOutcome } from "../slash-outcome.ts";
import { slashRequests } from "../slash-requests.ts";
import type { SlashTimeline, Timeline } from "../timeline.ts";
import type { ReportedSlash } from "./report-data.ts";
import { isInRange, type ReportRange } from "./report-range.ts";

/** Every punishment of the range: what was asked for, then packets whose request was not seen. */
export function reportedSlashes(timeline: Timeline, range: ReportRange): ReportedSlash[] {
  const requests = slashRequests(timeline);
  const carried = new Set(requests.flatMap(({ tries }) => tries.map(({ sequence }) => sequence)));
  const others = [...timeline.slashPackets.values()].filter(({ sequence }) => !carried.has(sequence));
  const asked = requests
    .filter(({ requested, tries }) => isInRange(range, "consumer", requested.height) || tries.some(inRange(range)))
    .map(({ requested, tries, outcome }): ReportedSlash => {
      const { consumerConsensusAddress, infraction } = requested;
      return { requested, consumerConsensusAddress, infraction, tries: tries.map(tryOf(timeline)), outcome };
    });
  return [...asked, ...others.filter(inRange(range)).map((slash) => unasked(timeline, slash))];
}

function inRange(range: ReportRange): (slash: SlashTimeline) => boolean {
  return ({ sent, received, acknowledged, timedOut }) => {
    const onConsumer = [sent, acknowledged, timedOut].some((at) => at && isInRange(range, "consumer", at.height));
    return onConsumer || (received !== undefined && isInRange(range, "provider", received.height));
  };
}

function unasked(timeline: Timeline, slash: SlashTimeline): ReportedSlash {
  const packet = slash.sent?.packet ?? slash.received?.packet;
  return {
    requested: undefined,
    consumerConsensusAddress: packet ? toConsensusAddress(packet.consumerAddressBytes, "cosmos") : "unknown",
    infraction: packet?.infraction ?? "unknown",
    tries: [tryOf(timeline)(slash)],
    outcome: slashOutcome(timeline, slash),
  };
}

function tryOf(timeline: Timeline): (slash: SlashTimeline) => ReportedSlash["tries"][number] {
  return (slash) => ({ sequence: slash.sequence, sent: slash.sent, verdict: slashOutcome(timeline, slash).status });
}
