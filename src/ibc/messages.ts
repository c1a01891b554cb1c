import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type {
  MsgAcknowledgement,
  MsgChannelCloseConfirm,
  MsgChannelOpenAck,
  MsgChannelOpenConfirm,
  MsgChannelOpenInit,
  MsgChannelOpenTry,
  MsgRecvPacket,
  MsgTimeout,
  MsgTimeoutOnClose,
} from "cosmjs-types/ibc/core/channel/v1/tx";
import type { MsgUpdateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import type { Version } from "cosmjs-types/ibc/core/connection/v1/connection";
import type {
  MsgConnectionOpenAck,
  MsgConnectionOpenConfirm,
  MsgConnectionOpenInit,
  MsgConnectionOpenTry,
} from "cosmjs-types/ibc/core/connection/v1/tx";
import type { Packet } from "./packet-events.ts";
import type { Proof } from "./proof.ts";

/** The connection version that ibc-go offers and accepts. */
const CONNECTION_VERSION: Version = { identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] };
const PREFIX = { keyPrefix: new TextEncoder().encode("ibc") };
const EMPTY = new Uint8Array();

/** One end of a channel and its counterparty's. */
export interface ChannelEnds {
  readonly portId: string;
  readonly channelId: string;
  readonly counterpartyPortId: string;
  readonly counterpartyChannelId: string;
}

/** MsgUpdateClient with a Tendermint header as its client message. */
export function msgUpdateClient(signer: string, clientId: string, clientMessage: Any): EncodeObject {
  const value: MsgUpdateClient = { clientId, clientMessage, signer };
  return { typeUrl: "/ibc.core.client.v1.MsgUpdateClient", value };
}

/** MsgConnectionOpenInit on the client that the launch made. */
export function msgConnectionOpenInit(signer: string, clientId: string, counterpartyClientId: string): EncodeObject {
  const value: MsgConnectionOpenInit = {
    clientId,
    counterparty: { clientId: counterpartyClientId, connectionId: "", prefix: PREFIX },
    version: CONNECTION_VERSION,
    delayPeriod: 0n,
    signer,
  };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenInit", value };
}

/** MsgConnectionOpenTry; `versions` are those that the other end offers. The fields that ibc-go v10 ignores stay empty. */
export function msgConnectionOpenTry(
  signer: string,
  clientId: string,
  counterparty: { readonly clientId: string; readonly connectionId: string },
  init: Proof,
  versions: readonly Version[] = [CONNECTION_VERSION],
): EncodeObject {
  const value: MsgConnectionOpenTry = {
    clientId,
    previousConnectionId: "",
    counterparty: { ...counterparty, prefix: PREFIX },
    counterpartyVersions: [...versions],
    delayPeriod: 0n,
    proofInit: init.proof,
    proofHeight: init.proofHeight,
    proofClient: EMPTY,
    proofConsensus: EMPTY,
    consensusHeight: { revisionNumber: 0n, revisionHeight: 0n },
    hostConsensusStateProof: EMPTY,
    signer,
  };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenTry", value };
}

/** MsgConnectionOpenAck; `version` is the one that the other end chose. */
export function msgConnectionOpenAck(
  signer: string,
  connectionId: string,
  counterpartyConnectionId: string,
  tried: Proof,
  version: Version = CONNECTION_VERSION,
): EncodeObject {
  const value: MsgConnectionOpenAck = {
    connectionId,
    counterpartyConnectionId,
    version,
    proofTry: tried.proof,
    proofHeight: tried.proofHeight,
    proofClient: EMPTY,
    proofConsensus: EMPTY,
    consensusHeight: { revisionNumber: 0n, revisionHeight: 0n },
    hostConsensusStateProof: EMPTY,
    signer,
  };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenAck", value };
}

/** MsgConnectionOpenConfirm. */
export function msgConnectionOpenConfirm(signer: string, connectionId: string, acknowledged: Proof): EncodeObject {
  const { proof: proofAck, proofHeight } = acknowledged;
  const value: MsgConnectionOpenConfirm = { connectionId, proofAck, proofHeight, signer };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenConfirm", value };
}

/** MsgChannelOpenInit of the ordered CCV channel; only the consumer may send it. */
export function msgCcvChannelOpenInit(signer: string, connectionId: string): EncodeObject {
  const value: MsgChannelOpenInit = {
    portId: "consumer",
    channel: {
      state: State.STATE_INIT,
      ordering: Order.ORDER_ORDERED,
      counterparty: { portId: "provider", channelId: "" },
      connectionHops: [connectionId],
      version: "1",
    },
    signer,
  };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelOpenInit", value };
}

