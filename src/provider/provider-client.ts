import { fromBech32, toBech32 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { sentinelName } from "../ccv/ccv-errors.ts";
import { eventAttribute } from "../chain/block.ts";
import { createSender, SigningClient, type SigningOptions } from "../chain/signing-client.ts";
import type { IncludedTx, SendOptions, TxSender } from "../chain/tx-sender.ts";
import type { Params } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { MsgCreateConsumerResponse } from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { IcsError } from "../errors.ts";
import { createProviderAminoTypes } from "./aminomessages.ts";
import {
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  type SubmitConsumerDoubleVoting,
  type SubmitConsumerMisbehaviour,
} from "./evidence-messages.ts";
import { authorityFor } from "./governance/authority-for.ts";
import { msgSubmitProposal, type SubmitProposal } from "./governance/gov-messages.ts";
import { queryGovernanceTerms } from "./governance/gov-queries.ts";
import { type ChangeRewardDenoms, msgChangeRewardDenoms, msgUpdateProviderParams } from "./governance-messages.ts";
import { providerAnswers } from "./message-answers.ts";
import {
  type CreateConsumer,
  msgCreateConsumer,
  msgRemoveConsumer,
  msgUpdateConsumer,
  type UpdateConsumer,
} from "./messages.ts";
import { type ProviderExtension, setupProviderExtension } from "./queries.ts";
import { createProviderRegistry } from "./registry.ts";
import {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
  type ValidatorForConsumer,
} from "./validator-messages.ts";

/** Given always: CosmJS's own default of Infinity is refused by the bech32 library that it calls (@scure/base 2.4). */
const BECH32_LIMIT = 1023;

/** What a proposal says of itself, and what is paid with it. */
export type ProposalText = Omit<SubmitProposal, "proposer" | "messages" | "initialDeposit"> &
  Partial<Pick<SubmitProposal, "initialDeposit">>;

/** A proposal that is now deposited for, or voted on. */
export interface Proposed {
  readonly proposalId: bigint;
  readonly tx: IncludedTx;
}

/** The transactions that one account sends to a provider chain, and the provider's queries. */
export class SigningProviderClient extends SigningClient {
  readonly queries: ProviderExtension["provider"];

  constructor(sender: TxSender, queries: ProviderExtension["provider"]) {
    super(sender, providerAnswers);
    this.queries = queries;
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

  /** Proposes to replace the provider module's parameters: begin with those of `queries.params()`. */
  async proposeParams(params: Params, proposal: ProposalText, options?: SendOptions): Promise<Proposed> {
    return this.propose([msgUpdateProviderParams(authorityFor(this.address), params)], proposal, options);
  }

  /** Proposes to change the denominations that the provider distributes as rewards of any consumer. */
  async proposeRewardDenoms(
    change: Omit<ChangeRewardDenoms, "authority">,
    proposal: ProposalText,
    options?: SendOptions,
  ): Promise<Proposed> {
    const message = msgChangeRewardDenoms({ ...change, authority: authorityFor(this.address) });
    return this.propose([message], proposal, options);
  }

  /**
   * Proposes messages of the governance account, with the whole deposit that a vote needs unless another is given.
   * `carryOutPlan` also votes, waits and verifies.
   * @throws TX_JSON_INVALID for a message that governance is not known to execute; else as `TxSender.send`
   */
  async propose(messages: readonly EncodeObject[], proposal: ProposalText, options?: SendOptions): Promise<Proposed> {
    const initialDeposit =
      proposal.initialDeposit ?? (await queryGovernanceTerms(this.sender.connection.queryClient)).minDeposit;
    const message = msgSubmitProposal({ ...proposal, messages, initialDeposit, proposer: this.address });
    const { tx, results } = await this.send([message], options);
    return { proposalId: results[0].answer.proposalId, tx };
  }

  #validator(consumerId: string): ValidatorForConsumer {
    return { signer: this.address, providerOperatorAddress: operatorAddress(this.address), consumerId };
  }
}

/**
 * A provider client that signs with one account.
 * @throws CONFIG_INVALID when the signer does not hold the address
 */
export async function createSigningProviderClient(options: SigningOptions): Promise<SigningProviderClient> {
  const sender = await createSender(options, {
    registry: createProviderRegistry(),
    aminoTypes: createProviderAminoTypes(),
    sentinelName,
  });
  return new SigningProviderClient(sender, setupProviderExtension(options.connection.queryClient).provider);
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
