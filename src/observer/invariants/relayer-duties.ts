import { consumerPortId, providerPortId } from "../../ccv/identifiers.ts";
import type { ChainRole } from "../observer-event.ts";
import type { ChannelTimeline, Timeline } from "../timeline.ts";
import type { Invariant } from "./invariant.ts";

/** How long a relayer may take. */
export interface DutyLimits {
  /** From the end of the CCV channel that has closed to the other one, by block times; default 3,600. */
  readonly closeWithinSeconds?: number;
}

const ports: Readonly<Record<ChainRole, string>> = { provider: providerPortId, consumer: consumerPortId };

/**
 * What must hold as long as somebody relays; not among `allInvariants`, since chains are sound without any relayer.
 * A channel that has closed on one chain gets closed on the other: until then that one waits for packets in vain.
 */
export function relayerDuties({ closeWithinSeconds = 3_600 }: DutyLimits = {}): readonly Invariant[] {
  return [
    {
      name: "channel-closed-on-both-ends",
      check: (timeline, { chain, time }) => {
        const other: ChainRole = chain === "provider" ? "consumer" : "provider";
        const [own, closed] = [ccvEnd(timeline, chain), ccvEnd(timeline, other)];
        if (own?.opened === undefined || own.closed !== undefined || closed?.closed === undefined) return undefined;
        if (own.counterpartyChannelId !== closed.channelId) return undefined;
        if (time.getTime() - closed.closed.time.getTime() <= closeWithinSeconds * 1000) return undefined;
        return `${closed.portId}/${closed.channelId} closed at height ${closed.closed.height}, and ${own.portId}/${own.channelId} was still open ${closeWithinSeconds} seconds later`;
      },
    },
  ];
}

function ccvEnd({ channels }: Timeline, chain: ChainRole): ChannelTimeline | undefined {
  return [...channels[chain].values()].findLast(({ portId }) => portId === ports[chain]);
}