/** MsgChannelOpenTry for a channel end that the counterparty has in INIT. */
export function msgChannelOpenTry(
  signer: string,
  ends: Omit<ChannelEnds, "channelId">,
  channel: { readonly ordering: Order; readonly connectionId: string; readonly counterpartyVersion: string },
  init: Proof,
): EncodeObject {
  const value: MsgChannelOpenTry = {
    portId: ends.portId,
    previousChannelId: "",
    channel: {
      state: State.STATE_TRYOPEN,
      ordering: channel.ordering,
      counterparty: { portId: ends.counterpartyPortId, channelId: ends.counterpartyChannelId },
      connectionHops: [channel.connectionId],
      version: "",
    },
    counterpartyVersion: channel.counterpartyVersion,
    proofInit: init.proof,
    proofHeight: init.proofHeight,
    signer,
  };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelOpenTry", value };
}

/** MsgChannelOpenAck; `counterpartyVersion` is the other end's version byte for byte. */
export function msgChannelOpenAck(
  signer: string,
  ends: ChannelEnds,
  counterpartyVersion: string,
  tried: Proof,
): EncodeObject {
  const value: MsgChannelOpenAck = {
    portId: ends.portId,
    channelId: ends.channelId,
    counterpartyChannelId: ends.counterpartyChannelId,
    counterpartyVersion,
    proofTry: tried.proof,
    proofHeight: tried.proofHeight,
    signer,
  };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelOpenAck", value };
}

/** MsgChannelOpenConfirm. */
export function msgChannelOpenConfirm(
  signer: string,
  portId: string,
  channelId: string,
  acknowledged: Proof,
): EncodeObject {
  const { proof: proofAck, proofHeight } = acknowledged;
  const value: MsgChannelOpenConfirm = { portId, channelId, proofAck, proofHeight, signer };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelOpenConfirm", value };
}

/** MsgRecvPacket for a packet that the counterparty has committed. */
export function msgRecvPacket(signer: string, packet: Packet, commitment: Proof): EncodeObject {
  const { proof: proofCommitment, proofHeight } = commitment;
  const value: MsgRecvPacket = { packet, proofCommitment, proofHeight, signer };
  return { typeUrl: "/ibc.core.channel.v1.MsgRecvPacket", value };
}

/** MsgAcknowledgement for a packet that the counterparty has acknowledged. */
export function msgAcknowledgement(
  signer: string,
  packet: Packet,
  acknowledgement: Uint8Array,
  written: Proof,
): EncodeObject {
  const { proof: proofAcked, proofHeight } = written;
  const value: MsgAcknowledgement = { packet, acknowledgement, proofAcked, proofHeight, signer };
  return { typeUrl: "/ibc.core.channel.v1.MsgAcknowledgement", value };
}

/**
 * MsgTimeout for a packet that was not received while it could be. `unreceived` proves the receiver's next sequence on
 * an ordered channel (`nextSequenceReceive` is that sequence) and the receipt's absence on any other (1 there).
 */
export function msgTimeout(
  signer: string,
  packet: Packet,
  unreceived: Proof,
  nextSequenceReceive: bigint,
): EncodeObject {
  const { proof: proofUnreceived, proofHeight } = unreceived;
  const value: MsgTimeout = { packet, proofUnreceived, proofHeight, nextSequenceRecv: nextSequenceReceive, signer };
  return { typeUrl: "/ibc.core.channel.v1.MsgTimeout", value };
}

/** MsgTimeoutOnClose: as MsgTimeout, at any time, since the receiver's end is closed. Both proofs are of one height. */
export function msgTimeoutOnClose(
  signer: string,
  packet: Packet,
  unreceived: Proof,
  closed: Proof,
  nextSequenceReceive: bigint,
): EncodeObject {
  const { proof: proofUnreceived, proofHeight } = unreceived;
  const value: MsgTimeoutOnClose = {
    packet,
    proofUnreceived,
    proofClose: closed.proof,
    proofHeight,
    nextSequenceRecv: nextSequenceReceive,
    signer,
  };
  return { typeUrl: "/ibc.core.channel.v1.MsgTimeoutOnClose", value };
}

/** MsgChannelCloseConfirm for the end whose counterparty is closed. */
export function msgChannelCloseConfirm(signer: string, portId: string, channelId: string, closed: Proof): EncodeObject {
  const { proof: proofInit, proofHeight } = closed;
  const value: MsgChannelCloseConfirm = { portId, channelId, proofInit, proofHeight, signer };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelCloseConfirm", value };
}
