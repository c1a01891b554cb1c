import { consensusAddress } from "../ccv/consensus-address.ts";
import type { OverviewReader, StakingValidator } from "./consumer-overview-reader.ts";
import type { ConsumerValidator } from "./consumer-validator.ts";
import type { KeyAssignment } from "./queries.ts";

/** A validator that has opted in to a consumer, or is in its set. */
export interface OverviewValidator {
  /** `…valcons…` on the provider. */
  readonly providerConsensusAddress: string;
  /** `…valoper…`; undefined, as the key is, where the validator no longer exists. */
  readonly providerOperatorAddress: string | undefined;
  /** Raw ed25519 public key that signs the provider's blocks. */
  readonly providerKey: Uint8Array | undefined;
  /** Raw ed25519 public key that signs for it in the consumer's set, or would if it were in it. */
  readonly consumerKey: Uint8Array | undefined;
  /** `…valcons…` of that key, under the provider's prefix. */
  readonly consumerConsensusAddress: string | undefined;
  /** The key it last assigned, in force from the next epoch on; undefined for one that never did. */
  readonly assignedKey: Uint8Array | undefined;
  readonly moniker: string;
  readonly isOptedIn: boolean;
  /** In the set that the provider leased to the consumer; before a launch in the one that it would lease now. */
  readonly isInSet: boolean;
  readonly jailed: boolean;
  /** Voting power on the consumer; 0 outside the set. */
  readonly consumerPower: bigint;
  /** Voting power on the provider; 0 where it is not bonded. */
  readonly providerPower: bigint;
  /** Stake in base units. */
  readonly providerTokens: bigint;
  /** Decimals; the consumer's is the provider's where the validator has set none. */
  readonly consumerCommissionRate: string;
  readonly providerCommissionRate: string;
}

/** What the provider says of a consumer's validators, query by query. */
export interface ValidatorAnswers {
  readonly optedIn: readonly string[];
  readonly set: readonly ConsumerValidator[];
  readonly assignments: readonly KeyAssignment[];
}

/** Joins the answers with the provider's own validators; first the set in the provider's order, then the others. */
export async function overviewValidators(
  reader: OverviewReader,
  consumerId: string,
  { optedIn, set, assignments }: ValidatorAnswers,
  staking: ReadonlyMap<string, StakingValidator>,
): Promise<readonly OverviewValidator[]> {
  const assigned = new Map(assignments.map((each) => [each.providerConsensusAddress, each.consumerKey]));
  const isOptedIn = new Set(optedIn);
  const inSet = new Set(set.map(({ providerConsensusAddress }) => providerConsensusAddress));
  const others = optedIn.filter((address) => !inSet.has(address));
  // The set's own answer has the rates of its members only.
  const rates = await Promise.all(others.map((address) => commissionRate(reader, consumerId, address, staking)));
  const known = (address: string) => fromStaking(address, staking.get(address), assigned.get(address));
  return [
    ...set.map((validator) => ({
      ...known(validator.providerConsensusAddress),
      isOptedIn: isOptedIn.has(validator.providerConsensusAddress),
      isInSet: true,
      consumerPower: validator.consumerPower,
      consumerCommissionRate: validator.consumerCommissionRate,
      ...withAddress(validator.providerConsensusAddress, validator.consumerKey),
    })),
    ...others.map((address, index) => ({
      ...known(address),
      isOptedIn: true,
      isInSet: false,
      consumerPower: 0n,
      consumerCommissionRate: rates[index] ?? "0",
    })),
  ];
}

/** The provider knows no rate of a validator that is gone. */
async function commissionRate(
  { queries, at }: OverviewReader,
  consumerId: string,
  address: string,
  staking: ReadonlyMap<string, StakingValidator>,
): Promise<string> {
  return staking.has(address) ? queries.validatorConsumerCommissionRate(consumerId, address, at) : "0";
}

function fromStaking(
  providerConsensusAddress: string,
  staking: StakingValidator | undefined,
  assignedKey: Uint8Array | undefined,
) {
  return {
    providerConsensusAddress,
    providerOperatorAddress: staking?.operatorAddress,
    providerKey: staking?.key,
    assignedKey,
    ...withAddress(providerConsensusAddress, assignedKey ?? staking?.key),
    moniker: staking?.moniker ?? "",
    jailed: staking?.jailed ?? false,
    providerPower: staking?.power ?? 0n,
    providerTokens: staking?.tokens ?? 0n,
    providerCommissionRate: staking?.commissionRate ?? "0",
  };
}

function withAddress(providerConsensusAddress: string, consumerKey: Uint8Array | undefined) {
  const [accountPrefix = ""] = providerConsensusAddress.split("valcons1");
  return {
    consumerKey,
    consumerConsensusAddress: consumerKey && consensusAddress(consumerKey, accountPrefix),
  };
}
