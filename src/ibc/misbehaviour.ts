import type { Any } from "cosmjs-types/google/protobuf/any";
import { MsgUpdateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { txMessages } from "../chain/tx-messages.ts";
import { BinaryWriter } from "../codec/wire.ts";

/** Two conflicting headers as the client message of MsgUpdateClient: they freeze the client. */
export function misbehaviourMessage(misbehaviour: Misbehaviour): Any {
  return { typeUrl: Misbehaviour.typeUrl, value: Misbehaviour.encode(misbehaviour, BinaryWriter.create()).finish() };
}

/**
 * The Tendermint headers with which an encoded transaction updates a client, in order: one of each update, both of a
 * misbehaviour. `[]` where it does not touch the client.
 */
export function clientHeaders(tx: Uint8Array, clientId: string): readonly Header[] {
  return txMessages(tx).flatMap(({ typeUrl, value }) => {
    if (typeUrl !== MsgUpdateClient.typeUrl) return [];
    const message = MsgUpdateClient.decode(value);
    return message.clientId === clientId && message.clientMessage ? headersOf(message.clientMessage) : [];
  });
}

function headersOf({ typeUrl, value }: Any): readonly Header[] {
  if (typeUrl === Header.typeUrl) return [Header.decode(value)];
  if (typeUrl !== Misbehaviour.typeUrl) return [];
  const { header1, header2 } = Misbehaviour.decode(value);
  return [header1, header2].filter((header) => header !== undefined);
}
