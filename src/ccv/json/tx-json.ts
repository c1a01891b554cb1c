import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import { AuthInfo, type Fee, Tx, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { BinaryWriter } from "../../codec/wire.ts";
import { IcsError } from "../../errors.ts";
import { JsonProblem } from "./json-type.ts";
import type { MessageCatalog } from "./message-catalog.ts";
import { listOf, messageOf, optional } from "./message-type.ts";
import { bytes, int64, text } from "./scalars.ts";
import { coin } from "./sdk-messages.ts";
import { signerInfo } from "./signer-json.ts";

/** A transaction that others are to sign. */
export interface UnsignedTx {
  readonly messages: readonly EncodeObject[];
  /** Gas limit. Several signatures take more than one: of a multisig, give room for each. */
  readonly gas: number | bigint;
  /** What is paid for all of the gas. */
  readonly fee: readonly Coin[];
  readonly memo?: string;
  /** Account that pays the fee, and has granted the signer an allowance for it (x/feegrant). */
  readonly feeGranter?: string;
  /** Last height at which the transaction can be included; without it, it never expires. */
  readonly timeoutHeight?: bigint;
}

type Body = Omit<
  TxBody,
  "messages" | "unordered" | "timeoutTimestamp" | "extensionOptions" | "nonCriticalExtensionOptions"
>;

const feeType = messageOf<Fee>({ amount: listOf(coin), gasLimit: int64, payer: text, granter: text });
const bodyFields = { memo: text, timeoutHeight: int64 };
const authInfoType = messageOf<Omit<AuthInfo, "tip">>({ signerInfos: listOf(signerInfo), fee: optional(feeType) });

function txType(catalog: MessageCatalog) {
  return messageOf<{ body: Body & { messages: Any[] }; authInfo: Omit<AuthInfo, "tip">; signatures: Uint8Array[] }>({
    body: messageOf<Body & { messages: Any[] }>({ messages: listOf(catalog.anyType()), ...bodyFields }),
    authInfo: authInfoType,
    signatures: listOf(bytes),
  });
}

/**
 * The text of a file that the chain's own binary signs: `tx sign FILE --offline …`, for a multisig `tx sign FILE
 * --multisig …` by each member and then `tx multisign`.
 * @param catalog the chain's messages: `providerMessages` or `consumerMessages`
 * @throws TX_JSON_INVALID for a message that the catalog does not have
 */
export function unsignedTxJson(tx: UnsignedTx, catalog: MessageCatalog): string {
  const { messages, gas, fee, memo = "", feeGranter = "", timeoutHeight = 0n } = tx;
  const value = {
    body: { messages: messages.map((message) => catalog.encode(message)), memo, timeoutHeight },
    authInfo: {
      signerInfos: [],
      fee: { amount: [...fee], gasLimit: BigInt(gas), payer: "", granter: feeGranter },
    },
    signatures: [],
  };
  return refusing(() => JSON.stringify(txType(catalog).toJson(value, "proto")));
}

/**
 * The text of a file that the chain's own binary reads (`tx broadcast FILE`, `tx decode`), of a transaction's bytes.
 * @param catalog the chain's messages: `providerMessages` or `consumerMessages`
 * @throws TX_JSON_INVALID for a message or key that is not known here
 */
export function signedTxJson(bytes: Uint8Array, catalog: MessageCatalog): string {
  const { body, authInfo, signatures } = Tx.decode(bytes);
  const value = {
    body: body ?? TxBody.fromPartial({}),
    authInfo: authInfo ?? AuthInfo.fromPartial({}),
    signatures,
  };
  return refusing(() => JSON.stringify(txType(catalog).toJson(value, "proto")));
}

/**
 * The bytes of a signed transaction, to be broadcast, from the text that the chain's own binary wrote. They are the
 * bytes that were signed.
 * @param catalog the chain's messages: `providerMessages` or `consumerMessages`
 * @throws TX_JSON_INVALID for text that is no transaction, for one with no signature, and for a message, key or field
 * that is not known here
 */
export function signedTxBytes(json: string, catalog: MessageCatalog): Uint8Array {
  const { body, authInfo, signatures } = refusing(() => txType(catalog).fromJson(JSON.parse(json), "proto"));
  if (signatures.length === 0 || signatures.length !== authInfo.signerInfos.length) {
    throw txInvalid(new JsonProblem(`${signatures.length} signatures`, "one for each signer", ["signatures"]));
  }
  const none = { unordered: false, extensionOptions: [], nonCriticalExtensionOptions: [] };
  return TxRaw.encode({
    bodyBytes: TxBody.encode({ ...none, ...body }, BinaryWriter.create()).finish(),
    authInfoBytes: AuthInfo.encode(authInfo, BinaryWriter.create()).finish(),
    signatures,
  }).finish();
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JsonProblem) throw txInvalid(error);
    if (error instanceof SyntaxError) throw txInvalid(new JsonProblem(error.message, "JSON"));
    throw error;
  }
}

function txInvalid(problem: JsonProblem): IcsError {
  const { got, wanted } = problem;
  const name = problem.path.join(".") || "transaction";
  return new IcsError(
    "TX_JSON_INVALID",
    `This is no transaction as the chain's binary writes it: ${name} is ${got}\nWanted: ${wanted}.`,
    { problems: [{ name, got, wanted }] },
    { cause: problem },
  );
}
