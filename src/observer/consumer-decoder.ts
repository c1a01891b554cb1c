import { parseVscVerdict } from "../ccv/acknowledgement.ts";
import type { CcvEvent } from "../ccv/events.ts";
import { consumerPortId } from "../ccv/identifiers.ts";
import { parseConsumerPacket } from "../ccv/slash-packet.ts";
import { parseVscPacket } from "../ccv/vsc-packet.ts";
import { type Block, eventAttribute } from "../chain/block.ts";
import type { Packet, PacketEvent } from "../ibc/packet-events.ts";
import { BlockLog } from "./block-log.ts";
import { parseChannelEvent } from "./channel-events.ts";
import type { Observation, ObserverEvent } from "./observer-event.ts";
import {
  malformedEvent,
  packetDirection,
  packetIds,
  reading,
  readPacketEvent,
  slashOutcome,
  timeoutTime,
} from "./packet-reading.ts";
import { type ParsedEvent, parsedEventsOf } from "./parsed-events.ts";

/** Heights between the block that changes a set and the first that the new set signs. @see CometBFT's ABCI spec */
const setDelay = 2n;

const passedOn: ReadonlySet<CcvEvent["kind"]> = new Set([
  "consumerChannelEstablished",
  "slashRequested",
  "feesDistributed",
  "feeTransferChannelOpened",
]);

/**
 * Reads a consumer's blocks, each once and in order. Its CCV channel is told by the port; its other channels count
 * where they share the connection of a CCV channel that has been seen.
 */
export class ConsumerDecoder {
  readonly #connections: Set<string>;

  /** Goes on with connections that an earlier decoder has seen. */
  constructor(connectionIds: Iterable<string> = []) {
    this.#connections = new Set(connectionIds);
  }

  /** Connections of CCV channels, as far as they were seen. */
  get connectionIds(): readonly string[] {
    return [...this.#connections];
  }

  decode(block: Block): ObserverEvent[] {
    const log = new BlockLog("consumer", block);
    for (const parsed of parsedEventsOf(block)) {
      if (parsed.ccv) readCcv(parsed.ccv, log, parsed.txHash);
      else if (parsed.isMalformed) log.add(malformedEvent(parsed.event), parsed.txHash);
      else this.#readOther(parsed, log);
    }
    const sequences = log.events.filter((event) => event.kind === "vscPacketReceived").map(({ sequence }) => sequence);
    const updates = block.validatorUpdates;
    if (updates.length > 0 || sequences.length > 0) {
      log.add({ kind: "validatorSetApplied", updates, sequences, effectiveHeight: block.height + setDelay });
    }
    return log.events;
  }

  #readOther({ event, connectionId, txHash }: ParsedEvent, log: BlockLog): void {
    if (connectionId === undefined) return;
    if (event.type.startsWith("channel_open_") && eventAttribute(event, "port_id") === consumerPortId) {
      this.#connections.add(connectionId);
    }
    if (this.#connections.has(connectionId) || eventAttribute(event, "port_id") === consumerPortId) {
      log.add(parseChannelEvent(event), txHash);
    }
    const packetEvent = readPacketEvent(event);
    if (packetEvent === undefined) return;
    if ("kind" in packetEvent) log.add(packetEvent, txHash);
    else log.add(readPacket(packetEvent), txHash);
  }
}

function readCcv(ccv: CcvEvent, log: BlockLog, txHash: string | undefined): void {
  if (passedOn.has(ccv.kind)) log.add(ccv as Observation, txHash);
  else log.addOutcome("slashPacketAcknowledged", slashOutcome(ccv));
}

function readPacket(event: PacketEvent): Observation | undefined {
  const direction = packetDirection(event.packet);
  if (direction === "vsc" && event.type === "write_acknowledgement") {
    return readVscReceipt(event.packet, event.acknowledgement);
  }
  return direction === "slash" ? readSlashEvent(event) : undefined;
}

function readVscReceipt(packet: Packet, acknowledgement: Uint8Array): Observation | undefined {
  return reading("write_acknowledgement", () => ({
    kind: "vscPacketReceived",
    ...packetIds(packet),
    packet: parseVscPacket(packet.data),
    verdict: parseVscVerdict(acknowledgement),
    timeoutTime: timeoutTime(packet),
  }));
}

function readSlashEvent(event: PacketEvent): Observation | undefined {
  const ids = packetIds(event.packet);
  switch (event.type) {
    case "send_packet": {
      const { packet } = event;
      return reading(event.type, () => {
        const data = parseConsumerPacket(packet.data);
        if (data.kind === "vsc-matured") return undefined;
        return { kind: "slashPacketSent", ...ids, packet: data, timeoutTime: timeoutTime(packet) };
      });
    }
    case "acknowledge_packet":
      return { kind: "slashPacketAcknowledged", ...ids, verdict: undefined };
    case "timeout_packet":
      return { kind: "slashPacketTimedOut", ...ids };
    default:
      return undefined;
  }
}
