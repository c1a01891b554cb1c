import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { AccountData, EncodeObject, OfflineSigner, Registry } from "@cosmjs/proto-signing";
import {
  AminoTypes,
  calculateFee,
  createDefaultAminoConverters,
  type GasPrice,
  QueryClient,
  SigningStargateClient,
  type StdFee,
  setupTxExtension,
} from "@cosmjs/stargate";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { firstLine, IcsError, isIcsError } from "../errors.ts";
import { AccountSequence } from "./account-sequence.ts";
import { checkSignable } from "./amino-signing.ts";
import type { Block, BlockTx, ChainEvent } from "./block.ts";
import type { ChainConnection } from "./chain-connection.ts";
import { handIn, type Reception } from "./hand-in.ts";
import { type SentinelName, txFailed, txRefused, txRefusedInSimulation, txSuperseded } from "./tx-error.ts";

/** A transaction that succeeded in a block. */
export interface IncludedTx {
  readonly chainId: string;
  /** Upper-case hex. */
  readonly hash: string;
  readonly height: bigint;
  /** Time of that block. */
  readonly time: Date;
  readonly gasUsed: bigint;
  readonly events: readonly ChainEvent[];
  /** One response per message, in order. */
  readonly responses: readonly Any[];
}

/** How one transaction is sent. */
export interface SendOptions extends WaitOptions {
  readonly memo?: string;
  /** Gas limit; without it the chain simulates the transaction, and the limit is 1.4 times what that took and 40,000 more. */
  readonly gas?: number;
  /** Account that pays the fee, and has granted this one an allowance for it (x/feegrant). */
  readonly feeGranter?: string;
  /** Blocks within which it must be included; after them it can never be. Default 100. */
  readonly timeoutBlocks?: number;
  /**
   * False where another transaction of the account that this sender does not know of may be about to do the same: it is
   * then refused, with TX_REFUSED, rather than signed again behind that one. Default true.
   */
  readonly signAgain?: boolean;
  /** Told the signed transaction before it is handed in: who keeps it can follow it after a crash (`broadcastSignedTx`). */
  readonly onSigned?: (signed: SignedTx) => void;
}

/** A transaction that is signed, and not handed in yet. */
export interface SignedTx {
  readonly bytes: Uint8Array;
  /** Upper-case hex. */
  readonly hash: string;
  readonly timeoutHeight: bigint;
}

/** How a `TxSender` signs and pays. */
export interface TxSenderOptions {
  readonly connection: ChainConnection;
  readonly signer: OfflineSigner;
  /** Which of the signer's accounts; default its first. */
  readonly address?: string;
  readonly gasPrice: GasPrice;
  readonly registry: Registry;
  /** What an amino signer signs; default CosmJS's own messages. */
  readonly aminoTypes?: AminoTypes;
  readonly sentinelName?: SentinelName;
}

/** A simulation misses what other transactions of the same block add to the state that is read: much, where little is used. */
const SIMULATION_MARGIN = 1.4;
const SIMULATION_EXTRA_GAS = 40_000;

/** How often one transaction is signed where other senders keep taking its sequence. */
const MAX_SIGNATURES = 5;

/** Blocks without a transaction that a node has taken, until the node is asked whether it has it still. */
const PATIENCE_BLOCKS = 4n;

/**
 * Sends the transactions of one account, in the order of the calls, and follows each into its block.
 * Several may be on their way at once. Every transaction has a timeout height, so its fate is always known in the end.
 * One that a node may have lost is handed in again, the same bytes: there is never a second one in its place.
 */
