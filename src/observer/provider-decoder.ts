import { parseSlashVerdict } from "../ccv/acknowledgement.ts";
import type { CcvEvent } from "../ccv/events.ts";
import type { ConsumerId } from "../ccv/identifiers.ts";
import type { ConsumerSlashExecuted } from "../ccv/provider-events.ts";
import { parseConsumerPacket } from "../ccv/slash-packet.ts";
import { parseVscPacket } from "../ccv/vsc-packet.ts";
import { type Block, eventAttribute } from "../chain/block.ts";
import type { Packet, PacketEvent } from "../ibc/packet-events.ts";
import { BlockLog } from "./block-log.ts";
import { parseChannelEvent } from "./channel-events.ts";
import { jailedForConsumer, parseJailEvent, parseUnjailEvent } from "./jail-evidence.ts";
import type { Observation, ObserverEvent } from "./observer-event.ts";
import {
  malformedEvent,
  packetDirection,
  packetIds,
  reading,
  readPacketEvent,
  timeoutTime,
  vscOutcome,
} from "./packet-reading.ts";
import type { ParsedEvent } from "./parsed-events.ts";
import { relevantEvents } from "./relevant-events.ts";

/**
 * Reads a provider's blocks for one consumer, each once and in order. Which packets and channels are this consumer's
 * is told by the connections on its client, so that consumers of one provider are never mixed up.
 */
export class ProviderDecoder {
  readonly #consumerId: ConsumerId;
  readonly #connections = new Set<string>();
  #clientId: string | undefined;
  #executed: ConsumerSlashExecuted | undefined;

  constructor(consumerId: ConsumerId) {
    this.#consumerId = consumerId;
  }

  /** The provider's client of the consumer, once known. */
  get clientId(): string | undefined {
    return this.#clientId;
  }

  /** Connections on that client, as far as they are known. */
  get connectionIds(): readonly string[] {
    return [...this.#connections];
  }

  /** Tells what happened before the first block that is read. */
  learn(clientId: string, connectionIds: Iterable<string>): void {
    this.#clientId = clientId;
    for (const id of connectionIds) this.#connections.add(id);
  }

  decode(block: Block): ObserverEvent[] {
    const log = new BlockLog("provider", block);
    for (const parsed of relevantEvents(block, this.#consumerId, this.#connections)) {
      if (parsed.ccv) this.#readCcv(parsed.ccv, log, parsed.txHash);
      else if (parsed.isMalformed) this.#readMalformed(parsed, log);
      else this.#readOther(parsed, log);
    }
    for (const event of [...log.events]) {
      if (event.kind !== "slashPacketReceived" || event.executedOn === undefined) continue;
      log.add(jailedForConsumer(block, event.executedOn), event.txHash);
    }
    if (block.validatorUpdates.length > 0) log.add({ kind: "powerChanged", updates: block.validatorUpdates });
    return log.events;
  }

  #readCcv(ccv: CcvEvent, log: BlockLog, txHash: string | undefined): void {
    if (ccv.kind === "consumerSlashExecuted") this.#executed = ccv;
    else if (ccv.kind === "rewardDenomsChanged") log.add(ccv, txHash);
    else if ("consumerId" in ccv) {
      if (ccv.consumerId !== this.#consumerId) return;
      if (ccv.kind === "consumerClientCreated") this.learn(ccv.clientId, []);
      if (ccv.kind === "providerChannelEstablished") this.learn(ccv.clientId, [ccv.connectionId]);
      log.add(ccv, txHash);
    } else log.addOutcome("vscPacketAcknowledged", vscOutcome(ccv));
  }

  /** Who it is about may be what is missing. */
  #readMalformed({ event, txHash }: ParsedEvent, log: BlockLog): void {
    const consumerId = eventAttribute(event, "consumer_id");
    if (consumerId === undefined || consumerId === this.#consumerId) log.add(malformedEvent(event), txHash);
  }

  #readOther({ event, connectionId, txHash }: ParsedEvent, log: BlockLog): void {
    if (event.type.startsWith("connection_open_")) {
      const isOurs = this.#clientId !== undefined && eventAttribute(event, "client_id") === this.#clientId;
      if (isOurs && connectionId !== undefined) this.#connections.add(connectionId);
      return;
    }
    const staking = parseJailEvent(event) ?? parseUnjailEvent(event);
    if (staking) log.add(staking, txHash);
    if (connectionId === undefined || !this.#connections.has(connectionId)) return;
    log.add(parseChannelEvent(event), txHash);
    const packetEvent = readPacketEvent(event);
    if (packetEvent === undefined) return;
    if ("kind" in packetEvent) log.add(packetEvent, txHash);
    else this.#readPacket(packetEvent, log, txHash);
  }

  #readPacket(event: PacketEvent, log: BlockLog, txHash: string | undefined): void {
    const direction = packetDirection(event.packet);
    if (direction === "vsc") log.add(readVscEvent(event), txHash);
    if (direction !== "slash") return;
    if (event.type === "recv_packet") this.#executed = undefined;
    if (event.type !== "write_acknowledgement") return;
    const executed = this.#executed;
    this.#executed = undefined;
    log.add(executed, txHash);
    log.add(readSlashVerdict(event.packet, event.acknowledgement, executed), txHash);
  }
}

function readVscEvent(event: PacketEvent): Observation | undefined {
  const ids = packetIds(event.packet);
  switch (event.type) {
    case "send_packet": {
      const { packet } = event;
      return reading(event.type, () => ({
        kind: "vscPacketSent",
        ...ids,
        packet: parseVscPacket(packet.data),
        timeoutTime: timeoutTime(packet),
      }));
    }
    case "acknowledge_packet":
      return { kind: "vscPacketAcknowledged", ...ids, verdict: undefined };
    case "timeout_packet":
      return { kind: "vscPacketTimedOut", ...ids };
    default:
      return undefined;
  }
}

function readSlashVerdict(
  packet: Packet,
  acknowledgement: Uint8Array,
  executed: ConsumerSlashExecuted | undefined,
): Observation | undefined {
  return reading("write_acknowledgement", () => {
    const data = parseConsumerPacket(packet.data);
    if (data.kind === "vsc-matured") return undefined;
    return {
      kind: "slashPacketReceived",
      ...packetIds(packet),
      packet: data,
      verdict: parseSlashVerdict(acknowledgement),
      executedOn: executed?.providerConsensusAddress,
      timeoutTime: timeoutTime(packet),
    };
  });
}
