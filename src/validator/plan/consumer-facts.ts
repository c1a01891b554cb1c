import type { ConsumerPhase } from "../../ccv/phase.ts";
import type { ProviderValidators } from "../../ccv/power-shaping.ts";
import {
  type ConsumerMetadata,
  decimalToAtomics,
  type InfractionParameters,
  type PowerShapingParameters,
  type SlashJailParameters,
} from "../../provider/parameters.ts";

/** The validator that a plan is for, as the provider has it. */
export interface ValidatorFacts {
  /** `…valoper…`. */
  readonly operatorAddress: string;
  /** `…valcons…` on the provider. */
  readonly providerConsensusAddress: string;
  /** Base64 of the key that signs the provider's blocks. */
  readonly providerKey: string;
  readonly moniker: string;
  /** Stake in base units. */
  readonly tokens: bigint;
  readonly power: bigint;
  readonly jailed: boolean;
  /** Decimal. */
  readonly commissionRate: string;
}

/** What concerns every consumer of a provider, after one block. */
export interface PlanProviderFacts {
  readonly chainId: string;
  readonly height: bigint;
  readonly time: Date;
  readonly validator: ValidatorFacts;
  readonly validators: ProviderValidators;
  /** Operator addresses of the other validators by the base64 of their provider keys. */
  readonly otherKeys: ReadonlyMap<string, string>;
  /** Decimal. */
  readonly minCommissionRate: string;
  /** The next block in which validator sets change. */
  readonly nextEpochHeight: bigint;
  readonly unbondingSeconds: bigint;
}

/** What a decision about one consumer depends on, after one block. */
export interface ConsumerFacts {
  readonly consumerId: string;
  readonly chainId: string;
  readonly phase: ConsumerPhase;
  readonly metadata: ConsumerMetadata | undefined;
  readonly shaping: PowerShapingParameters;
  readonly infractions: InfractionParameters | undefined;
  /** Denoms that this consumer may pay rewards in. */
  readonly rewardDenoms: readonly string[];
  readonly isOnAllowlist: boolean;
  /** Provider consensus addresses of who has opted in. */
  readonly optedIn: readonly string[];
  readonly isOptedIn: boolean;
  /** Undefined, as what follows, where no rule could concern the consumer and the validator has not opted in. */
  readonly ownerAddress: string | undefined;
  readonly spawnTime: Date | undefined;
  /** Base64; undefined where the validator uses its provider key. */
  readonly assignedKey: string | undefined;
  /** Voting power in the set that is leased to the consumer; undefined outside of it. */
  readonly leasedPower: bigint | undefined;
  /** Base64 of the key in the leased set. */
  readonly leasedKey: string | undefined;
  /** Decimal; undefined where the validator has set none for this consumer. */
  readonly commissionRate: string | undefined;
}

/** All that a plan is made from. */
export interface PlanFacts {
  readonly provider: PlanProviderFacts;
  /** Ascending by id. */
  readonly consumers: readonly ConsumerFacts[];
}

/** The slashed part of the stake in units of 10^-18. */
export function slashFractionOf({ slashFraction }: SlashJailParameters): bigint {
  return BigInt(decimalToAtomics(slashFraction));
}
