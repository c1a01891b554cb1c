import type { EncodeObject, OfflineSigner, Registry } from "@cosmjs/proto-signing";
import { type AminoTypes, GasPrice } from "@cosmjs/stargate";
import type { ChainConnection } from "./chain-connection.ts";
import { type AnswerCodec, type MessageResults, messageResults } from "./message-answer.ts";
import type { SentinelName } from "./tx-error.ts";
import { type IncludedTx, type SendOptions, TxSender } from "./tx-sender.ts";

/** How a client signs and pays. */
export interface SigningOptions {
  readonly connection: ChainConnection;
  /**
   * Direct, or of amino JSON (Ledger, `Secp256k1HdWallet`), which signs all but what
   * `createProviderAminoConverters` lists.
   */
  readonly signer: OfflineSigner;
  /** For instance `0.005uatom`. */
  readonly gasPrice: GasPrice | string;
  /** Which of the signer's accounts; default its first. */
  readonly address?: string;
}

/** What a client knows of its chain's messages. */
export interface MessageKnowledge {
  readonly registry: Registry;
  readonly aminoTypes: AminoTypes;
  readonly sentinelName: SentinelName;
}

/** The transactions that one account sends to a chain. */
export class SigningClient {
  /** Follows each transaction into its block; any message may be sent by it. */
  readonly sender: TxSender;
  readonly #answers: ReadonlyMap<string, AnswerCodec>;

  constructor(sender: TxSender, answers: ReadonlyMap<string, AnswerCodec>) {
    this.sender = sender;
    this.#answers = answers;
  }

  /** The account that signs. */
  get address(): string {
    return this.sender.address;
  }

  /**
   * Sends any messages in one transaction: all of them take effect, or none. The result of each has the type that its
   * message has: of `msgCreateConsumer` the consumer's id.
   * @throws TX_RESPONSE_MISSING; else as `TxSender.send`
   */
  async send<const Messages extends readonly EncodeObject[]>(
    messages: Messages,
    options?: SendOptions,
  ): Promise<{ readonly tx: IncludedTx; readonly results: MessageResults<Messages> }> {
    const tx = await this.sender.send(messages, options);
    return { tx, results: messageResults(messages, tx, this.#answers) };
  }
}

/** @throws CONFIG_INVALID when the signer does not hold the address */
export function createSender(options: SigningOptions, knowledge: MessageKnowledge): Promise<TxSender> {
  const { gasPrice } = options;
  return TxSender.create({
    ...options,
    ...knowledge,
    gasPrice: typeof gasPrice === "string" ? GasPrice.fromString(gasPrice) : gasPrice,
  });
}
