import type { VscPacket } from "../../ccv/vsc-packet.ts";
import type { ObserverEvent } from "../../observer/observer-event.ts";
import type { Sight } from "./demo-step.ts";

/** What a reader of the demo sees of an event; undefined for what they need not see. */
export function describeEvent(consumer: string, event: ObserverEvent): Sight | undefined {
  const text = describe(event);
  return text === undefined ? undefined : { consumer, chainId: event.chainId, height: event.height, text };
}

/** A sight as one line, in columns; names the consumer where a provider has several. */
export function sightLine({ consumer, chainId, height, text }: Sight, consumers: number): string {
  const about = consumers > 1 && chainId !== consumer ? `${consumer}: ` : "";
  return `${chainId.padEnd(11)} ${height.toString().padStart(4)}  ${about}${text}`;
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
      return `VSC packet ${event.sequence} sent: ${describeVsc(event.packet)}`;
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
    case "blocksMissing":
      return `blocks ${event.fromHeight} to ${event.toHeight} are missing (${event.reason})`;
    default:
      return undefined;
  }
}

function describeVsc({ valsetUpdateId, validatorUpdates, slashAcknowledgements }: VscPacket): string {
  const changes = validatorUpdates.length === 1 ? "1 change" : `${validatorUpdates.length} changes`;
  const acknowledges = slashAcknowledgements.length > 0 ? ", acknowledges a slash" : "";
  return `valset update ${valsetUpdateId}, ${changes}${acknowledges}`;
}
