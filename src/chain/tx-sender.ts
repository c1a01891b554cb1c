import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { EncodeObject, OfflineSigner, Registry } from "@cosmjs/proto-signing";
import { type AminoTypes, calculateFee, type GasPrice, SigningStargateClient, type StdFee } from "@cosmjs/stargate";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { WaitOptions } from "../async/wait-options.ts";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";
import { AccountSequence } from "./account-sequence.ts";
import type { Block, BlockTx, ChainEvent } from "./block.ts";
import type { ChainConnection } from "./chain-connection.ts";
import { type SentinelName, txFailed, txRefused } from "./tx-error.ts";

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
const SDK_WRONG_SEQUENCE = 32;

/**
 * Sends the transactions of one account, in the order of the calls, and follows each into its block.
 * Several may be on their way at once. Every transaction has a timeout height, so its fate is always known in the end.
 */
export class TxSender {
  readonly address: string;
  readonly connection: ChainConnection;
  readonly #client: SigningStargateClient;
  readonly #gasPrice: GasPrice;
  readonly #sequence: AccountSequence;
  readonly #sentinelName: SentinelName;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: TxSenderOptions, address: string) {
    this.address = address;
    this.connection = options.connection;
    this.#gasPrice = options.gasPrice;
    this.#sentinelName = options.sentinelName ?? (() => undefined);
    this.#client = SigningStargateClient.createWithSigner(options.connection.comet, options.signer, {
      registry: options.registry,
      ...(options.aminoTypes && { aminoTypes: options.aminoTypes }),
    });
    this.#sequence = new AccountSequence(this.#client, options.connection.chainId, address);
  }

  /**
   * Makes a sender for one account of a signer.
   * @throws CONFIG_INVALID when the signer does not hold `address`
   */
  static async create(options: TxSenderOptions): Promise<TxSender> {
    const accounts = await options.signer.getAccounts();
    const wanted = options.address ?? accounts[0]?.address;
    if (wanted === undefined || !accounts.some((account) => account.address === wanted)) {
      throw new IcsError("CONFIG_INVALID", `The signer holds no account ${wanted ?? "at all"}`, {
        problems: [{ name: "address", got: wanted ?? "none", wanted: "an account of the signer" }],
      });
    }
    return new TxSender(options, wanted);
  }

  /**
   * Signs the messages into one transaction, broadcasts it and resolves once it has succeeded in a block.
   * @throws TX_REFUSED, TX_FAILED, TX_EXPIRED, TX_ACCOUNT_NOT_FOUND, RPC_UNREACHABLE (nothing was sent)
   */
  async send(messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> {
    const fee = await this.#fee(messages, options);
    const sent = await this.#inTurn(() => this.#signAndBroadcast(messages, fee, options));
    try {
      return await this.#follow(sent, options);
    } catch (error) {
      if (isIcsError(error)) this.#sequence.forget();
      throw error;
    }
  }

  async #fee(messages: readonly EncodeObject[], options: SendOptions): Promise<StdFee> {
    if (options.gas !== undefined) return calculateFee(options.gas, this.#gasPrice);
    const used = await this.#client.simulate(this.address, messages, options.memo).catch((cause: unknown) => {
      if (isIcsError(cause, "RPC_UNREACHABLE")) throw cause;
      throw new IcsError(
        "TX_REFUSED",
        `${this.connection.chainId} refused the transaction in simulation: ${errorMessage(cause)}\nNothing was sent.`,
        {
          chainId: this.connection.chainId,
          hash: "",
          codespace: "",
          abciCode: 0,
          sentinel: undefined,
          log: errorMessage(cause),
        },
        { cause },
      );
    });
    return calculateFee(Math.ceil(used * SIMULATION_MARGIN) + SIMULATION_EXTRA_GAS, this.#gasPrice);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #signAndBroadcast(messages: readonly EncodeObject[], fee: StdFee, options: SendOptions): Promise<SentTx> {
    for (let attempt = 1; ; attempt += 1) {
      const from = await this.connection.waitForHeight(1n, options);
      const timeoutHeight = from + BigInt(options.timeoutBlocks ?? 100);
      const signerData = await this.#sequence.next();
      const raw = await this.#client.sign(this.address, messages, fee, options.memo ?? "", signerData, timeoutHeight);
      const bytes = TxRaw.encode(raw).finish();
      const sent: SentTx = { hash: toHex(sha256(bytes)).toUpperCase(), from: from + 1n, timeoutHeight };
      const verdict = await this.#broadcast(bytes);
      if (verdict === undefined || verdict.code === 0) return sent;
      this.#sequence.correct(verdict.log ?? "");
      // Another sender used this account in between: nothing was included, so signing again is safe.
      if (verdict.codespace === "sdk" && verdict.code === SDK_WRONG_SEQUENCE && attempt === 1) continue;
      const { code, codespace = "", log = "" } = verdict;
      throw txRefused({ chainId: this.connection.chainId, hash: sent.hash, code, codespace, log }, this.#sentinelName);
    }
  }

  /** Undefined where the node's answer was lost or says that it has the transaction already: its block will tell. */
  async #broadcast(tx: Uint8Array): Promise<{ code: number; codespace?: string; log?: string } | undefined> {
    try {
      return await this.connection.comet.broadcastTxSync({ tx });
    } catch (error) {
      if (isIcsError(error, "RPC_UNREACHABLE")) return undefined;
      if (isIcsError(error, "RPC_QUERY_FAILED") && error.message.includes("tx already exists in cache"))
        return undefined;
      this.#sequence.forget();
      throw error;
    }
  }

  async #follow(sent: SentTx, options: WaitOptions): Promise<IncludedTx> {
    const { chainId } = this.connection;
    for (let height = sent.from; height <= sent.timeoutHeight; height += 1n) {
      const block = await this.connection.block(height, options);
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
