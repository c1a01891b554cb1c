import { MsgExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";

/** The messages of an encoded transaction, in order; those that an authz MsgExec holds stand in its place. */
export function txMessages(bytes: Uint8Array): readonly Any[] {
  return TxBody.decode(TxRaw.decode(bytes).bodyBytes).messages.flatMap(unwrapped);
}

function unwrapped(message: Any): readonly Any[] {
  return message.typeUrl === MsgExec.typeUrl ? MsgExec.decode(message.value).msgs.flatMap(unwrapped) : [message];
}