export class TxSender {
  readonly address: string;
  readonly connection: ChainConnection;
  readonly #options: TxSenderOptions;
  readonly #aminoTypes: AminoTypes;
  readonly #pubkey: Uint8Array;
  readonly #client: SigningStargateClient;
  readonly #sequence: AccountSequence;
  readonly #sentinelName: SentinelName;
  /** Handed in; each is followed by its caller, unless that gave up. */
  readonly #underWay = new Set<SentTx>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: TxSenderOptions, account: AccountData) {
    this.address = account.address;
    this.connection = options.connection;
    this.#options = options;
    this.#aminoTypes = options.aminoTypes ?? new AminoTypes(createDefaultAminoConverters());
    this.#pubkey = account.pubkey;
    this.#sentinelName = options.sentinelName ?? (() => undefined);
    this.#client = SigningStargateClient.createWithSigner(options.connection.comet, options.signer, {
      registry: options.registry,
      aminoTypes: this.#aminoTypes,
    });
    this.#sequence = new AccountSequence(this.#client, options.connection.chainId, account.address);
  }

  /** The denom that fees are paid in. */
  get feeDenom(): string {
    return this.#options.gasPrice.denom;
  }

  /** What each unit of gas is paid with. */
  get gasPrice(): GasPrice {
    return this.#options.gasPrice;
  }

  /**
   * Makes a sender for one account of a signer.
   * @throws CONFIG_INVALID when the signer does not hold `address`
   */
  static async create(options: TxSenderOptions): Promise<TxSender> {
    const accounts = await options.signer.getAccounts();
    const wanted = options.address ?? accounts[0]?.address;
    const account = accounts.find(({ address }) => address === wanted);
    if (account === undefined) {
      throw new IcsError("CONFIG_INVALID", `The signer holds no account ${wanted ?? "at all"}`, {
        problems: [{ name: "address", got: wanted ?? "none", wanted: "an account of the signer" }],
      });
    }
    return new TxSender(options, account);
  }

  /**
   * Signs the messages into one transaction, broadcasts it and resolves once it has succeeded in a block.
   * After an abort or POLL_TIMEOUT a transaction that was broadcast already may still be included, or is in a block that
   * the node cannot tell.
   * @throws TX_AMINO_UNSUPPORTED, TX_REFUSED (retryable where another transaction of the account took its sequence for good),
   * TX_ACCOUNT_NOT_FOUND, RPC_UNREACHABLE, RPC_QUERY_FAILED (in each of these nothing was included),
   * TX_FAILED, TX_EXPIRED, POLL_TIMEOUT
   */
  send(messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> {
    return withDeadline(`a transaction on ${this.connection.chainId}`, options, async (signal) => {
      checkSignable(this.#options.signer, this.#aminoTypes, messages);
      const sent = await this.#inTurn(() => this.#signAndBroadcast(messages, options, signal));
      this.#noteUnderWay(sent);
      try {
        const included = await this.#follow(sent, signal);
        this.#underWay.delete(sent);
        return included;
      } catch (error) {
        if (isIcsError(error)) {
          this.#underWay.delete(sent);
          this.#sequence.forget();
        }
        throw error;
      }
    });
  }

  /**
   * Resolves once the fate of every transaction that was handed in is known, also of those that their callers aborted.
   * @throws POLL_TIMEOUT
   */
  async settled(options: WaitOptions = {}): Promise<void> {
    await withDeadline(`transactions under way on ${this.connection.chainId}`, options, async (signal) => {
      await this.#turn;
      const fates = [...this.#underWay].map((sent) => this.#follow(sent, signal));
      await Promise.allSettled(fates);
      signal.throwIfAborted();
      this.#underWay.clear();
    });
  }

  /** Those whose callers gave up are forgotten once they can never be included. */
  #noteUnderWay(sent: SentTx): void {
    for (const old of this.#underWay) if (old.timeoutHeight < this.connection.knownHeight) this.#underWay.delete(old);
    this.#underWay.add(sent);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #signAndBroadcast(
    messages: readonly EncodeObject[],
    options: SendOptions,
    signal: AbortSignal,
  ): Promise<SentTx> {
    for (let attempt = 1; ; attempt += 1) {
      const from = await this.connection.waitForHeight(1n, { signal });
      const timeoutHeight = from + BigInt(options.timeoutBlocks ?? 100);
      const signerData = await this.#sequence.next();
      try {
        const fee = await this.#fee(messages, options, signerData.sequence);
        const raw = await this.#client.sign(this.address, messages, fee, options.memo ?? "", signerData, timeoutHeight);
        const bytes = TxRaw.encode(raw).finish();
        signal.throwIfAborted();
        const hash = toHex(sha256(bytes)).toUpperCase();
        options.onSigned?.({ bytes, hash, timeoutHeight });
        const reception = await handIn(this.connection.comet, bytes);
        if (reception.kind === "refused") throw this.#refused(hash, reception);
        const { sequence } = signerData;
        return { bytes, hash, sequence, from: from + 1n, timeoutHeight, isTaken: reception.kind === "taken" };
      } catch (error) {
        // Another sender used this account in between: nothing was included, so signing again is safe.
        const corrected = isIcsError(error, "TX_REFUSED") && this.#sequence.correct(error.context.log);
        if (corrected && attempt < MAX_SIGNATURES && options.signAgain !== false) continue;
        if (!corrected) this.#sequence.giveBack();
        throw error;
      }
    }
  }

  async #fee(messages: readonly EncodeObject[], options: SendOptions, sequence: number): Promise<StdFee> {
    const gas = options.gas ?? (await this.#simulatedGas(messages, options, sequence));
    const fee = calculateFee(gas, this.gasPrice);
    return options.feeGranter === undefined ? fee : { ...fee, granter: options.feeGranter };
  }

  /** Simulates with the sequence that the transaction gets: the chain's check state counts those on their way in. */
  async #simulatedGas(messages: readonly EncodeObject[], options: SendOptions, sequence: number): Promise<number> {
    const { registry, connection } = this.#options;
    const { tx } = QueryClient.withExtensions(connection.comet, setupTxExtension);
    const encoded = messages.map((message) => registry.encodeAsAny(message));
    const pubkey = encodeSecp256k1Pubkey(this.#pubkey);
    const { gasInfo } = await tx.simulate(encoded, options.memo, pubkey, sequence).catch((cause: unknown) => {
      if (isIcsError(cause)) throw cause;
      throw txRefusedInSimulation(connection.chainId, cause);
    });
    const used = Number(gasInfo?.gasUsed ?? 0n);
    return Math.ceil(used * SIMULATION_MARGIN) + SIMULATION_EXTRA_GAS;
  }

  #refused(hash: string, { code, codespace, log }: Refused): IcsError {
    return txRefused({ chainId: this.connection.chainId, hash, code, codespace, log }, this.#sentinelName);
  }

  async #follow(sent: SentTx, signal: AbortSignal): Promise<IncludedTx> {
    const { chainId } = this.connection;
    let isTaken = sent.isTaken || (await this.#handInAgain(sent, undefined));
    for await (const block of this.#blocksOf(sent, signal)) {
      const { height } = block;
      const tx = block.txs.find((candidate) => candidate.hash === sent.hash);
      if (tx === undefined) {
        // A node may lose its mempool, and a transaction that took this one's sequence puts it out of the mempool.
        const isLate = (height - sent.from) % PATIENCE_BLOCKS === PATIENCE_BLOCKS - 1n;
        const isTip = height >= this.connection.knownHeight && height < sent.timeoutHeight;
        if (isTip && (isLate || !isTaken)) isTaken = await this.#handInAgain(sent, height);
        continue;
      }
      if (tx.code !== 0) throw txFailed(chainId, tx, height, this.#sentinelName);
      return includedTx(block, tx);
    }
    throw new IcsError(
      "TX_EXPIRED",
      `Transaction ${sent.hash} was not included in ${chainId} by its timeout height ${sent.timeoutHeight}, and can never be\nSend it again; a fuller block or a higher gas price may be the reason.`,
      { chainId, hash: sent.hash, timeoutHeight: sent.timeoutHeight },
      { retryable: true },
    );
  }

  /** The blocks that may hold a transaction. A node may never be able to tell one of them: the wait for it has an end. */
  async *#blocksOf({ hash, from, timeoutHeight }: SentTx, signal: AbortSignal): AsyncGenerator<Block> {
    if (from > timeoutHeight) return;
    const started = performance.now();
    let next = from;
    try {
      for await (const block of this.connection.blocks({ from, signal })) {
        next = block.height + 1n;
        yield block;
        if (next > timeoutHeight) return;
      }
    } catch (error) {
      if (!isIcsError(error) || !error.code.startsWith("RPC_")) throw error;
      const what = `transaction ${hash} on ${this.connection.chainId}`;
      throw fateUnknown(what, next, performance.now() - started, error);
    }
  }

  /**
   * True where the node has the transaction. What has been read up to `height` does not hold it: if the account's
   * sequence has passed it by then, another transaction took its place.
   */
  async #handInAgain(sent: SentTx, height: bigint | undefined): Promise<boolean> {
    const { comet, chainId } = this.connection;
    try {
      const reception = await handIn(comet, sent.bytes);
      if (reception.kind !== "refused") return reception.kind === "taken";
      if (height === undefined || (await this.#sequence.committed(comet, height)) <= sent.sequence) return false;
      throw txSuperseded({ chainId, hash: sent.hash, ...reception }, this.#sentinelName);
    } catch (error) {
      // A node that does not answer, or cannot tell this height's state, is asked again with the next block.
      if (isIcsError(error) && error.code.startsWith("RPC_")) return false;
      throw error;
    }
  }
}

function fateUnknown(what: string, height: bigint, elapsed: number, cause: IcsError): IcsError<"POLL_TIMEOUT"> {
  return new IcsError(
    "POLL_TIMEOUT",
    `Gave up waiting for ${what}: block ${height}, which may hold it, cannot be read: ${firstLine(cause.message)}\nSee whether the chain has what it was to bring about before sending it again.`,
    { what, elapsedMs: Math.round(elapsed), lastSeen: `block ${height - 1n}` },
    { cause },
  );
}

type Refused = Extract<Reception, { kind: "refused" }>;

interface SentTx {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly sequence: number;
  readonly from: bigint;
  readonly timeoutHeight: bigint;
  /** False where the node's answer was lost. */
  readonly isTaken: boolean;
}

/** A transaction that succeeded, of the block that includes it. */
export function includedTx(block: Block, tx: BlockTx): IncludedTx {
  return {
    chainId: block.chainId,
    hash: tx.hash,
    height: block.height,
    time: block.time,
    gasUsed: tx.gasUsed,
    events: tx.events,
    responses: TxMsgData.decode(tx.data).msgResponses,
  };
}
