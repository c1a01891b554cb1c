import { fromBech32, toHex } from "@cosmjs/encoding";
import { goSorted } from "./go-sort.ts";
import { capPowers } from "./power-cap.ts";

/** A validator of the provider, as far as the sets of consumers depend on it. */
export interface StakedValidator {
  /** `…valcons…` on the provider. */
  readonly providerConsensusAddress: string;
  /** `…valoper…`; among equals it decides. */
  readonly operatorAddress: string;
  /** Stake in base units. */
  readonly tokens: bigint;
  /** Voting power on the provider; 0 where it is not bonded. */
  readonly power: bigint;
  /** Jailed validators are in no set. */
  readonly jailed: boolean;
}

/**
 * Which validators a consumer gets, and with how much power. Addresses are `…valcons…` on the provider.
 * @see PowerShapingParameters in interchain_security/ccv/provider/v1/provider.proto
 */
export interface PowerShaping {
  /** 0 for opt-in chains, else 50 to 100. */
  readonly topN: number;
  /** Highest share of the power in percent; 0 for none. */
  readonly validatorsPowerCap: number;
  /** Most validators; 0 for no limit. */
  readonly validatorSetCap: number;
  readonly allowlist: readonly string[];
  readonly denylist: readonly string[];
  readonly prioritylist: readonly string[];
  /** Least stake, in base units of the staking token. */
  readonly minStake: bigint;
  readonly allowInactiveValidators: boolean;
}

/** How many validators a provider has at most. */
export interface ProviderLimits {
  /** Bonded ones. */
  readonly maxValidators: number;
  /** Those that sign the provider's blocks: the active ones. */
  readonly maxProviderConsensusValidators: number;
}

/** Why a validator is not in a set; the first reason that the provider meets. */
export type NotInSetReason =
  | "not-bonded"
  | "not-active"
  | "not-opted-in"
  | "not-allowlisted"
  | "denylisted"
  | "below-minimum-stake"
  | "beyond-set-cap";

/** The set that a provider would give a consumer. */
export interface PredictedSet {
  /** Voting power on the consumer by provider consensus address. */
  readonly powers: ReadonlyMap<string, bigint>;
  /** Why, for each validator that is not in it. */
  readonly reasons: ReadonlyMap<string, NotInSetReason>;
  /** Least power on the provider with which an active validator is compelled; undefined for an opt-in chain. */
  readonly minPowerInTopN: bigint | undefined;
}

/** The bonded validators of a provider in its order, sorted once for any number of consumers. */
export interface ProviderValidators {
  /** By falling stake. */
  readonly bonded: readonly StakedValidator[];
  /** By falling power: those that sign the provider's blocks. */
  readonly active: readonly StakedValidator[];
  readonly others: readonly StakedValidator[];
  readonly limits: ProviderLimits;
}

/**
 * Sorts a provider's validators as it does itself.
 * @see GetBondedValidatorsByPower in x/staking/keeper/validator.go of the Cosmos SDK, GetLastBondedValidatorsUtil in x/ccv/types/utils.go
 */
export function providerValidators(all: readonly StakedValidator[], limits: ProviderLimits): ProviderValidators {
  const byPower = all
    .filter(({ power, jailed }) => power > 0n && !jailed)
    .map((validator) => ({ validator, bytes: toHex(fromBech32(validator.operatorAddress, 1023).data) }))
    .toSorted((left, right) => compare(right.validator.power, left.validator.power) || compare(left.bytes, right.bytes))
    .map(({ validator }) => validator);
  const bonded = byPower.slice(0, limits.maxValidators);
  const isBonded = new Set(bonded);
  return {
    bonded: goSorted(bonded, (left, right) => left.tokens > right.tokens),
    active: byPower.slice(0, limits.maxProviderConsensusValidators),
    others: all.filter((validator) => !isBonded.has(validator)),
    limits,
  };
}

/**
 * The set that the provider would compute for a consumer now, and sends at the next epoch if nothing changes until then.
 * @param optedIn provider consensus addresses of who has opted in; those whom Top N compels need not be among them
 * @see ComputeConsumerNextValSet and ComputeNextValidators in x/ccv/provider/keeper/validator_set_update.go
 */
