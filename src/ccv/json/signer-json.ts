import { LegacyAminoPubKey } from "cosmjs-types/cosmos/crypto/multisig/keys";
import type { CompactBitArray } from "cosmjs-types/cosmos/crypto/multisig/v1beta1/multisig";
import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import type { ModeInfo, ModeInfo_Multi, ModeInfo_Single, SignerInfo } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { JsonType } from "./json-type.ts";
import { catalogEntry, MessageCatalog } from "./message-catalog.ts";
import { listOf, messageOf, optional } from "./message-type.ts";
import { bytes, enumeration, int32, int64 } from "./scalars.ts";

const single = catalogEntry(PubKey, messageOf<PubKey>({ key: bytes }), "tendermint/PubKeySecp256k1");
const memberKeys = new MessageCatalog([single]);

const multisig = catalogEntry(
  LegacyAminoPubKey,
  messageOf<LegacyAminoPubKey>({ threshold: int32, publicKeys: listOf(memberKeys.anyType()) }),
  "tendermint/PubKeyMultisigThreshold",
);

/** The keys that accounts have: one, or several with a threshold. */
const accountKeys = new MessageCatalog([single, multisig]);

/** Members of a multisig sign in modes of their own. */
const modeInfo: JsonType<ModeInfo> = messageOf<ModeInfo>({
  single: optional(messageOf<ModeInfo_Single>({ mode: enumeration<SignMode>(SignMode) })),
  multi: optional(
    messageOf<ModeInfo_Multi>({
      bitarray: optional(messageOf<CompactBitArray>({ extraBitsStored: int32, elems: bytes })),
      modeInfos: listOf({
        toJson: (value, form) => modeInfo.toJson(value, form),
        fromJson: (json, form) => modeInfo.fromJson(json, form),
        isAbsent: () => false,
        absent: () => ({}),
      }),
    }),
  ),
});

/** cosmos.tx.v1beta1.SignerInfo */
export const signerInfo = messageOf<SignerInfo>({
  publicKey: optional(accountKeys.anyType()),
  modeInfo: optional(modeInfo),
  sequence: int64,
});
