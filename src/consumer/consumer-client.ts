import { sentinelName } from "../ccv/ccv-errors.ts";
import type { AnswerCodec } from "../chain/message-answer.ts";
import { createSender, SigningClient, type SigningOptions } from "../chain/signing-client.ts";
import type { IncludedTx, SendOptions, TxSender } from "../chain/tx-sender.ts";
import { MsgUpdateParamsResponse } from "../codec/interchain_security/ccv/consumer/v1/tx.ts";
import type { ConsumerParams } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { createConsumerAminoTypes } from "./aminomessages.ts";
import { msgUpdateConsumerParams } from "./messages.ts";
import { type ConsumerExtension, setupConsumerExtension } from "./queries.ts";
import { createConsumerRegistry } from "./registry.ts";

const answers: ReadonlyMap<string, AnswerCodec> = new Map([[MsgUpdateParamsResponse.typeUrl, MsgUpdateParamsResponse]]);

/**
 * The transactions that one account sends to a consumer chain, and the consumer module's queries. Until a consumer has
 * had its first VSC packet it takes IBC messages only.
 */
export class SigningConsumerClient extends SigningClient {
  readonly queries: ConsumerExtension["consumer"];

  constructor(sender: TxSender, queries: ConsumerExtension["consumer"]) {
    super(sender, answers);
    this.queries = queries;
  }

  /**
   * Replaces the consumer module's parameters. The chain takes it from the module's authority alone; where that is
   * governance, propose `msgUpdateConsumerParams` instead.
   * @throws TX_MESSAGE_INVALID before anything is sent; else as `TxSender.send`
   */
  updateParams(params: ConsumerParams, options?: SendOptions): Promise<IncludedTx> {
    return this.sender.send([msgUpdateConsumerParams(this.address, params)], options);
  }
}

/**
 * A consumer client that signs with one account.
 * @throws CONFIG_INVALID when the signer does not hold the address
 */
export async function createSigningConsumerClient(options: SigningOptions): Promise<SigningConsumerClient> {
  const sender = await createSender(options, {
    registry: createConsumerRegistry(),
    aminoTypes: createConsumerAminoTypes(),
    sentinelName,
  });
  return new SigningConsumerClient(sender, setupConsumerExtension(options.connection.queryClient).consumer);
}
