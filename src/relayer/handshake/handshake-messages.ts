import type { EncodeObject } from "@cosmjs/proto-signing";
import * as ibc from "../../ibc/messages.ts";
import { ibcPath } from "../../ibc/proof.ts";
import type { Prove, RelayEnd } from "../relay-end.ts";
import type { HandshakeMessage } from "./handshake-step.ts";

/** True where the message says something of the other chain, and must prove it. */
export function needsProof({ type }: HandshakeMessage): boolean {
  return type !== "ConnectionOpenInit" && type !== "ChannelOpenInit";
}

/** The message for the chain of `own`, proven by what the chain of `other` has. */
export async function handshakeMessage(
  message: HandshakeMessage,
  own: RelayEnd,
  other: RelayEnd,
  prove: Prove,
): Promise<EncodeObject> {
  const signer = own.sender.address;
  switch (message.type) {
    case "ConnectionOpenInit":
      return ibc.msgConnectionOpenInit(signer, own.client.clientId, other.client.clientId);
    case "ConnectionOpenTry": {
      const { counterpartyConnectionId: connectionId, versions } = message;
      const counterparty = { clientId: other.client.clientId, connectionId };
      const init = await prove(ibcPath.connection(connectionId));
      return ibc.msgConnectionOpenTry(signer, own.client.clientId, counterparty, init, versions);
    }
    case "ConnectionOpenAck": {
      const { connectionId, counterpartyConnectionId, versions } = message;
      const tried = await prove(ibcPath.connection(counterpartyConnectionId));
      return ibc.msgConnectionOpenAck(signer, connectionId, counterpartyConnectionId, tried, versions[0]);
    }
    case "ConnectionOpenConfirm": {
      const proof = await prove(ibcPath.connection(message.counterpartyConnectionId));
      return ibc.msgConnectionOpenConfirm(signer, message.connectionId, proof);
    }
    case "ChannelOpenInit":
      return ibc.msgCcvChannelOpenInit(signer, message.connectionId);
    default:
      return channelMessage(message, signer, prove);
  }
}

type ProvenChannelMessage = Extract<
  HandshakeMessage,
  { type: "ChannelOpenTry" | "ChannelOpenAck" | "ChannelOpenConfirm" }
>;

async function channelMessage(message: ProvenChannelMessage, signer: string, prove: Prove): Promise<EncodeObject> {
  switch (message.type) {
    case "ChannelOpenTry": {
      const { connectionId, init } = message;
      const ends = {
        portId: init.counterpartyPortId,
        counterpartyPortId: init.portId,
        counterpartyChannelId: init.id,
      };
      const end = { ordering: init.ordering, connectionId, counterpartyVersion: init.version };
      return ibc.msgChannelOpenTry(signer, ends, end, await prove(ibcPath.channel(init.portId, init.id)));
    }
    case "ChannelOpenAck": {
      const { channelId, tried } = message;
      const ends = {
        portId: tried.counterpartyPortId,
        channelId,
        counterpartyPortId: tried.portId,
        counterpartyChannelId: tried.id,
      };
      // The version goes back byte for byte: the consumer reads the provider's reward address out of it.
      return ibc.msgChannelOpenAck(signer, ends, tried.version, await prove(ibcPath.channel(tried.portId, tried.id)));
    }
    case "ChannelOpenConfirm": {
      const { channelId, acknowledged } = message;
      const proof = await prove(ibcPath.channel(acknowledged.portId, acknowledged.id));
      return ibc.msgChannelOpenConfirm(signer, acknowledged.counterpartyPortId, channelId, proof);
    }
  }
}
