import { MsgExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { txMessages } from "../../../src/chain/tx-messages.ts";

const any = (typeUrl: string): Any => ({ typeUrl, value: new Uint8Array([1]) });
const exec = (...msgs: Any[]): Any => ({
  typeUrl: MsgExec.typeUrl,
  value: MsgExec.encode({ grantee: "cosmos1", msgs }).finish(),
});
const tx = (...messages: Any[]): Uint8Array => {
  const bodyBytes = TxBody.encode(TxBody.fromPartial({ messages })).finish();
  return TxRaw.encode(TxRaw.fromPartial({ bodyBytes })).finish();
};
const names = (bytes: Uint8Array): string[] => txMessages(bytes).map(({ typeUrl }) => typeUrl);

it("a transaction's messages come in order", () => {
  expect(txMessages(tx(any("/a"), any("/b")))).toEqual([any("/a"), any("/b")]);
  expect(txMessages(tx())).toEqual([]);
});

it("those that another account executes stand in the place of what holds them, however deep", () => {
  expect(names(tx(any("/a"), exec(any("/b"), exec(any("/c")), any("/d")), any("/e")))).toEqual([
    "/a",
    "/b",
    "/c",
    "/d",
    "/e",
  ]);
});
