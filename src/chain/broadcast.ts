import { sha256 } from "@cosmjs/crypto";
import { fromHex, toHex } from "@cosmjs/encoding";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { IcsError, isIcsError } from "../errors.ts";
import type { Block } from "./block.ts";
import type { ChainConnection } from "./chain-connection.ts";
import { handIn } from "./hand-in.ts";
import { type SentinelName, txFailed, txRefused } from "./tx-error.ts";
import { type IncludedTx, includedTx } from "./tx-sender.ts";

/** How a signed transaction is followed. */
export interface BroadcastOptions extends WaitOptions {
  readonly sentinelName?: SentinelName;
}

/** Blocks without the transaction, until the node is handed it again: it may have lost its mempool. */
const PATIENCE_BLOCKS = 4n;

/**
 * Broadcasts a transaction that was signed elsewhere, and resolves once it has succeeded in a block. May be called
 * again with the same bytes whatever came of the call before: where the transaction is in a block already, that one is
 * the result.
 * @throws TX_REFUSED (it is in no block), TX_FAILED, TX_EXPIRED, POLL_TIMEOUT, RPC_UNREACHABLE, RPC_QUERY_FAILED
 */
export function broadcastSignedTx(
  connection: ChainConnection,
  bytes: Uint8Array,
  options: BroadcastOptions = {},
): Promise<IncludedTx> {
  const hash = toHex(sha256(bytes)).toUpperCase();
  return withDeadline(`transaction ${hash} on ${connection.chainId}`, options, async (signal) => {
    const from = await connection.waitForHeight(1n, { signal });
    const known = await findIncluded(connection, hash, signal);
    return known === undefined
      ? follow(connection, { bytes, hash, from }, options, signal)
      : succeeded(connection, known, hash, options);
  });
}

interface Broadcast {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly from: bigint;
}

async function follow(
  connection: ChainConnection,
  sent: Broadcast,
  options: BroadcastOptions,
  signal: AbortSignal,
): Promise<IncludedTx> {
  const { timeoutHeight } = TxBody.decode(TxRaw.decode(sent.bytes).bodyBytes);
  let handedIn = sent.from;
  let refusal = await refusedBy(connection, sent);
  // Refused for its sequence perhaps because a block has it by now: those up to this height tell.
  let lastHeight = refusal === undefined ? undefined : await connection.latestHeight();
  for (let height = sent.from; ; height += 1n) {
    if (refusal !== undefined && height > (lastHeight ?? height)) throw refusal(options.sentinelName);
    if (timeoutHeight > 0n && height > timeoutHeight) throw expired(connection, sent.hash, timeoutHeight);
    const block = await connection.block(height, { signal });
    if (block.txs.some(({ hash }) => hash === sent.hash)) return succeeded(connection, block, sent.hash, options);
    const isLate = height >= handedIn + PATIENCE_BLOCKS && height >= connection.knownHeight;
    if (refusal !== undefined || !isLate) continue;
    handedIn = height;
    refusal = await refusedBy(connection, sent);
    lastHeight = refusal === undefined ? undefined : await connection.latestHeight();
  }
}

type Refusal = (sentinelName?: SentinelName) => IcsError;

/** Undefined where the node has the transaction, or may have it. */
async function refusedBy(connection: ChainConnection, { bytes, hash }: Broadcast): Promise<Refusal | undefined> {
  const reception = await handIn(connection.comet, bytes);
  if (reception.kind !== "refused") return undefined;
  return (sentinelName = () => undefined) =>
    txRefused({ chainId: connection.chainId, hash, ...reception }, sentinelName);
}

/** The block that holds a transaction, as the node's index has it; undefined where it has none, or keeps no index. */
async function findIncluded(
  connection: ChainConnection,
  hash: string,
  signal: AbortSignal,
): Promise<Block | undefined> {
  try {
    const { height } = await connection.comet.tx({ hash: fromHex(hash) });
    return await connection.block(BigInt(height), { signal });
  } catch (error) {
    if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined;
    throw error;
  }
}

function succeeded(connection: ChainConnection, block: Block, hash: string, options: BroadcastOptions): IncludedTx {
  const tx = block.txs.find((candidate) => candidate.hash === hash);
  if (tx === undefined) throw new TypeError(`Block ${block.height} does not hold ${hash}`);
  if (tx.code === 0) return includedTx(block, tx);
  throw txFailed(connection.chainId, tx, block.height, options.sentinelName ?? (() => undefined));
}

function expired({ chainId }: ChainConnection, hash: string, timeoutHeight: bigint): IcsError {
  return new IcsError(
    "TX_EXPIRED",
    `Transaction ${hash} was not included in ${chainId} by its timeout height ${timeoutHeight}, and can never be\nSign it anew with a later timeout height.`,
    { chainId, hash, timeoutHeight },
  );
}
