import type { WaitOptions } from "../async/wait-options.ts";
import { sentinelName } from "../ccv/ccv-errors.ts";
import { broadcastSignedTx } from "../chain/broadcast.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../chain/tx-sender.ts";
import { errorMessage, isIcsError } from "../errors.ts";
import type { PlannedChanges } from "./plan/plan.ts";
import { changeText, planMessages } from "./plan/plan-messages.ts";
import type { Ledger } from "./state/ledger.ts";

/** Where the changes of a plan go. */
export interface ApplyOptions extends WaitOptions {
  readonly sender: TxSender;
  readonly operatorAddress: string;
  readonly ledger: Ledger;
  /** Messages of one transaction at most. Default 50. */
  readonly batchSize?: number;
  /**
   * True: where a transaction for several consumers is refused, each of them is tried alone, so that one does not hold
   * up the others. Default false: nothing after it is sent.
   */
  readonly isolate?: boolean;
  /** Told of each transaction that is in a block. */
  readonly onIncluded?: (tx: IncludedTx, summary: readonly string[]) => void;
}

const BATCH_SIZE = 50;

/**
 * Sends the changes of consumers, those of one consumer always in the same transaction, each kept in the ledger before
 * it leaves. What an earlier run left behind is followed to its end first: see `settleLedger`.
 * @throws as `TxSender.send`; VALIDATOR_STATE_FAILED before anything is sent that could not be kept
 */
export async function applyChanges(
  consumers: readonly PlannedChanges[],
  options: ApplyOptions,
): Promise<readonly IncludedTx[]> {
  const included: IncludedTx[] = [];
  const failures: unknown[] = [];
  for (const batch of batches(consumers, options.batchSize ?? BATCH_SIZE)) {
    try {
      included.push(await sendBatch(batch, options));
    } catch (error) {
      if (!options.isolate || !isVerdict(error)) throw error;
      if (batch.length === 1) failures.push(error);
      else {
        const alone = await Promise.allSettled(batch.map((consumer) => sendBatch([consumer], options)));
        for (const each of alone) {
          if (each.status === "fulfilled") included.push(each.value);
          else if (isVerdict(each.reason)) failures.push(each.reason);
          else throw each.reason;
        }
      }
    }
  }
  if (failures.length > 0) throw failures[0];
  return included;
}

async function sendBatch(batch: readonly PlannedChanges[], options: ApplyOptions): Promise<IncludedTx> {
  const { sender, operatorAddress, ledger, onIncluded, batchSize: _size, isolate: _isolate, ...wait } = options;
  const messages = batch.flatMap((consumer) =>
    planMessages(consumer, { signer: sender.address, providerOperatorAddress: operatorAddress }),
  );
  const summary = batch.flatMap((consumer) => consumer.changes.map((change) => changeText(consumer, change)));
  const tx = await sendKept(sender, ledger, messages, summary, wait);
  onIncluded?.(tx, summary);
  return tx;
}

/** The chain's own no to what the messages say. */
function isVerdict(error: unknown): boolean {
  return isIcsError(error, "TX_REFUSED") || isIcsError(error, "TX_FAILED");
}

/** Sends messages in one transaction that is kept before it leaves. */
export async function sendKept(
  sender: TxSender,
  ledger: Ledger,
  messages: Parameters<TxSender["send"]>[0],
  summary: readonly string[],
  wait: WaitOptions,
): Promise<IncludedTx> {
  const { chainId: providerChainId } = sender.connection;
  const { address } = sender;
  let hash: string | undefined;
  try {
    const tx = await sender.send(messages, {
      ...wait,
      // Signed anew behind a transaction that is not known of, it could do the same thing twice.
      signAgain: false,
      onSigned: (signed) => {
        ledger.add({ ...signed, providerChainId, address, summary });
        hash = signed.hash;
      },
    });
    ledger.settle(tx.hash, "included");
    return tx;
  } catch (error) {
    if (hash !== undefined) settleFailure(ledger, hash, error);
    throw error;
  }
}

/**
 * Follows every transaction that was signed and whose fate is not known to its end: looks it up by its hash, and hands
 * the same bytes in again where no block has it yet. Answers with those that took effect.
 * @throws RPC_UNREACHABLE, POLL_TIMEOUT, VALIDATOR_STATE_FAILED
 */
export async function settleLedger(
  connection: ChainConnection,
  address: string,
  ledger: Ledger,
  wait: WaitOptions = {},
): Promise<readonly IncludedTx[]> {
  const included: IncludedTx[] = [];
  for (const { hash, bytes } of ledger.open(connection.chainId, address)) {
    try {
      const tx = await broadcastSignedTx(connection, bytes, { ...wait, sentinelName });
      ledger.settle(hash, "included");
      included.push(tx);
    } catch (error) {
      if (!settleFailure(ledger, hash, error)) throw error;
    }
  }
  return included;
}

/** True where the error says what became of a transaction; any other leaves it open. */
function settleFailure(ledger: Ledger, hash: string, error: unknown): boolean {
  if (!isIcsError(error)) return false;
  const status = { TX_FAILED: "failed", TX_EXPIRED: "expired", TX_REFUSED: "refused" } as const;
  const known = status[error.code as keyof typeof status];
  if (known === undefined) return false;
  ledger.settle(hash, known, errorMessage(error).split("\n")[0]);
  return true;
}

/** Groups of consumers with at most so many messages together; one consumer is never split. */
function batches(consumers: readonly PlannedChanges[], most: number): readonly (readonly PlannedChanges[])[] {
  const groups: PlannedChanges[][] = [];
  let messages = most;
  for (const consumer of consumers) {
    messages += consumer.changes.length;
    if (messages > most || groups.length === 0) {
      groups.push([]);
      messages = consumer.changes.length;
    }
    groups.at(-1)?.push(consumer);
  }
  return groups;
}
