import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { consensusAddress } from "../../ccv/consensus-address.ts";
import { createValidatorSet, type ValidatorSet } from "../../ccv/validator-set.ts";
import type { Timeline } from "../timeline.ts";

/** A validator of the consumer, as both chains have it. */
export interface ValidatorSummary {
  /** Of its key on the provider; undefined where the provider's state was not read. */
  readonly providerConsensusAddress: string | undefined;
  /** Of its key on the consumer, under the provider's prefix, as the provider prints it. */
  readonly consumerConsensusAddress: string;
  /** In the set that the provider has computed for the consumer. */
  readonly providerPower: bigint | undefined;
  /** In the CometBFT set of the consumer. */
  readonly consumerPower: bigint | undefined;
}

/** Every validator of either set, by the latest that is known of each: provider's power descending, then consumer's. */
export function summarizeValidators(timeline: Timeline): readonly ValidatorSummary[] {
  const leased = timeline.state.provider?.validators ?? [];
  const providers = new Map(leased.map((each) => [toBase64(each.pubkey), each.providerConsensusAddress]));
  const provider = timeline.computedSet ?? createValidatorSet(leased);
  const consumer = consumerSet(timeline);
  const pubkeys = [...new Set([...provider.keys(), ...consumer.keys()])];
  return pubkeys
    .map((pubkey) => ({
      providerConsensusAddress: providers.get(pubkey),
      consumerConsensusAddress: consensusAddress(fromBase64(pubkey), "cosmos"),
      providerPower: provider.get(pubkey),
      consumerPower: consumer.get(pubkey),
    }))
    .toSorted((left, right) => compare(right.providerPower, left.providerPower) || compareAll(left, right));
}

function consumerSet({ state, consumerSet: { base, lastRead } }: Timeline): ValidatorSet {
  const { consumer } = state;
  const known = lastRead ? { height: lastRead.height, set: lastRead.actual } : base;
  if (consumer !== undefined && consumer.height > (known?.height ?? 0n)) return createValidatorSet(consumer.validators);
  return known?.set ?? new Map();
}

function compareAll(left: ValidatorSummary, right: ValidatorSummary): number {
  const byPower = compare(right.consumerPower, left.consumerPower);
  return byPower || (left.consumerConsensusAddress < right.consumerConsensusAddress ? -1 : 1);
}

function compare(left = 0n, right = 0n): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
