import { toBase64 } from "@cosmjs/encoding";
import { type AnsweredMessage, answeredMessage } from "../chain/message-answer.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { decimalToAtomics } from "./parameters.ts";
import { checkedConsumerKey, checkedRate, checkValidatorForConsumer } from "./rules.ts";

/** Which validator does something for which consumer. */
export interface ValidatorForConsumer {
  /** The validator's account: the same bytes as its operator address. */
  readonly signer: string;
  /** `…valoper…` address. */
  readonly providerOperatorAddress: string;
  readonly consumerId: string;
}

/**
 * MsgOptIn, acting at the next epoch; with a key, that key is assigned at the same time.
 * @param consumerKey raw ed25519 public key (32 bytes); without it the validator's provider key is used
 * @throws TX_MESSAGE_INVALID for a key of another size, a consumer id that is no number, or another account's operator address
 */
export function msgOptIn(input: ValidatorForConsumer, consumerKey?: Uint8Array): AnsweredMessage<tx.MsgOptInResponse> {
  const { typeUrl } = tx.MsgOptIn;
  const value: tx.MsgOptIn = {
    ...validatorFields(input, typeUrl),
    consumerKey: consumerKey === undefined ? "" : consumerKeyJson(consumerKey, typeUrl),
  };
  return answeredMessage(typeUrl, value);
}

/** MsgOptOut, acting at the next epoch; only from a launched consumer. @throws TX_MESSAGE_INVALID as `msgOptIn` */
export function msgOptOut(input: ValidatorForConsumer): AnsweredMessage<tx.MsgOptOutResponse> {
  const { typeUrl } = tx.MsgOptOut;
  const value: tx.MsgOptOut = validatorFields(input, typeUrl);
  return answeredMessage(typeUrl, value);
}

/**
 * MsgAssignConsumerKey, effective with the next VSC packet.
 * @param consumerKey raw ed25519 public key, 32 bytes
 * @throws TX_MESSAGE_INVALID for a key of another size, a consumer id that is no number, or another account's operator address
 */
export function msgAssignConsumerKey(
  input: ValidatorForConsumer,
  consumerKey: Uint8Array,
): AnsweredMessage<tx.MsgAssignConsumerKeyResponse> {
  const { typeUrl } = tx.MsgAssignConsumerKey;
  const value: tx.MsgAssignConsumerKey = {
    ...validatorFields(input, typeUrl),
    consumerKey: consumerKeyJson(consumerKey, typeUrl),
  };
  return answeredMessage(typeUrl, value);
}

/**
 * MsgSetConsumerCommissionRate.
 * @param rate decimal from "0" to "1", at most 18 places
 * @throws TX_MESSAGE_INVALID for another rate; as `msgOptIn`
 */
export function msgSetConsumerCommissionRate(
  input: ValidatorForConsumer,
  rate: string,
): AnsweredMessage<tx.MsgSetConsumerCommissionRateResponse> {
  const { typeUrl } = tx.MsgSetConsumerCommissionRate;
  const value: tx.MsgSetConsumerCommissionRate = {
    ...validatorFields(input, typeUrl),
    rate: decimalToAtomics(checkedRate(rate, typeUrl)),
  };
  return answeredMessage(typeUrl, value);
}

/** `chainId` is deprecated, and must be empty. */
function validatorFields(input: ValidatorForConsumer, typeUrl: string): tx.MsgOptOut {
  checkValidatorForConsumer(input, typeUrl);
  const { signer, providerOperatorAddress, consumerId } = input;
  return { chainId: "", providerAddr: providerOperatorAddress, signer, consumerId };
}

function consumerKeyJson(key: Uint8Array, typeUrl: string): string {
  return JSON.stringify({ "@type": "/cosmos.crypto.ed25519.PubKey", key: toBase64(checkedConsumerKey(key, typeUrl)) });
}
