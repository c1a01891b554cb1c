import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Block } from "../chain/block.ts";
import type { IncludedTx } from "../chain/tx-sender.ts";
import { msgAcknowledgement, msgRecvPacket } from "../ibc/messages.ts";
import { type Packet, type PacketEvent, parsePacketEvent } from "../ibc/packet-events.ts";
import { ibcPath } from "../ibc/proof.ts";
import { type Prove, type RelayEnd, submitProven } from "./relay-end.ts";

/** One thing to carry from the source to the destination. */
export type RelayItem =
  | { readonly kind: "packet"; readonly height: bigint; readonly packet: Packet }
  | {
      readonly kind: "acknowledgement";
      readonly height: bigint;
      readonly packet: Packet;
      readonly acknowledgement: Uint8Array;
    };

/** One end of a channel on the source chain. */
export interface SourceChannel {
  readonly portId: string;
  readonly channelId: string;
}

/** What a block of the source gives to carry on these channels, in the chain's order. */
export function relayItems(block: Block, channels: readonly SourceChannel[]): RelayItem[] {
  const events = [...block.txs.filter((tx) => tx.code === 0).flatMap((tx) => tx.events), ...block.events];
  return events
    .map(parsePacketEvent)
    .filter((event) => event !== undefined)
    .flatMap((event) => relayItem(block.height, event, channels));
}

function relayItem(height: bigint, event: PacketEvent, channels: readonly SourceChannel[]): RelayItem[] {
  const { packet } = event;
  const isOurs = (portId: string, channelId: string): boolean =>
    channels.some((channel) => channel.portId === portId && channel.channelId === channelId);
  if (event.type === "send_packet" && isOurs(packet.sourcePort, packet.sourceChannel)) {
    return [{ kind: "packet", height, packet: event.packet }];
  }
  if (event.type === "write_acknowledgement" && isOurs(packet.destinationPort, packet.destinationChannel)) {
    return [{ kind: "acknowledgement", height, packet: event.packet, acknowledgement: event.acknowledgement }];
  }
  return [];
}

/** Carries items, ascending by height, to the destination in one transaction. */
export function relayPass(
  source: RelayEnd,
  destination: RelayEnd,
  items: readonly RelayItem[],
  signal?: AbortSignal,
): Promise<IncludedTx> {
  const height = items.at(-1)?.height ?? 0n;
  const message = (item: RelayItem, prove: Prove): Promise<EncodeObject> =>
    relayMessage(destination.sender.address, item, prove);
  return submitProven(source, destination, height, (prove) => Promise.all(items.map((item) => message(item, prove))), {
    signal,
  });
}

async function relayMessage(signer: string, item: RelayItem, prove: Prove): Promise<EncodeObject> {
  const { packet } = item;
  if (item.kind === "packet") {
    const path = ibcPath.commitment(packet.sourcePort, packet.sourceChannel, packet.sequence);
    return msgRecvPacket(signer, packet, await prove(path));
  }
  const path = ibcPath.acknowledgement(packet.destinationPort, packet.destinationChannel, packet.sequence);
  return msgAcknowledgement(signer, packet, item.acknowledgement, await prove(path));
}
