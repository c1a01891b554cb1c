import { type IcsError, isIcsError } from "../../errors.ts";

/**
 * What a failure means for what comes next:
 * - `silence`: a node did not answer, or not (yet) with what was asked: asked again.
 * - `gas`: the limit was too low.
 * - `size`: the transaction was too large for the node or the block, in bytes or gas.
 * - `account`: the payer's sequence or funds, or the fee: no transaction will do.
 * - `client`: the light client must be read again, or cannot be updated.
 * - `stale`: the source's state no longer shows an item.
 * - `redundant`: somebody else has done all of it, or is about to.
 * - `missing`: a channel, or the bytes of a packet, cannot be found.
 * - `messages`: one of the messages fails.
 */
export type FailureKind =
  | "silence"
  | "gas"
  | "size"
  | "account"
  | "client"
  | "stale"
  | "redundant"
  | "missing"
  | "messages";

/** ABCI codes of the Cosmos SDK's own codespace. @see types/errors/errors.go of the Cosmos SDK */
const sdkCodes: Readonly<Record<number, FailureKind>> = {
  4: "account", // unauthorized: a signature with another sequence
  5: "account", // insufficient funds
  11: "gas",
  12: "account", // memo too large
  13: "account", // insufficient fee
  19: "silence", // in the mempool already
  20: "silence", // mempool is full
  21: "size",
  30: "silence", // timeout height
  32: "account", // wrong sequence
  41: "size", // more gas than a block has
};

/** Codes of x/client that speak of the client itself or its update, and not of a proof. */
const clientCodes = [5, 7, 8, 11, 12, 23, 29];

/** ErrRedundantTx of x/channel: CheckTx refuses a transaction that brings nothing new. */
const REDUNDANT = 22;

/** Sorts a failure of relaying. */
export function failureKind(error: IcsError): FailureKind {
  if (isIcsError(error, "IBC_PROOF_MISSING")) return "stale";
  if (isIcsError(error, "IBC_CLIENT_NOT_ACTIVE")) return "client";
  if (isIcsError(error, "IBC_PACKETS_NOT_FOUND") || isIcsError(error, "IBC_CHANNEL_NOT_FOUND")) return "missing";
  if (isIcsError(error, "TX_EXPIRED") || isIcsError(error, "POLL_TIMEOUT")) return "silence";
  if (isIcsError(error, "TX_ACCOUNT_NOT_FOUND")) return "account";
  if (isIcsError(error, "TX_REFUSED") || isIcsError(error, "TX_FAILED")) {
    const { codespace, abciCode } = error.context;
    if (codespace === "channel" && abciCode === REDUNDANT) return "redundant";
    if (codespace === "sdk") return sdkCodes[abciCode] ?? "messages";
    const isClient = codespace === "07-tendermint" || (codespace === "client" && clientCodes.includes(abciCode));
    return isClient ? "client" : "messages";
  }
  // CometBFT's own refusal of a transaction or of the request that holds it.
  if (isIcsError(error, "RPC_QUERY_FAILED") && /too large|max size|request body/i.test(error.message)) return "size";
  return "silence";
}

/** Failures in a row after which they are told: a rival, or a node that is restarted, explains the first. */
export function toldAfter(kind: FailureKind): number {
  if (kind === "silence" || kind === "stale") return 3;
  return kind === "missing" ? 1 : 2;
}

/** The same for failures that are the same trouble, whatever their hashes and heights. */
export function troubleKey(error: IcsError): string {
  if (isIcsError(error, "TX_REFUSED") || isIcsError(error, "TX_FAILED")) {
    return `${error.code} ${error.context.codespace} ${error.context.abciCode}`;
  }
  return error.code;
}
