import type { EncodeObject } from "@cosmjs/proto-signing";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { IcsError } from "../../errors.ts";
import * as ibc from "../../ibc/messages.ts";
import type { Packet } from "../../ibc/packet-events.ts";
import { ibcPath, type Proof, queryAbsence, queryProof } from "../../ibc/proof.ts";
import type { DirectedChannel } from "./channel-queue.ts";
import type { RelayItem } from "./relay-item.ts";

/** The source, and the height of the header that everything is proven by. */
export interface ProofSource {
  readonly connection: ChainConnection;
  readonly headerHeight: bigint;
}

/**
 * The message that proves an item to the destination.
 * @throws IBC_PROOF_MISSING where the source's state does not show it (any more), for instance since it was done
 */
export async function relayMessage(
  signer: string,
  item: RelayItem,
  channel: DirectedChannel & { readonly isOrdered: boolean },
  source: ProofSource,
): Promise<EncodeObject> {
  const prove = (path: string): Promise<Proof> => queryProof(source.connection, path, source.headerHeight);
  if (item.kind === "close") {
    const { portId, channelId } = channel.destination;
    return ibc.msgChannelCloseConfirm(signer, portId, channelId, await proveClosed(channel, source));
  }
  const { packet } = item;
  if (item.kind === "packet") {
    const path = ibcPath.commitment(packet.sourcePort, packet.sourceChannel, packet.sequence);
    return ibc.msgRecvPacket(signer, packet, await prove(path));
  }
  if (item.kind === "acknowledgement") {
    const path = ibcPath.acknowledgement(packet.destinationPort, packet.destinationChannel, packet.sequence);
    return ibc.msgAcknowledgement(signer, packet, item.acknowledgement, await prove(path));
  }
  const unreceived = await (channel.isOrdered ? proveNextSequence : proveNoReceipt)(packet, source);
  if (!item.isOnClose) return ibc.msgTimeout(signer, packet, unreceived.proof, unreceived.next);
  return ibc.msgTimeoutOnClose(signer, packet, unreceived.proof, await proveClosed(channel, source), unreceived.next);
}

interface Unreceived {
  readonly proof: Proof;
  readonly next: bigint;
}

async function proveNextSequence(packet: Packet, { connection, headerHeight }: ProofSource): Promise<Unreceived> {
  const path = ibcPath.nextSequenceReceive(packet.destinationPort, packet.destinationChannel);
  const proof = await queryProof(connection, path, headerHeight);
  const next = new DataView(proof.value.buffer, proof.value.byteOffset).getBigUint64(0);
  if (next > packet.sequence) throw notProvable(connection, headerHeight, path, `it is ${next}: it was received`);
  return { proof, next };
}

async function proveNoReceipt(packet: Packet, { connection, headerHeight }: ProofSource): Promise<Unreceived> {
  const path = ibcPath.receipt(packet.destinationPort, packet.destinationChannel, packet.sequence);
  // The chain ignores the sequence of an unordered channel, and refuses 0.
  return { proof: await queryAbsence(connection, path, headerHeight), next: 1n };
}

async function proveClosed(channel: DirectedChannel, { connection, headerHeight }: ProofSource): Promise<Proof> {
  const path = ibcPath.channel(channel.source.portId, channel.source.channelId);
  const proof = await queryProof(connection, path, headerHeight);
  if (Channel.decode(proof.value).state === State.STATE_CLOSED) return proof;
  throw notProvable(connection, headerHeight, path, "it is not closed");
}

function notProvable(
  { chainId }: ChainConnection,
  headerHeight: bigint,
  key: string,
  reason: string,
): IcsError<"IBC_PROOF_MISSING"> {
  const height = headerHeight - 1n;
  return new IcsError(
    "IBC_PROOF_MISSING",
    `${chainId} cannot prove ${key} at height ${height} as wanted: ${reason}`,
    { chainId, height, key },
    { retryable: true },
  );
}
