import { createValidatorSet, type ValidatorSet } from "../ccv/validator-set.ts";
import type { QueryConsumerValidatorsValidator } from "../codec/interchain_security/ccv/provider/v1/query.ts";
import { atomicsToDecimal } from "./parameters.ts";

/** One validator of a consumer, as the provider computed or stored it. */
export interface ConsumerValidator {
  /** `…valoper…` on the provider. */
  readonly providerOperatorAddress: string;
  /** `…valcons…` on the provider. */
  readonly providerConsensusAddress: string;
  /** Raw ed25519 public key that signs the consumer's blocks. */
  readonly consumerKey: Uint8Array;
  /** Voting power on the consumer. */
  readonly consumerPower: bigint;
  readonly providerPower: bigint;
  /** Stake in base units. */
  readonly providerTokens: bigint;
  /** Decimals. */
  readonly consumerCommissionRate: string;
  readonly providerCommissionRate: string;
  readonly moniker: string;
  readonly jailed: boolean;
  readonly validatesCurrentEpoch: boolean;
}

export function consumerValidatorFromWire(wire: QueryConsumerValidatorsValidator): ConsumerValidator {
  return {
    providerOperatorAddress: wire.providerOperatorAddress,
    providerConsensusAddress: wire.providerAddress,
    consumerKey: wire.consumerKey?.ed25519 ?? new Uint8Array(),
    consumerPower: wire.consumerPower,
    providerPower: wire.providerPower,
    providerTokens: BigInt(wire.providerTokens || 0),
    consumerCommissionRate: atomicsToDecimal(wire.consumerCommissionRate || "0"),
    providerCommissionRate: atomicsToDecimal(wire.providerCommissionRate || "0"),
    moniker: wire.description?.moniker ?? "",
    jailed: wire.jailed,
    validatesCurrentEpoch: wire.validatesCurrentEpoch,
  };
}

/** The validator set that the provider says a consumer has: its consumer keys with their powers. */
export function consumerValidatorSet(validators: readonly ConsumerValidator[]): ValidatorSet {
  return createValidatorSet(validators.map(({ consumerKey: pubkey, consumerPower: power }) => ({ pubkey, power })));
}
