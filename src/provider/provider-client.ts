import { fromBech32, toBech32 } from "@cosmjs/encoding";
import type { OfflineSigner } from "@cosmjs/proto-signing";
import { GasPrice, QueryClient } from "@cosmjs/stargate";
import { sentinelName } from "../ccv/ccv-errors.ts";
import { eventAttribute } from "../chain/block.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { type IncludedTx, type SendOptions, TxSender } from "../chain/tx-sender.ts";
import { MsgCreateConsumerResponse } from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { IcsError } from "../errors.ts";
import {
  type CreateConsumer,
  msgAssignConsumerKey,
  msgCreateConsumer,
  msgOptIn,
  msgOptOut,
  msgRemoveConsumer,
  msgSetConsumerCommissionRate,
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  msgUpdateConsumer,
  type SubmitConsumerDoubleVoting,
  type SubmitConsumerMisbehaviour,
  type UpdateConsumer,
  type ValidatorForConsumer,
} from "./messages.ts";
import { type ProviderExtension, setupProviderExtension } from "./queries.ts";
import { createProviderRegistry } from "./registry.ts";

/** Given always: CosmJS's own default of Infinity is refused by the bech32 library that it calls (@scure/base 2.4). */
const BECH32_LIMIT = 1023;

/** How a provider client signs and pays. */
export interface SigningProviderOptions {
  readonly connection: ChainConnection;
  readonly signer: OfflineSigner;
  /** For instance `0.005uatom`. */
  readonly gasPrice: GasPrice | string;
  /** Which of the signer's accounts; default its first. */
  readonly address?: string;
}

/** The transactions that one account sends to a provider chain, and the provider's queries. */
export class SigningProviderClient {
  /** Sends any messages; the methods below are its shortcuts. */
  readonly sender: TxSender;
  readonly queries: ProviderExtension["provider"];

  constructor(sender: TxSender, queries: ProviderExtension["provider"]) {
    this.sender = sender;
    this.queries = queries;
  }

  /** The account that signs. */
  get address(): string {
    return this.sender.address;
  }

  /**
   * Creates a consumer chain owned by this account.
   * @throws TX_MESSAGE_INVALID before anything is sent; else as `TxSender.send`
   */
  async createConsumer(
    input: Omit<CreateConsumer, "submitter">,
    options?: SendOptions,
  ): Promise<{ readonly consumerId: string; readonly tx: IncludedTx }> {
    const tx = await this.sender.send([msgCreateConsumer({ ...input, submitter: this.address })], options);
    const [response] = tx.responses;
    const consumerId =
      response === undefined ? createdConsumerId(tx) : MsgCreateConsumerResponse.decode(response.value).consumerId;
    return { consumerId, tx };
  }

  /** Changes a consumer that this account owns; what is left out stays as it is. */
  updateConsumer(input: Omit<UpdateConsumer, "owner">, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgUpdateConsumer({ ...input, owner: this.address })], options);
  }

  /** Stops a launched consumer that this account owns. */
  removeConsumer(consumerId: string, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgRemoveConsumer(this.address, consumerId)], options);
  }

  /** Opts this account's validator in; `consumerKey` (raw ed25519, 32 bytes) is assigned at the same time. */
  optIn(consumerId: string, options: SendOptions & { readonly consumerKey?: Uint8Array } = {}): Promise<IncludedTx> {
    const { consumerKey, ...send } = options;
    return this.sender.send([msgOptIn(this.#validator(consumerId), consumerKey)], send);
  }

  /** Opts this account's validator out of a launched consumer. */
  optOut(consumerId: string, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgOptOut(this.#validator(consumerId))], options);
  }

  /** Assigns a consumer key (raw ed25519, 32 bytes) to this account's validator. */
  assignConsumerKey(consumerId: string, consumerKey: Uint8Array, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgAssignConsumerKey(this.#validator(consumerId), consumerKey)], options);
  }

  /** Sets the commission rate of this account's validator on a consumer; `rate` is a decimal from "0" to "1". */
  setConsumerCommissionRate(consumerId: string, rate: string, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgSetConsumerCommissionRate(this.#validator(consumerId), rate)], options);
  }

  /** Has the provider punish a validator for two votes at one height of a consumer. */
  submitConsumerDoubleVoting(
    input: Omit<SubmitConsumerDoubleVoting, "submitter">,
    options?: SendOptions,
  ): Promise<IncludedTx> {
    return this.sender.send([msgSubmitConsumerDoubleVoting({ ...input, submitter: this.address })], options);
  }

  /** Has the provider punish those who signed two headers of one height of a consumer. */
  submitConsumerMisbehaviour(
    input: Omit<SubmitConsumerMisbehaviour, "submitter">,
    options?: SendOptions,
  ): Promise<IncludedTx> {
    return this.sender.send([msgSubmitConsumerMisbehaviour({ ...input, submitter: this.address })], options);
  }

  #validator(consumerId: string): ValidatorForConsumer {
    return { signer: this.address, providerOperatorAddress: operatorAddress(this.address), consumerId };
  }
}

/**
 * A provider client that signs with one account.
 * @throws CONFIG_INVALID when the signer does not hold the address
 */
export async function createSigningProviderClient(options: SigningProviderOptions): Promise<SigningProviderClient> {
  const { connection, gasPrice } = options;
  const sender = await TxSender.create({
    ...options,
    gasPrice: typeof gasPrice === "string" ? GasPrice.fromString(gasPrice) : gasPrice,
    registry: createProviderRegistry(),
    sentinelName,
  });
  return new SigningProviderClient(
    sender,
    QueryClient.withExtensions(connection.comet, setupProviderExtension).provider,
  );
}

/** The operator address (`…valoper…`) of the validator that an account runs: the same bytes. */
export function operatorAddress(accountAddress: string): string {
  const { prefix, data } = fromBech32(accountAddress, BECH32_LIMIT);
  return toBech32(`${prefix}valoper`, data);
}

function createdConsumerId(tx: IncludedTx): string {
  const event = tx.events.find(({ type }) => type === "create_consumer");
  const consumerId = event && eventAttribute(event, "consumer_id");
  if (consumerId !== undefined) return consumerId;
  throw new IcsError(
    "TX_EVENT_MISSING",
    `Transaction ${tx.hash} on ${tx.chainId} succeeded without naming the consumer that it created\nLook it up with the provider's consumerChains query.`,
    { chainId: tx.chainId, hash: tx.hash, eventType: "create_consumer" },
  );
}
