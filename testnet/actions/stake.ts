import type { EncodeObject } from "@cosmjs/proto-signing";
import { IcsError, type IncludedTx, type SendOptions } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";

/** How an action of a delegator is sent. */
export interface StakeOptions extends SendOptions {
  /** The account that delegates. Default `delegator`. */
  readonly from?: string;
}

/** Delegates base units to a validator: its power grows by one for each 1,000,000. */
export function delegate(
  net: Testnet,
  validator: string,
  amount: bigint,
  options: StakeOptions = {},
): Promise<IncludedTx> {
  return send(net, options, "MsgDelegate", (delegatorAddress) => ({
    delegatorAddress,
    validatorAddress: operator(net, validator),
    amount: coin(net, amount),
  }));
}

/** Takes base units of a delegation back: the power is gone at once, the money returns after the unbonding time. */
export function unbond(
  net: Testnet,
  validator: string,
  amount: bigint,
  options: StakeOptions = {},
): Promise<IncludedTx> {
  return send(net, options, "MsgUndelegate", (delegatorAddress) => ({
    delegatorAddress,
    validatorAddress: operator(net, validator),
    amount: coin(net, amount),
  }));
}

/**
 * Delegates base units again that are being unbonded.
 * @param unbonding what `unbond` gave: the height of that transaction names the entry
 */
export function cancelUnbonding(
  net: Testnet,
  validator: string,
  amount: bigint,
  unbonding: Pick<IncludedTx, "height">,
  options: StakeOptions = {},
): Promise<IncludedTx> {
  return send(net, options, "MsgCancelUnbondingDelegation", (delegatorAddress) => ({
    delegatorAddress,
    validatorAddress: operator(net, validator),
    amount: coin(net, amount),
    creationHeight: unbonding.height,
  }));
}

/** Moves base units of a delegation from one validator to another, at once. */
export function redelegate(
  net: Testnet,
  validators: { readonly source: string; readonly destination: string },
  amount: bigint,
  options: StakeOptions = {},
): Promise<IncludedTx> {
  return send(net, options, "MsgBeginRedelegate", (delegatorAddress) => ({
    delegatorAddress,
    validatorSrcAddress: operator(net, validators.source),
    validatorDstAddress: operator(net, validators.destination),
    amount: coin(net, amount),
  }));
}

async function send(
  { provider }: Testnet,
  { from = "delegator", ...options }: StakeOptions,
  name: string,
  value: (delegatorAddress: string) => EncodeObject["value"],
): Promise<IncludedTx> {
  const client = await provider.client(from);
  const message = { typeUrl: `/cosmos.staking.v1beta1.${name}`, value: value(client.address) };
  return client.sender.send([message], options);
}

function operator({ provider }: Testnet, validator: string): string {
  return provider.validator(validator).operatorAddress;
}

function coin({ provider }: Testnet, amount: bigint): { readonly denom: string; readonly amount: string } {
  if (amount > 0n) return { denom: provider.chain.denom, amount: amount.toString() };
  const problems = [{ name: "amount", got: amount.toString(), wanted: "base units, more than 0" }];
  throw new IcsError("CONFIG_INVALID", `Nothing can be staked: the amount is ${amount}`, { problems });
}
