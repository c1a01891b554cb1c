import type { ProviderValidators, StakedValidator } from "../../../src/ccv/power-shaping.ts";
import { type ConsumerSpec, consumerSpecSchema } from "../../../src/launch/consumer-spec.ts";
import type { PreflightFacts } from "../../../src/launch/preflight/facts.ts";
import type { ConsumerOverview } from "../../../src/provider/consumer-overview.ts";
import type { OverviewValidator } from "../../../src/provider/consumer-overview-validators.ts";
import { initializationParameters, powerShapingParameters } from "../../../src/provider/messages.ts";
import { durationOfSeconds } from "../../../src/provider/parameters.ts";

/** The provider's time in these tests. */
export const now = new Date("2027-01-01T00:00:00Z");

/** As little as a spec needs. */
export const writtenSpec = {
  chainId: "consumer-1",
  metadata: { name: "name", description: "description", metadata: "metadata" },
  initialization: { spawnTime: "+1h" },
};

/** A spec with some of its sections, as they are written. */
export function madeSpec(sections: object = {}): ConsumerSpec {
  return consumerSpecSchema.parse({ ...writtenSpec, ...sections });
}

/** A validator of a consumer with power 100 on both chains. */
export function madeValidator(name: string, given: Partial<OverviewValidator> = {}): OverviewValidator {
  const key = new Uint8Array(32).fill(name.charCodeAt(0));
  return {
    providerConsensusAddress: `${name}-valcons`,
    providerOperatorAddress: `${name}-valoper`,
    providerKey: key,
    consumerKey: key,
    consumerConsensusAddress: `${name}-valcons`,
    assignedKey: undefined,
    moniker: name,
    isOptedIn: true,
    isInSet: true,
    jailed: false,
    consumerPower: 100n,
    providerPower: 100n,
    providerTokens: 100_000_000n,
    consumerCommissionRate: "0.1",
    providerCommissionRate: "0.1",
    ...given,
  };
}

/** Validators of a provider, by falling power; the first so many are active. */
export function madeStaking(powers: Readonly<Record<string, bigint>>, active = 100): ProviderValidators {
  const bonded = Object.entries(powers).map(([name, power]): StakedValidator => {
    const addresses = { providerConsensusAddress: `${name}-valcons`, operatorAddress: `${name}-valoper` };
    return { ...addresses, power, tokens: power * 1_000_000n, jailed: false };
  });
  const limits = { maxValidators: 100, maxProviderConsensusValidators: active };
  return { bonded, active: bonded.slice(0, active), others: [], limits };
}

/** A consumer that is INITIALIZED, and for which four validators have opted in. */
export function madeOverview(given: Partial<ConsumerOverview> = {}): ConsumerOverview {
  return {
    consumerId: "3",
    chainId: "consumer-1",
    ownerAddress: "owner",
    phase: "INITIALIZED",
    metadata: writtenSpec.metadata,
    initializationParameters: initializationParameters("consumer-1", {
      spawnTime: new Date(now.getTime() + 3_600_000),
    }),
    powerShapingParameters: powerShapingParameters(),
    infractionParameters: undefined,
    minPowerInTopN: undefined,
    allowlistedRewardDenoms: [],
    queuedInfractionParameters: undefined,
    removalTime: undefined,
    client: undefined,
    channel: undefined,
    pendingValsetUpdateIds: [],
    validators: ["a", "b", "c", "d"].map((name) => madeValidator(name)),
    waitingRewards: [],
    provider: {
      height: 10n,
      throttle: { slashMeter: 1n, slashMeterAllowance: 1n, nextReplenishCandidate: undefined },
      blocksPerEpoch: 1n,
      nextEpochHeight: 11n,
      registeredRewardDenoms: [],
    },
    ...given,
  };
}

/** A channel and a client as a launched consumer has them. */
export const launched = {
  phase: "LAUNCHED",
  client: { clientId: "07-tendermint-0", status: "Active", latestHeight: 5n },
  channel: {
    channelId: "channel-0",
    state: "open",
    connectionId: "connection-0",
    counterpartyChannelId: "channel-1",
  },
} as const;

const versions = { interchainSecurity: "v7.0.1", ibcGo: "v10.1.1", cosmosSdk: "v0.50.13" };

/** Facts of which every rule of the launch checklist says "pass". */
export function madeFacts(given: Partial<PreflightFacts> = {}): PreflightFacts {
  const hash = "ab".repeat(32);
  const spec = madeSpec({
    initialization: { spawnTime: "+1h", genesisHash: hash, binaryHash: hash },
    rewards: { denoms: ["ucon"], allowlist: ["ucon"] },
  });
  return {
    spec,
    provider: {
      chainId: "provider-1",
      time: now,
      unbondingMs: 21 * 86_400_000,
      trustingPeriodFraction: "0.66",
      activePowers: new Map(["a", "b", "c", "d", "e"].map((name) => [`${name}-valcons`, 100n])),
      validators: madeStaking({ a: 100n, b: 100n, c: 100n, d: 100n, e: 100n }),
      versions,
    },
    consumer: madeOverview({
      allowlistedRewardDenoms: ["ucon"],
      initializationParameters: initializationParameters("consumer-1", {
        spawnTime: new Date(now.getTime() + 3_600_000),
        genesisHash: new Uint8Array(32).fill(0xab),
        binaryHash: new Uint8Array(32).fill(0xab),
        unbondingPeriod: durationOfSeconds(1_728_000),
      }),
    }),
    node: { chainId: "consumer-1", height: 0n, versions, blockTimeMs: undefined },
    genesis: { app_state: { slashing: { params: { signed_blocks_window: "10000" } } } },
    hashes: { genesis: hash, binary: hash },
    accounts: ["owner", "relayer on the provider"].map((name) => {
      return { name, address: name, denom: "uatom", balance: 10n, wanted: 10n };
    }),
    ...given,
  };
}
