import { toBech32 } from "@cosmjs/encoding";
import * as z from "zod";
import {
  accountPrefix,
  accountRule,
  addressRule,
  governanceAddress,
  parseAddress,
} from "../ccv/rules/address-rules.ts";
import { decimalFractionRule } from "../ccv/rules/number-rules.ts";
import { problemsOf, refuseMessage } from "../ccv/rules/refuse-message.ts";
import { consumerIdRule, isBlank } from "../ccv/rules/text-rules.ts";
import {
  MsgCreateConsumer,
  MsgRemoveConsumer,
  MsgUpdateConsumer,
} from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import type { Problem } from "../errors.ts";
import type { CreateConsumer, UpdateConsumer } from "./messages.ts";
import { chainIdRule, defaultHeightProblems, initialHeightProblems } from "./rules/chain-id-rule.ts";
import { addressListsSchema, metadataSchema, powerShapingSchema, sharedSchema } from "./rules/consumer-schema.ts";
import type { ValidatorForConsumer } from "./validator-messages.ts";

const createSchema = z.object({
  ...sharedSchema,
  submitter: accountRule,
  chainId: chainIdRule,
  metadata: metadataSchema,
  powerShapingParameters: powerShapingSchema
    .extend({ topN: z.literal(0, { error: "0: a consumer becomes Top N later, by governance" }) })
    .optional(),
});

const updateSchema = z.object({
  ...sharedSchema,
  owner: accountRule,
  consumerId: consumerIdRule,
  metadata: metadataSchema.optional(),
  newChainId: chainIdRule.optional(),
});

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgCreateConsumer in x/ccv/provider/types/msg.go
 */
export function checkCreateConsumer(input: CreateConsumer): void {
  const { chainId, initializationParameters } = input;
  refuseMessage(MsgCreateConsumer.typeUrl, [
    ...problemsOf(createSchema, input),
    ...problemsOf(addressListsSchema(accountPrefix(input.submitter)), input),
    ...initialHeightProblems(chainId, initializationParameters),
    ...defaultHeightProblems(chainId, initializationParameters),
  ]);
}

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgUpdateConsumer in x/ccv/provider/types/msg.go, UpdateConsumer in keeper/msg_server.go
 */
export function checkUpdateConsumer(input: UpdateConsumer): void {
  // A blank chain id stands for the old one, a blank owner for the present one.
  const newChainId = givenText(input.newChainId);
  const newOwnerAddress = givenText(input.newOwnerAddress);
  const prefix = accountPrefix(input.owner);
  const newOwner = z.object({ newOwnerAddress: addressRule(prefix, "").optional() });
  refuseMessage(MsgUpdateConsumer.typeUrl, [
    ...problemsOf(updateSchema, { ...input, newChainId }),
    ...problemsOf(newOwner, { newOwnerAddress }),
    ...problemsOf(addressListsSchema(prefix), input),
    ...(newChainId === undefined ? [] : initialHeightProblems(newChainId, input.initializationParameters)),
    ...topNProblems(input, newOwnerAddress),
  ]);
}

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID
 * @see ValidateBasic of MsgRemoveConsumer in x/ccv/provider/types/msg.go
 */
export function checkRemoveConsumer(input: { readonly owner: string; readonly consumerId: string }): void {
  const schema = z.object({ owner: accountRule, consumerId: consumerIdRule });
  refuseMessage(MsgRemoveConsumer.typeUrl, problemsOf(schema, input));
}

/**
 * Checks the consumer id, and that the operator address is that of the signer's account.
 * @throws TX_MESSAGE_INVALID
 * @see validateProviderAddress in x/ccv/provider/types/msg.go
 */
export function checkValidatorForConsumer(input: ValidatorForConsumer, typeUrl: string): void {
  const { signer, providerOperatorAddress } = input;
  const prefix = accountPrefix(signer);
  const operator = parseAddress(providerOperatorAddress);
  const isSame =
    prefix !== undefined &&
    operator?.prefix === `${prefix}valoper` &&
    // The provider writes the account itself, and compares texts.
    toBech32(prefix, operator.data) === signer;
  const wanted = `the operator address of ${signer}`;
  const address = isSame ? [] : [{ name: "providerOperatorAddress", got: providerOperatorAddress, wanted }];
  const schema = z.object({ consumerId: consumerIdRule });
  refuseMessage(typeUrl, [...problemsOf(schema, input), ...address]);
}

/**
 * The key itself where it has the size of an ed25519 public key.
 * @throws TX_MESSAGE_INVALID
 * @see ParseConsumerKey in x/ccv/provider/keeper/key_assignment.go
 */
export function checkedConsumerKey(key: Uint8Array, typeUrl: string): Uint8Array {
  const wanted = "an ed25519 public key of 32 bytes";
  if (key.length !== 32) refuseMessage(typeUrl, [{ name: "consumerKey", got: `${key.length} bytes`, wanted }]);
  return key;
}

/**
 * The rate itself where it is a decimal from "0" to "1".
 * @throws TX_MESSAGE_INVALID
 * @see ValidateBasic of MsgSetConsumerCommissionRate in x/ccv/provider/types/msg.go
 */
export function checkedRate(rate: string, typeUrl: string): string {
  refuseMessage(typeUrl, problemsOf(z.object({ rate: decimalFractionRule }), { rate }));
  return rate;
}

function givenText(value: string | undefined): string | undefined {
  return value === undefined || isBlank(value) ? undefined : value;
}

/** Only the governance account may own a Top N consumer. @see UpdateConsumer in x/ccv/provider/keeper/msg_server.go */
function topNProblems(input: UpdateConsumer, newOwnerAddress: string | undefined): Problem[] {
  const { topN = 0 } = input.powerShapingParameters ?? {};
  const prefix = accountPrefix(input.owner);
  if (topN === 0 || prefix === undefined) return [];
  const governance = governanceAddress(prefix);
  const wanted = `${governance}, the governance account, which alone may own a Top N consumer`;
  const owners = { owner: input.owner, newOwnerAddress };
  return Object.entries(owners).flatMap(([name, got]) =>
    got === undefined || got === governance ? [] : [{ name, got, wanted }],
  );
}
