import type { EncodeObject } from "@cosmjs/proto-signing";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { createProviderRegistry } from "../../../../src/provider/registry.ts";

const registry = createProviderRegistry();

/** A transaction with these messages, without signatures. */
export function encodedTx(messages: readonly EncodeObject[]): Uint8Array {
  const body = TxBody.fromPartial({ messages: messages.map((message) => registry.encodeAsAny(message)) });
  return TxRaw.encode(TxRaw.fromPartial({ bodyBytes: TxBody.encode(body).finish() })).finish();
}
