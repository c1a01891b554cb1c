import type { ProviderValidators } from "../../ccv/power-shaping.ts";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import type { ConsumerOverview } from "../../provider/consumer-overview.ts";
import type { ConsumerSpec } from "../consumer-spec.ts";

/** An account that has something to pay. */
export interface PayingAccount {
  /** For instance `owner`, `relayer on the consumer`. */
  readonly name: string;
  readonly address: string;
  readonly denom: string;
  /** Undefined where it could not be read. */
  readonly balance: bigint | undefined;
  /** About what it takes to do its part once. */
  readonly wanted: bigint;
}

/** Versions that a node tells of its software; undefined where it does not. */
export interface NodeVersions {
  readonly interchainSecurity: string | undefined;
  readonly ibcGo: string | undefined;
  readonly cosmosSdk: string | undefined;
}

/** What is known of the provider. */
export interface ProviderFacts {
  readonly chainId: string;
  /** Time of its latest block. */
  readonly time: Date;
  readonly unbondingMs: number;
  readonly trustingPeriodFraction: string;
  /** Powers of those who sign the provider's blocks: only they can start a consumer. */
  readonly activePowers: ReadonlyMap<string, bigint>;
  /** Those who may be given power at the spawn, if nothing changes until then. */
  readonly validators: ProviderValidators;
  readonly versions: NodeVersions;
}

/** What is known of the consumer's node; undefined where none answers. */
export interface ConsumerNodeFacts {
  readonly chainId: string;
  readonly height: bigint;
  readonly versions: NodeVersions;
  readonly blockTimeMs: number | undefined;
}

/** All that a launch checklist judges by, read before it judges. */
export interface PreflightFacts {
  readonly spec: ConsumerSpec;
  readonly provider: ProviderFacts;
  /** Undefined before it is created. */
  readonly consumer: ConsumerOverview | undefined;
  readonly node: ConsumerNodeFacts | undefined;
  /** The genesis file, or before the launch the base that it will be made of. */
  readonly genesis: JsonObject | undefined;
  /** SHA-256 in hex of the files that the spec names. */
  readonly hashes: { readonly genesis: string | undefined; readonly binary: string | undefined };
  readonly accounts: readonly PayingAccount[];
}
