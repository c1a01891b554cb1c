import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { IcsError } from "../errors.ts";
import type { ChainEvent } from "./block.ts";
import type { IncludedTx } from "./tx-sender.ts";

declare const answer: unique symbol;

/** A message of which the compiler knows what the chain answers it with. */
export interface AnsweredMessage<Answer> extends EncodeObject {
  /** There for the compiler only. */
  readonly [answer]: Answer;
}

/** A message with the type of its answer. */
export function answeredMessage<Answer>(typeUrl: string, value: unknown): AnsweredMessage<Answer> {
  return { typeUrl, value } as AnsweredMessage<Answer>;
}

/** What one message of a transaction brought about. */
export interface MessageResult<Answer = unknown> {
  /** Type URL of the message. */
  readonly typeUrl: string;
  /** The chain's response, decoded where its type is known here; else as it came. */
  readonly answer: Answer;
  /** The events of this message alone. */
  readonly events: readonly ChainEvent[];
}

/** The results of messages, in their order and each of its own type. */
export type MessageResults<Messages extends readonly EncodeObject[]> = {
  readonly [Index in keyof Messages]: MessageResult<
    Messages[Index] extends AnsweredMessage<infer Answer> ? Answer : Any
  >;
};

/** How the responses of a module's messages are read. */
export interface AnswerCodec {
  readonly typeUrl: string;
  decode(bytes: Uint8Array): unknown;
}

/**
 * The result of each message of a transaction.
 * @throws TX_RESPONSE_MISSING where the chain gave fewer responses than messages
 */
export function messageResults<Messages extends readonly EncodeObject[]>(
  messages: Messages,
  tx: IncludedTx,
  codecs: ReadonlyMap<string, AnswerCodec>,
): MessageResults<Messages> {
  const results = messages.map(({ typeUrl }, index): MessageResult => {
    const response = tx.responses[index];
    if (response === undefined) throw responseMissing(tx, typeUrl);
    const codec = codecs.get(response.typeUrl);
    return {
      typeUrl,
      answer: codec === undefined ? response : codec.decode(response.value),
      events: tx.events.filter(({ attributes }) =>
        attributes.some(({ key, value }) => key === "msg_index" && value === `${index}`),
      ),
    };
  });
  return results as MessageResults<Messages>;
}

function responseMissing(tx: IncludedTx, typeUrl: string): IcsError {
  return new IcsError(
    "TX_RESPONSE_MISSING",
    `Transaction ${tx.hash} on ${tx.chainId} succeeded without a response to its ${typeUrl}\nWhat it did stands in the transaction's events.`,
    { chainId: tx.chainId, hash: tx.hash, typeUrl },
  );
}
