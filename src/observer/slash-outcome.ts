import { consensusAddress, isSameAddress, toConsensusAddress } from "../ccv/consensus-address.ts";
import type { Moment, PowerLoss, SlashTimeline, Timeline } from "./timeline.ts";

/**
 * What became of a slash packet. executed: the provider slashed the validator for it; dropped: handled without anybody
 * slashed (consumer not launched, validator not in its set, unbonded or tombstoned); logged: a double sign, which
 * providers only note; bounced: sent again later as another packet; refused: the channel closes.
 */
export type SlashStatus = "waiting" | "executed" | "dropped" | "logged" | "bounced" | "refused" | "timed-out";

/** A slash packet's status, and where its validator was jailed and lost its power. */
export interface SlashOutcome {
  readonly status: SlashStatus;
  /** On the provider; absent where the validator was in jail before, or outside the provider's set. */
  readonly jailed: Moment | undefined;
  readonly providerPowerGone: Moment | undefined;
  readonly consumerPowerGone: Moment | undefined;
}

/** The outcome of one slash packet as far as the timeline knows. */
export function slashOutcome(timeline: Timeline, slash: SlashTimeline): SlashOutcome {
  const status = statusOf(slash);
  const { received, sent } = slash;
  if (status !== "executed" || received?.executedOn === undefined) {
    return { status, jailed: undefined, providerPowerGone: undefined, consumerPowerGone: undefined };
  }
  const { executedOn, height, packet } = received;
  const onConsumer = toConsensusAddress(packet.consumerAddressBytes, "cosmos");
  return {
    status,
    jailed: timeline.jailings.find(
      (jailing) => jailing.height === height && isSameAddress(jailing.providerConsensusAddress, executedOn),
    ),
    providerPowerGone: firstLoss(timeline.powerLosses.provider, executedOn, height),
    consumerPowerGone: firstLoss(timeline.powerLosses.consumer, onConsumer, sent?.height ?? 0n),
  };
}

function statusOf({ received, timedOut }: SlashTimeline): SlashStatus {
  if (received === undefined) return timedOut ? "timed-out" : "waiting";
  switch (received.verdict.kind) {
    case "handled":
      return received.executedOn === undefined ? "dropped" : "executed";
    case "bounced":
      return "bounced";
    case "v1":
      return "logged";
    case "error":
      return "refused";
  }
}

function firstLoss(losses: readonly PowerLoss[], address: string, from: bigint): Moment | undefined {
  return losses.find(
    ({ height, pubkey }) => height >= from && isSameAddress(consensusAddress(pubkey, "cosmos"), address),
  );
}
