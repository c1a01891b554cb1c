import type { ObserverEvent } from "../../observer/observer-event.ts";

/** One line about what the observer saw; undefined for what a reader of the demo need not see. */
export function describeEvent(event: ObserverEvent): string | undefined {
  const text = describe(event);
  return text && `${event.chainId} ${event.height}  ${text}`;
}

function describe(event: ObserverEvent): string | undefined {
  switch (event.kind) {
    case "consumerPhaseChanged":
      return `consumer phase ${event.to}`;
    case "launchFailed":
      return `launch failed: ${event.reason}`;
    case "channelOpened":
      return `channel ${event.portId}/${event.channelId} open`;
    case "channelClosed":
      return `channel ${event.portId}/${event.channelId} closed (${event.cause})`;
    case "vscPacketSent":
      return `VSC packet ${event.sequence} sent: valset update ${event.packet.valsetUpdateId}, ${event.packet.validatorUpdates.length} change(s), ${event.packet.slashAcknowledgements.length} slash acknowledgement(s)`;
    case "vscPacketReceived":
      return `VSC packet ${event.sequence} received: ${event.verdict.kind}`;
    case "validatorSetApplied":
      return `validator set changes from height ${event.effectiveHeight} on`;
    case "vscPacketAcknowledged":
      return `VSC packet ${event.sequence} acknowledged`;
    case "vscPacketTimedOut":
      return `VSC packet ${event.sequence} timed out`;
    case "slashPacketSent":
      return `slash packet ${event.sequence} sent: ${event.packet.infraction}`;
    case "slashPacketReceived":
      return `slash packet ${event.sequence} received: ${event.verdict.kind}`;
    case "validatorJailed":
      return `validator ${event.providerConsensusAddress} jailed (${event.reason})`;
    default:
      return undefined;
  }
}
