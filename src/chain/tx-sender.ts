import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { AccountData, EncodeObject, OfflineSigner, Registry } from "@cosmjs/proto-signing";
import {
  type AminoTypes,
  calculateFee,
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
import { IcsError, isIcsError } from "../errors.ts";
import { AccountSequence } from "./account-sequence.ts";
import type { Block, BlockTx, ChainEvent } from "./block.ts";
import type { ChainConnection } from "./chain-connection.ts";
import { neverConnected } from "./rpc-client.ts";
import { type SentinelName, txFailed, txRefused, txRefusedInSimulation } from "./tx-error.ts";

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
  /** Blocks within which it must be included; after them it can never be. Default 100. */
  readonly timeoutBlocks?: number;
}

/** How a `TxSender` signs and pays. */
export interface TxSenderOptions {
  readonly connection: ChainConnection;
  readonly signer: OfflineSigner;
  /** Which of the signer's accounts; default its first. */
  readonly address?: string;
  readonly gasPrice: GasPrice;
  readonly registry: Registry;
  readonly aminoTypes?: AminoTypes;
  readonly sentinelName?: SentinelName;
}

/** A simulation misses what other transactions of the same block add to the state that is read: much, where little is used. */
const SIMULATION_MARGIN = 1.4;
const SIMULATION_EXTRA_GAS = 40_000;

/**
 * Sends the transactions of one account, in the order of the calls, and follows each into its block.
 * Several may be on their way at once. Every transaction has a timeout height, so its fate is always known in the end.
 */
export class TxSender {
  readonly address: string;
  readonly connection: ChainConnection;
  readonly #options: TxSenderOptions;
  readonly #pubkey: Uint8Array;
  readonly #client: SigningStargateClient;
  readonly #sequence: AccountSequence;
  readonly #sentinelName: SentinelName;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: TxSenderOptions, account: AccountData) {
    this.address = account.address;
    this.connection = options.connection;
    this.#options = options;
    this.#pubkey = account.pubkey;
    this.#sentinelName = options.sentinelName ?? (() => undefined);
    this.#client = SigningStargateClient.createWithSigner(options.connection.comet, options.signer, {
      registry: options.registry,
      ...(options.aminoTypes && { aminoTypes: options.aminoTypes }),
    });
    this.#sequence = new AccountSequence(this.#client, options.connection.chainId, account.address);
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
   * After an abort or POLL_TIMEOUT a transaction that was broadcast already may still be included.
   * @throws TX_REFUSED, TX_ACCOUNT_NOT_FOUND, RPC_UNREACHABLE, RPC_QUERY_FAILED (in each of these nothing was included),
   * TX_FAILED, TX_EXPIRED, POLL_TIMEOUT
   */
  send(messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> {
    return withDeadline(`a transaction on ${this.connection.chainId}`, options, async (signal) => {
      const sent = await this.#inTurn(() => this.#signAndBroadcast(messages, options, signal));
      try {
        return await this.#follow(sent, signal);
      } catch (error) {
        if (isIcsError(error)) this.#sequence.forget();
        throw error;
      }
    });
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
        await this.#broadcast(bytes, hash);
        return { hash, from: from + 1n, timeoutHeight };
      } catch (error) {
        // Another sender used this account in between: nothing was included, so signing again is safe.
        const corrected = isIcsError(error, "TX_REFUSED") && this.#sequence.correct(error.context.log);
        if (corrected && attempt === 1) continue;
        if (!corrected) this.#sequence.giveBack();
        throw error;
      }
    }
  }

  /** Simulates with the sequence that the transaction gets: the chain's check state counts those on their way in. */
  async #fee(messages: readonly EncodeObject[], options: SendOptions, sequence: number): Promise<StdFee> {
    const { registry, gasPrice, connection } = this.#options;
    if (options.gas !== undefined) return calculateFee(options.gas, gasPrice);
    const { tx } = QueryClient.withExtensions(connection.comet, setupTxExtension);
    const encoded = messages.map((message) => registry.encodeAsAny(message));
    const pubkey = encodeSecp256k1Pubkey(this.#pubkey);
    const { gasInfo } = await tx.simulate(encoded, options.memo, pubkey, sequence).catch((cause: unknown) => {
      if (isIcsError(cause)) throw cause;
      throw txRefusedInSimulation(connection.chainId, cause);
    });
    const used = Number(gasInfo?.gasUsed ?? 0n);
    return calculateFee(Math.ceil(used * SIMULATION_MARGIN) + SIMULATION_EXTRA_GAS, gasPrice);
  }

  /** Resolves also where the node's answer was lost, or says that it has the transaction already: its block will tell. */
  async #broadcast(tx: Uint8Array, hash: string): Promise<void> {
    const verdict = await this.connection.comet.broadcastTxSync({ tx }).catch((error: unknown) => {
      if (isIcsError(error, "RPC_UNREACHABLE") && !neverConnected(error)) return undefined;
      if (isIcsError(error, "RPC_RESPONSE_INVALID")) return undefined;
      if (isIcsError(error, "RPC_QUERY_FAILED") && error.message.includes("tx already exists in cache")) {
        return undefined;
      }
      throw error;
    });
    if (verdict === undefined || verdict.code === 0) return;
    const { code, codespace = "", log = "" } = verdict;
    throw txRefused({ chainId: this.connection.chainId, hash, code, codespace, log }, this.#sentinelName);
  }

  async #follow(sent: SentTx, signal: AbortSignal): Promise<IncludedTx> {
    const { chainId } = this.connection;
    for (let height = sent.from; height <= sent.timeoutHeight; height += 1n) {
      const block = await this.connection.block(height, { signal });
      const tx = block.txs.find((candidate) => candidate.hash === sent.hash);
      if (tx === undefined) continue;
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
}

interface SentTx {
  readonly hash: string;
  readonly from: bigint;
  readonly timeoutHeight: bigint;
}

function includedTx(block: Block, tx: BlockTx): IncludedTx {
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
