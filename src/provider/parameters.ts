import { fromAscii, toAscii } from "@cosmjs/encoding";
import { Decimal } from "@cosmjs/math";
import type { Duration } from "cosmjs-types/google/protobuf/duration";
import type { PowerShaping } from "../ccv/power-shaping.ts";
import { dateToTimestamp, timestampToDate } from "../ccv/wire-time.ts";
import type {
  InfractionParameters as WireInfractionParameters,
  ConsumerInitializationParameters as WireInitializationParameters,
  PowerShapingParameters as WirePowerShapingParameters,
  SlashJailParameters as WireSlashJailParameters,
} from "../codec/interchain_security/ccv/provider/v1/provider.ts";

/** What a consumer chain says of itself. The chain limits name to 50, description to 10,000, metadata to 255 bytes. */
export interface ConsumerMetadata {
  readonly name: string;
  readonly description: string;
  /** Free text, often a link or JSON. */
  readonly metadata: string;
}

/** How a consumer chain starts. */
export interface InitializationParameters {
  /** First height of the consumer; its revision number is the number at the end of the chain id ("x-1"), else 0. */
  readonly initialHeight: { readonly revisionNumber: bigint; readonly revisionHeight: bigint };
  readonly genesisHash: Uint8Array;
  readonly binaryHash: Uint8Array;
  /** When the provider launches the consumer; undefined while not yet decided. */
  readonly spawnTime: Date | undefined;
  readonly unbondingPeriod: Duration;
  readonly ccvTimeoutPeriod: Duration;
  readonly transferTimeoutPeriod: Duration;
  /** The part of the rewards that the consumer keeps, as a decimal from "0" to "1". */
  readonly consumerRedistributionFraction: string;
  readonly blocksPerDistributionTransmission: bigint;
  readonly historicalEntries: bigint;
  /** An existing transfer channel on the consumer, or "" to open a new one. */
  readonly distributionTransmissionChannel: string;
  /** The connection that a running chain already has with the provider, or "" for a new chain. */
  readonly connectionId: string;
}

/** Which validators a consumer gets, and with how much power. Addresses are `cosmosvalcons…`. */
export type PowerShapingParameters = PowerShaping;

/** What an infraction on the consumer costs on the provider. */
export interface SlashJailParameters {
  /** Decimal from "0" to "1", at most 18 places. */
  readonly slashFraction: string;
  readonly jailDuration: Duration;
  readonly tombstone: boolean;
}

/** Costs by infraction; one that is left out gets the provider's default. */
export interface InfractionParameters {
  readonly doubleSign?: SlashJailParameters;
  readonly downtime?: SlashJailParameters;
}

/** A protobuf duration of whole seconds. */
export function durationOfSeconds(seconds: number | bigint): Duration {
  return { seconds: BigInt(seconds), nanos: 0 };
}

/** The integer of 10^-18 units that stands for a decimal on the wire. */
export function decimalToAtomics(decimal: string): string {
  return Decimal.fromUserInput(decimal, 18).atomics;
}

/** The decimal that an integer of 10^-18 units stands for. */
export function atomicsToDecimal(atomics: string): string {
  return Decimal.fromAtomics(atomics, 18).toString();
}

export function initializationParametersToWire(parameters: InitializationParameters): WireInitializationParameters {
  const { initialHeight, genesisHash, binaryHash, spawnTime, ...rest } = parameters;
  return {
    ...rest,
    initialHeight: { ...initialHeight },
    genesisHash,
    binaryHash,
    spawnTime: spawnTime && dateToTimestamp(spawnTime),
  };
}

export function initializationParametersFromWire(
  wire: WireInitializationParameters | undefined,
): InitializationParameters | undefined {
  if (wire === undefined) return undefined;
  const none = durationOfSeconds(0);
  return {
    ...wire,
    initialHeight: wire.initialHeight ?? { revisionNumber: 0n, revisionHeight: 0n },
    spawnTime: timestampToDate(wire.spawnTime),
    unbondingPeriod: wire.unbondingPeriod ?? none,
    ccvTimeoutPeriod: wire.ccvTimeoutPeriod ?? none,
    transferTimeoutPeriod: wire.transferTimeoutPeriod ?? none,
  };
}

export function powerShapingToWire(parameters: PowerShapingParameters): WirePowerShapingParameters {
  const { allowInactiveValidators, allowlist, denylist, prioritylist, ...rest } = parameters;
  return {
    ...rest,
    allowlist: [...allowlist],
    denylist: [...denylist],
    prioritylist: [...prioritylist],
    allowInactiveVals: allowInactiveValidators,
  };
}

export function powerShapingFromWire(wire: WirePowerShapingParameters): PowerShapingParameters {
  const { topN, validatorsPowerCap, validatorSetCap, allowlist, denylist, prioritylist, minStake } = wire;
  const lists = { allowlist, denylist, prioritylist };
  return {
    topN,
    validatorsPowerCap,
    validatorSetCap,
    ...lists,
    minStake,
    allowInactiveValidators: wire.allowInactiveVals,
  };
}

export function infractionParametersToWire(parameters: InfractionParameters): WireInfractionParameters {
  return {
    doubleSign: parameters.doubleSign && slashJailToWire(parameters.doubleSign),
    downtime: parameters.downtime && slashJailToWire(parameters.downtime),
  };
}

export function infractionParametersFromWire(
  wire: WireInfractionParameters | undefined,
): InfractionParameters | undefined {
  return (
    wire && {
      ...(wire.doubleSign && { doubleSign: slashJailFromWire(wire.doubleSign) }),
      ...(wire.downtime && { downtime: slashJailFromWire(wire.downtime) }),
    }
  );
}

function slashJailToWire(parameters: SlashJailParameters): WireSlashJailParameters {
  const { slashFraction, ...rest } = parameters;
  return { ...rest, slashFraction: toAscii(decimalToAtomics(slashFraction)) };
}

function slashJailFromWire(wire: WireSlashJailParameters): SlashJailParameters {
  return {
    slashFraction: atomicsToDecimal(fromAscii(wire.slashFraction) || "0"),
    jailDuration: wire.jailDuration ?? durationOfSeconds(0),
    tombstone: wire.tombstone,
  };
}
