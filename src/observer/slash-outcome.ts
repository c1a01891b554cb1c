import { consensusAddress, isSameAddress, toConsensusAddress } from "../ccv/consensus-address.ts";
import type { SlashPacketReceived } from "./observer-event.ts";
import type { Moment, PowerLoss, SlashTimeline, Timeline } from "./timeline.ts";

/**
 * What became of a slash packet. executed: the provider slashed the validator for it, or had it in jail already;
 * dropped: handled without anybody slashed; logged: a double sign, which providers only note; bounced: sent again later
 * as another packet; refused: answered with an error, such as an unknown valset update id, and the channel closes.
 */
export type SlashStatus = "waiting" | "executed" | "dropped" | "logged" | "bounced" | "refused" | "timed-out";

/**
 * Why a packet was dropped. not-launched: the consumer was stopped or never launched; not-in-set: the validator was not
 * in the consumer's set; not-slashable: it was unbonded, tombstoned or unknown to staking, and then no slash
 * acknowledgement follows; unknown: the launch or the phase was not observed.
 * @see OnRecvSlashPacket and HandleSlashPacket in x/ccv/provider/keeper/relay.go
 */
export type DropReason = "not-launched" | "not-in-set" | "not-slashable" | "unknown";

/** A slash packet's status, and where its validator was jailed and lost its power. */
export interface SlashOutcome {
  readonly status: SlashStatus;
  /** Set where the packet was dropped. */
  readonly dropReason: DropReason | undefined;
  /** On the provider; absent where the validator was in jail before, or outside the provider's set. */
  readonly jailed: Moment | undefined;
  readonly providerPowerGone: Moment | undefined;
  readonly consumerPowerGone: Moment | undefined;
}

/** The outcome of one slash packet as far as the timeline knows. */
export function slashOutcome(timeline: Timeline, slash: SlashTimeline): SlashOutcome {
  const status = statusOf(slash);
  const { received, sent } = slash;
  const dropReason = status === "dropped" ? dropReasonOf(received) : undefined;
  if (status !== "executed" || received?.executedOn === undefined) {
    return { status, dropReason, jailed: undefined, providerPowerGone: undefined, consumerPowerGone: undefined };
  }
  const { executedOn, height, packet } = received;
  const onConsumer = toConsensusAddress(packet.consumerAddressBytes, "cosmos");
  return {
    status,
    dropReason,
    jailed: timeline.jailings.find(
      (jailing) => jailing.height === height && isSameAddress(jailing.providerConsensusAddress, executedOn),
    ),
    providerPowerGone: firstLoss(timeline.powerLosses.provider, executedOn, height),
    consumerPowerGone: firstLoss(timeline.powerLosses.consumer, onConsumer, sent?.height ?? 0n),
  };
}

function statusOf({ received, timedOut }: SlashTimeline): SlashStatus {
  if (received === undefined) return timedOut ? "timed-out" : "waiting";
  return slashVerdictStatus(received);
}

/** What the provider's verdict on a slash packet comes to. */
export function slashVerdictStatus(
  received: Pick<SlashPacketReceived, "verdict" | "executedOn">,
): Exclude<SlashStatus, "waiting" | "timed-out"> {
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

/** In the order in which the provider checks. */
function dropReasonOf(received: SlashTimeline["received"]): DropReason {
  if (received?.phase !== undefined && received.phase !== "LAUNCHED") return "not-launched";
  if (received?.isInSet === undefined) return "unknown";
  return received.isInSet ? "not-slashable" : "not-in-set";
}

function firstLoss(losses: readonly PowerLoss[], address: string, from: bigint): Moment | undefined {
  return losses.find(
    ({ height, pubkey }) => height >= from && isSameAddress(consensusAddress(pubkey, "cosmos"), address),
  );
}
