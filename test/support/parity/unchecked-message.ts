import { toAscii, toBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import * as tx from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import type { CreateConsumer, UpdateConsumer } from "../../../src/provider/messages.ts";
import {
  type InfractionParameters,
  initializationParametersToWire,
  powerShapingToWire,
  type SlashJailParameters,
} from "../../../src/provider/parameters.ts";
import type { ValidatorForConsumer } from "../../../src/provider/validator-messages.ts";

/** The integer that stands for a decimal, whatever it is; what is no decimal goes as it is. */
function atomics(decimal: string): string {
  const parts = /^(-?\d+)(?:\.(\d{1,18}))?$/.exec(decimal);
  return parts === null ? decimal : `${BigInt((parts[1] ?? "") + (parts[2] ?? "").padEnd(18, "0"))}`;
}

function slashJail(given: SlashJailParameters | undefined) {
  return given && { ...given, slashFraction: toAscii(atomics(given.slashFraction)) };
}

function infractions(given: InfractionParameters | undefined) {
  return given && { doubleSign: slashJail(given.doubleSign), downtime: slashJail(given.downtime) };
}

function parameters(input: Partial<CreateConsumer>) {
  const { initializationParameters: initialization, powerShapingParameters: shaping } = input;
  const { allowlistedRewardDenoms: denoms } = input;
  return {
    metadata: input.metadata,
    initializationParameters: initialization && initializationParametersToWire(initialization),
    powerShapingParameters: shaping && powerShapingToWire(shaping),
    allowlistedRewardDenoms: denoms && { denoms: [...denoms] },
    infractionParameters: infractions(input.infractionParameters),
  };
}

/** MsgCreateConsumer past every rule. */
export function uncheckedCreate(input: CreateConsumer): EncodeObject {
  const { submitter, chainId } = input;
  const value: tx.MsgCreateConsumer = { submitter, chainId, ...parameters(input) };
  return { typeUrl: tx.MsgCreateConsumer.typeUrl, value };
}

/** MsgUpdateConsumer past every rule. */
export function uncheckedUpdate(input: UpdateConsumer): EncodeObject {
  const { owner, consumerId, newOwnerAddress = "", newChainId = "" } = input;
  const value: tx.MsgUpdateConsumer = { owner, consumerId, newOwnerAddress, newChainId, ...parameters(input) };
  return { typeUrl: tx.MsgUpdateConsumer.typeUrl, value };
}

/** What a validator's message says, whichever it is. */
export interface ValidatorInput extends ValidatorForConsumer {
  readonly consumerKey?: Uint8Array;
  readonly rate?: string;
}

/** Any of the four messages of a validator, past every rule. */
export function uncheckedValidatorMessage(
  type: { readonly typeUrl: string },
  { signer, providerOperatorAddress, consumerId, consumerKey, rate }: ValidatorInput,
): EncodeObject {
  const key = { "@type": "/cosmos.crypto.ed25519.PubKey", key: toBase64(consumerKey ?? new Uint8Array()) };
  const value = {
    chainId: "",
    providerAddr: providerOperatorAddress,
    signer,
    consumerId,
    consumerKey: consumerKey === undefined ? "" : JSON.stringify(key),
    rate: atomics(rate ?? ""),
  };
  return { typeUrl: type.typeUrl, value };
}