export function predictConsumerSet(
  provider: ProviderValidators,
  shaping: PowerShaping,
  optedIn: Iterable<string>,
): PredictedSet {
  const reasons = new Map(
    provider.others.map(({ providerConsensusAddress: address }): [string, NotInSetReason] => [address, "not-bonded"]),
  );
  const minPowerInTopN = shaping.topN > 0 ? minPowerOf(provider.active, shaping.topN) : undefined;
  const refusal = refusalOf(shaping, new Set(optedIn), minPowerInTopN);
  const { maxProviderConsensusValidators: most } = provider.limits;
  const eligible = provider.bonded.filter((validator, index) => {
    const reason = !shaping.allowInactiveValidators && index >= most ? "not-active" : refusal(validator);
    if (reason !== undefined) reasons.set(validator.providerConsensusAddress, reason);
    return reason === undefined;
  });
  const ranked = byPriority(eligible, shaping.prioritylist);
  const cap = shaping.topN > 0 || shaping.validatorSetCap === 0 ? ranked.length : shaping.validatorSetCap;
  for (const { providerConsensusAddress } of ranked.slice(cap)) reasons.set(providerConsensusAddress, "beyond-set-cap");
  const capped = capPowers(ranked.slice(0, cap), shaping.validatorsPowerCap);
  const powers = new Map(capped.map(({ providerConsensusAddress, power }) => [providerConsensusAddress, power]));
  return { powers, reasons, minPowerInTopN };
}

/**
 * The least power with which a validator belongs to the Top N of the active ones; undefined where there is none.
 * @see ComputeMinPowerInTopN in x/ccv/provider/keeper/power_shaping.go
 */
export function minPowerOf(active: readonly StakedValidator[], topN: number): bigint | undefined {
  const powers = active.map(({ power }) => power).toSorted((left, right) => compare(right, left));
  const total = powers.reduce((sum, power) => sum + power, 0n);
  let sum = 0n;
  return powers.find((power) => {
    sum += power;
    return decimalQuotient(sum, total) * 100n >= BigInt(topN) * DECIMAL_ONE;
  });
}

/** @see CanValidateChain and FulfillsMinStake in x/ccv/provider/keeper/power_shaping.go */
function refusalOf(shaping: PowerShaping, optedIn: ReadonlySet<string>, minPower: bigint | undefined) {
  const allowed = addressSet(shaping.allowlist);
  const denied = addressSet(shaping.denylist);
  return ({ providerConsensusAddress: address, power, tokens }: StakedValidator): NotInSetReason | undefined => {
    if (!optedIn.has(address) && (minPower === undefined || power < minPower)) return "not-opted-in";
    if (allowed.size > 0 && !allowed.has(address)) return "not-allowlisted";
    if (denied.has(address)) return "denylisted";
    return tokens < shaping.minStake ? "below-minimum-stake" : undefined;
  };
}

/** @see PartitionBasedOnPriorityList in x/ccv/provider/keeper/power_shaping.go */
function byPriority(validators: readonly StakedValidator[], prioritylist: readonly string[]): StakedValidator[] {
  const listed = addressSet(prioritylist);
  const isPriority = ({ providerConsensusAddress }: StakedValidator): boolean => listed.has(providerConsensusAddress);
  const isStronger = (left: StakedValidator, right: StakedValidator): boolean => left.power > right.power;
  return [
    ...goSorted(validators.filter(isPriority), isStronger),
    ...goSorted(
      validators.filter((validator) => !isPriority(validator)),
      isStronger,
    ),
  ];
}

/** Bech32 may be written in capitals. */
function addressSet(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map((address) => address.toLowerCase()));
}

const DECIMAL_ONE = 10n ** 18n;

/** With 18 places, halves to the even digit. @see LegacyDec.Quo in cosmossdk.io/math */
function decimalQuotient(part: bigint, total: bigint): bigint {
  const exact = (part * DECIMAL_ONE * DECIMAL_ONE) / total;
  const [whole, rest] = [exact / DECIMAL_ONE, exact % DECIMAL_ONE];
  const half = DECIMAL_ONE / 2n;
  return rest > half || (rest === half && whole % 2n === 1n) ? whole + 1n : whole;
}

function compare<T extends bigint | string>(left: T, right: T): number {
  return left < right ? -1 : Number(left > right);
}
