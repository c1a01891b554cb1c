import type { EncodeObject } from "@cosmjs/proto-signing";
import { IcsError } from "../errors.ts";
import type { ConsumerSpec } from "./consumer-spec.ts";
import type { LaunchState } from "./launch-state.ts";

/**
 * The delegation that makes the provider send a first VSC packet: until one has arrived a consumer refuses almost every
 * transaction, and the provider sends none while no power changes. Undefined where the spec names none, and where a
 * packet was sent, waits, or will be made by a change of power that is there already.
 * @throws CONFIG_INVALID for a validator that is not in the consumer's set: its power is none of the consumer's
 * @see QueueVSCPackets in x/ccv/provider/keeper/relay.go
 */
export function firstPacketDelegation(
  spec: Pick<ConsumerSpec, "firstPacket">,
  { overview, sent }: Pick<LaunchState, "overview" | "sent">,
  delegator: string,
): EncodeObject | undefined {
  if (spec.firstPacket === undefined || overview?.phase !== "LAUNCHED") return undefined;
  if (sent > 0n || overview.pendingValsetUpdateIds.length > 0) return undefined;
  const leased = overview.validators.filter(({ isInSet }) => isInSet);
  const isCapped = overview.powerShapingParameters.validatorsPowerCap > 0;
  if (!isCapped && leased.some(({ consumerPower, providerPower }) => consumerPower !== providerPower)) return undefined;
  const { delegate, validator } = spec.firstPacket;
  const strongest = leased.toSorted((left, right) => Number(right.consumerPower - left.consumerPower))[0];
  const validatorAddress = validator ?? strongest?.providerOperatorAddress;
  if (validatorAddress === undefined) return undefined;
  const addresses = leased.map(({ providerOperatorAddress }) => providerOperatorAddress ?? "");
  if (!addresses.includes(validatorAddress)) throw notInSet(overview.consumerId, validatorAddress, addresses);
  const amount = { denom: delegate.denom, amount: delegate.amount.toString() };
  return {
    typeUrl: "/cosmos.staking.v1beta1.MsgDelegate",
    value: { delegatorAddress: delegator, validatorAddress, amount },
  };
}

function notInSet(consumerId: string, got: string, addresses: readonly string[]): IcsError<"CONFIG_INVALID"> {
  const wanted = `a validator of the consumer's set: ${addresses.join(", ")}`;
  return new IcsError(
    "CONFIG_INVALID",
    `A delegation to ${got} makes no packet for consumer ${consumerId}, in whose set it is not\nName one that is, or none: then the strongest gets it. Nothing was sent.`,
    { problems: [{ name: "firstPacket.validator", got, wanted }] },
  );
}
