import { isSameAddress, toConsensusAddress } from "../ccv/consensus-address.ts";
import type { SlashRequested } from "../ccv/consumer-events.ts";
import { type SlashOutcome, slashOutcome } from "./slash-outcome.ts";
import type { Moment, SlashTimeline, Timeline } from "./timeline.ts";

/** A punishment that the consumer asked for, and every packet that carried it. */
export interface SlashRequest {
  readonly requested: Moment & Omit<SlashRequested, "kind">;
  /** Ascending; each but the last has bounced. [] while it is queued: the channel is not open, or others wait before it. */
  readonly tries: readonly SlashTimeline[];
  /** Of the last try; undefined while it is queued. */
  readonly outcome: SlashOutcome | undefined;
  /** Set where the last try has bounced and no other was sent. */
  readonly retry: SlashRetry | undefined;
}

/** What a bounced packet waits for: both must have passed, and neither alone is enough. */
export interface SlashRetry {
  /** The consumer sends it again in the first block after this time; undefined where its parameter is not known. */
  readonly notBefore: Date | undefined;
  /** By the last reading of the provider's state. */
  readonly slashMeter: bigint | undefined;
  readonly slashMeterAllowance: bigint | undefined;
  readonly nextReplenishTime: Date | undefined;
}

/**
 * Every punishment that the consumer asked for, in its order. A consumer sends its queue in order and keeps the head
 * until the provider has taken it, so that requests and packets pair up one after the other.
 * @see SendPackets in x/ccv/consumer/keeper/relay.go
 */
export function slashRequests(timeline: Timeline, retryDelaySeconds?: number): SlashRequest[] {
  const packets = [...timeline.slashPackets.values()].toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
  const sent = packets.filter((packet) => packet.sent !== undefined);
  return timeline.slashRequests.flatMap((requested) => {
    const first = sent.findIndex((packet) => carries(packet, requested));
    // The packets of old requests may have been forgotten: then a later one was sent already.
    if (first < 0 && timeline.forgotten.slash > 0 && sent.length > 0) return [];
    const tries = first < 0 ? [] : triesFrom(sent, first, requested);
    sent.splice(0, first < 0 ? 0 : first + tries.length);
    const last = tries.at(-1);
    const outcome = last && slashOutcome(timeline, last);
    const retry = outcome?.status === "bounced" ? retryOf(timeline, last, retryDelaySeconds) : undefined;
    return [{ requested, tries, outcome, retry }];
  });
}

function triesFrom(
  sent: readonly SlashTimeline[],
  first: number,
  requested: Omit<SlashRequested, "kind">,
): readonly SlashTimeline[] {
  const tries: SlashTimeline[] = [];
  for (const next of sent.slice(first)) {
    if (!carries(next, requested)) break;
    tries.push(next);
    if (next.received?.verdict.kind !== "bounced") break;
  }
  return tries;
}

function carries({ sent }: SlashTimeline, requested: Omit<SlashRequested, "kind">): boolean {
  if (sent === undefined) return false;
  const { consumerAddressBytes, infraction, valsetUpdateId } = sent.packet;
  const isSame = infraction === requested.infraction && valsetUpdateId === requested.valsetUpdateId;
  return (
    isSame && isSameAddress(toConsensusAddress(consumerAddressBytes, "cosmos"), requested.consumerConsensusAddress)
  );
}

function retryOf({ state }: Timeline, slash: SlashTimeline | undefined, delaySeconds: number | undefined): SlashRetry {
  const sentAt = slash?.sent?.time.getTime();
  const isKnown = sentAt !== undefined && delaySeconds !== undefined;
  return {
    notBefore: isKnown ? new Date(sentAt + delaySeconds * 1000) : undefined,
    slashMeter: state.provider?.slashMeter,
    slashMeterAllowance: state.provider?.slashMeterAllowance,
    nextReplenishTime: state.provider?.nextReplenishTime,
  };
}
