import { errorMessage, IcsError } from "../errors.ts";
import type { BlockTx } from "./block.ts";

/** Gives the name of an ABCI error, for instance `ErrUnknownConsumerId`, or undefined. */
export type SentinelName = (codespace: string, abciCode: number) => string | undefined;

/** What is known of a refused or failed transaction. */
export interface TxVerdict {
  readonly chainId: string;
  readonly hash: string;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
}

/** The error of a transaction that CheckTx refused; it is in no block. */
export function txRefused(verdict: TxVerdict, sentinelName: SentinelName): IcsError<"TX_REFUSED"> {
  const context = contextOf(verdict, sentinelName);
  return new IcsError(
    "TX_REFUSED",
    `${verdict.chainId} refused transaction ${verdict.hash} (${nameOf(context)}): ${verdict.log}\nIt is in no block, and nothing was charged.`,
    context,
  );
}

/** The error of a transaction whose sequence another transaction of the account has used. */
export function txSuperseded(verdict: TxVerdict, sentinelName: SentinelName): IcsError<"TX_REFUSED"> {
  return new IcsError(
    "TX_REFUSED",
    `${verdict.chainId} can no longer include transaction ${verdict.hash}: another one of the account took its sequence (${verdict.log})\nSend it again; nothing was charged. An account of its own for each process avoids this.`,
    contextOf(verdict, sentinelName),
    { retryable: true },
  );
}

/** The error of a transaction that its simulation refused; the chain then gives a text, and no code of its own. */
export function txRefusedInSimulation(chainId: string, cause: unknown): IcsError<"TX_REFUSED"> {
  const log = errorMessage(cause);
  return new IcsError(
    "TX_REFUSED",
    `${chainId} refused the transaction in simulation: ${log}\nNothing was sent.`,
    { chainId, hash: "", codespace: "", abciCode: 0, sentinel: undefined, log },
    { cause },
  );
}

/** The error of a transaction that failed in a block. */
export function txFailed(
  chainId: string,
  tx: BlockTx,
  height: bigint,
  sentinelName: SentinelName,
): IcsError<"TX_FAILED"> {
  const context = { ...contextOf({ chainId, ...tx }, sentinelName), height };
  return new IcsError(
    "TX_FAILED",
    `Transaction ${tx.hash} failed on ${chainId} at height ${height} (${nameOf(context)}): ${tx.log}\nIts changes were undone; its fee was charged.`,
    context,
  );
}

interface VerdictContext {
  readonly chainId: string;
  readonly hash: string;
  readonly codespace: string;
  readonly abciCode: number;
  readonly sentinel: string | undefined;
  readonly log: string;
}

function contextOf(verdict: TxVerdict, sentinelName: SentinelName): VerdictContext {
  const { chainId, hash, codespace, code: abciCode, log } = verdict;
  return { chainId, hash, codespace, abciCode, sentinel: sentinelName(codespace, abciCode), log };
}

function nameOf(context: VerdictContext): string {
  const code = `${context.codespace} ${context.abciCode}`;
  return context.sentinel === undefined ? code : `${context.sentinel}, ${code}`;
}
