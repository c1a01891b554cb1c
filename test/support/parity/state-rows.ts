import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  initializationParameters,
  msgRemoveConsumer,
  msgUpdateConsumer,
  powerShapingParameters,
} from "../../../src/provider/messages.ts";
import { operatorAddress } from "../../../src/provider/provider-client.ts";
import {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
  type ValidatorForConsumer,
} from "../../../src/provider/validator-messages.ts";
import type { Testnet } from "../../../testnet/index.ts";
import type { ParityContext } from "./parity-row.ts";

/** A good message that the provider's state makes bad, or not, and the fields that it makes bad. */
export interface StateRow {
  readonly name: string;
  readonly message: EncodeObject;
  readonly fields: readonly string[];
}

/** Consumers by what became of them, and a key that the second validator has assigned on the launched one. */
export interface StateContext extends ParityContext {
  readonly stopped: string;
  /** A consumer id that was never given. */
  readonly unknown: string;
  readonly assignedKey: Uint8Array;
}

const row = (name: string, message: EncodeObject, ...fields: string[]): StateRow => ({ name, message, fields });
const freshKey = new Uint8Array(32).fill(3);

const validatorOf = (net: Testnet, name: string, consumerId: string): ValidatorForConsumer => ({
  signer: net.provider.chain.account(name).address,
  providerOperatorAddress: net.provider.validator(name).operatorAddress,
  consumerId,
});

/** Every message of a consumer in every phase. */
export function phaseRows(net: Testnet, { owner, registered, launched, stopped, unknown }: StateContext): StateRow[] {
  const of = (id: string) => validatorOf(net, "validator-0", id);
  const each = (kind: string, make: (consumerId: string) => EncodeObject, good: readonly string[]): StateRow[] =>
    Object.entries({ registered, launched, stopped, unknown }).map(([state, consumerId]) =>
      row(`${kind}: a consumer that is ${state}`, make(consumerId), ...(good.includes(state) ? [] : ["consumerId"])),
    );
  const active = ["registered", "launched"];
  return [
    ...each("opt in", (id) => msgOptIn(of(id)), active),
    ...each("opt in with a key", (id) => msgOptIn(of(id), freshKey), active),
    ...each("opt out", (id) => msgOptOut(of(id)), ["launched"]),
    ...each("assign key", (id) => msgAssignConsumerKey(of(id), freshKey), active),
    ...each("set rate", (id) => msgSetConsumerCommissionRate(of(id), "0.5"), active),
    ...each("update", (id) => msgUpdateConsumer({ owner, consumerId: id }), active),
    ...each("remove", (id) => msgRemoveConsumer(owner, id), ["launched"]),
  ];
}

/** Keys already used, accounts without a validator, and rates below the least one. */
export function validatorStateRows(
  net: Testnet,
  { owner, launched, registered, assignedKey }: StateContext,
): StateRow[] {
  const keyOf = (name: string): Uint8Array => net.provider.validator(name).consensusKey.publicKey;
  const key = (who: string, what: string, consumerKey: Uint8Array, consumerId: string, ...fields: string[]) => {
    const validator = validatorOf(net, who, consumerId);
    return [
      row(`assign key: ${who}, ${what}`, msgAssignConsumerKey(validator, consumerKey), ...fields),
      row(`opt in with a key: ${who}, ${what}`, msgOptIn(validator, consumerKey), ...fields),
    ];
  };
  const noValidator = { signer: owner, providerOperatorAddress: operatorAddress(owner), consumerId: launched };
  const rate = (decimal: string, ...fields: string[]) => {
    const validator = validatorOf(net, "validator-0", launched);
    return row(`set rate: ${decimal}`, msgSetConsumerCommissionRate(validator, decimal), ...fields);
  };
  return [
    ...key("validator-0", "its own provider key", keyOf("validator-0"), launched, "consumerKey"),
    ...key("validator-0", "another's provider key", keyOf("validator-1"), launched, "consumerKey"),
    ...key("validator-0", "another's assigned key", assignedKey, launched, "consumerKey"),
    ...key("validator-0", "a key that another has on another consumer", assignedKey, registered),
    ...key("validator-1", "the key that it has", assignedKey, launched, "consumerKey"),
    ...key("validator-1", "its provider key in place of the assigned one", keyOf("validator-1"), launched),
    ...key(
      "validator-1",
      "its provider key where it has assigned none",
      keyOf("validator-1"),
      registered,
      "consumerKey",
    ),
    row("opt in: an account without a validator", msgOptIn(noValidator), "providerOperatorAddress"),
    row("opt out: an account without a validator", msgOptOut(noValidator), "providerOperatorAddress"),
    row(
      "assign key: an account without a validator",
      msgAssignConsumerKey(noValidator, freshKey),
      "providerOperatorAddress",
    ),
    row(
      "set rate: an account without a validator",
      msgSetConsumerCommissionRate(noValidator, "1"),
      "providerOperatorAddress",
    ),
    rate("0.03"),
    rate("0.029999999999999999", "rate"),
    rate("0", "rate"),
  ];
}

/** Who owns a consumer, and what its phase leaves to be changed. */
export function ownerStateRows(context: StateContext): StateRow[] {
  const { owner, governance, launched, registered, ofGovernance } = context;
  const { signer } = context.validator;
  const update = (name: string, consumerId: string, change: object, ...fields: string[]) =>
    row(`update: ${name}`, msgUpdateConsumer({ owner, consumerId, ...change }), ...fields);
  const of = (id: string) => ({ initializationParameters: initializationParameters(id) });
  return [
    update("by another than the owner", registered, { owner: signer }, "owner"),
    row("remove: by another than the owner", msgRemoveConsumer(signer, launched), "owner"),
    update("by its old owner", ofGovernance, {}, "owner"),
    update("by governance", ofGovernance, { owner: governance }),
    update("the chain id before the launch", registered, { newChainId: "other-1" }),
    update("the chain id after the launch", launched, { newChainId: "other-1" }, "newChainId"),
    update("the same chain id after the launch", launched, { newChainId: "consumer-1" }),
    update("parameters before the launch", registered, of("parity-1")),
    update("parameters after the launch", launched, of("consumer-1"), "initializationParameters"),
    update(
      "parameters of another revision",
      registered,
      of("parity-2"),
      "initializationParameters.initialHeight.revisionNumber",
    ),
    update("metadata and powers after the launch", launched, {
      metadata: { name: "a", description: "b", metadata: "c" },
      powerShapingParameters: powerShapingParameters({ validatorsPowerCap: 60 }),
    }),
  ];
}

/** What a Top N consumer, owned by governance, allows. */
export function topNRows(net: Testnet, { owner, governance, launched }: StateContext): StateRow[] {
  const update = (name: string, change: object, ...fields: string[]) =>
    row(`update: ${name}`, msgUpdateConsumer({ owner: governance, consumerId: launched, ...change }), ...fields);
  return [
    row(
      "opt out: a validator of the Top N",
      msgOptOut(validatorOf(net, "validator-0", launched)),
      "providerOperatorAddress",
    ),
    row("opt out: a validator below the Top N", msgOptOut(validatorOf(net, "validator-2", launched))),
    update("a new owner of a Top N consumer", { newOwnerAddress: owner }, "newOwnerAddress"),
    update("a new owner of a Top N consumer that is no longer one", {
      newOwnerAddress: owner,
      powerShapingParameters: powerShapingParameters(),
    }),
    update("another Top N", { powerShapingParameters: powerShapingParameters({ topN: 60 }) }),
  ];
}
