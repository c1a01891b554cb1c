import type { ResolvedProvider } from "../topology.ts";
import {
  accountModules,
  coinJson,
  durationJson,
  type GenesisAccount,
  type GenesisHeader,
  withHeader,
  withModules,
} from "./genesis-document.ts";
import { createGentx, type GenesisValidator } from "./gentx.ts";
import type { JsonObject } from "./json.ts";

/** What a provider's genesis file is made of. */
export interface ProviderGenesisInput {
  /** The file that the binary's `init` wrote. */
  readonly defaultGenesis: JsonObject;
  readonly provider: ResolvedProvider;
  readonly genesisTime: Date;
  readonly accounts: readonly GenesisAccount[];
  readonly validators: readonly GenesisValidator[];
}

/** The genesis file of a provider chain, the topology's own patch included. */
export async function createProviderGenesis(input: ProviderGenesisInput): Promise<JsonObject> {
  const { provider, genesisTime, accounts, validators } = input;
  const header: GenesisHeader = { chainId: provider.chainId, genesisTime, initialHeight: 1n };
  const gentxs = await Promise.all(
    validators.map((validator) => createGentx(validator, provider.chainId, provider.denom)),
  );
  const genesis = withModules(withHeader(input.defaultGenesis, header, provider.unbondingSeconds), {
    ...accountModules(accounts, provider.denom),
    ...providerModules(provider),
    genutil: { gen_txs: gentxs },
  });
  return provider.genesis ? provider.genesis(genesis) : genesis;
}

function providerModules(provider: ResolvedProvider): JsonObject {
  const { denom } = provider;
  return {
    crisis: { constant_fee: coinJson(denom, 1_000n) },
    gov: { params: govParams(provider) },
    mint: { params: { mint_denom: denom } },
    provider: {
      params: {
        trusting_period_fraction: provider.trustingPeriodFraction.toString(),
        ccv_timeout_period: durationJson(provider.ccvTimeoutSeconds),
        slash_meter_replenish_period: durationJson(provider.slashMeterReplenishSeconds),
        slash_meter_replenish_fraction: provider.slashMeterReplenishFraction.toString(),
        consumer_reward_denom_registration_fee: coinJson(denom, 10_000_000n),
        blocks_per_epoch: provider.blocksPerEpoch.toString(),
        number_of_epochs_to_start_receiving_rewards: provider.numberOfEpochsToStartReceivingRewards.toString(),
        max_provider_consensus_validators: provider.maxProviderConsensusValidators.toString(),
      },
    },
    slashing: {
      params: {
        signed_blocks_window: provider.signedBlocksWindow.toString(),
        min_signed_per_window: provider.minSignedPerWindow.toFixed(18),
        downtime_jail_duration: durationJson(provider.downtimeJailSeconds),
      },
    },
    staking: {
      params: {
        unbonding_time: durationJson(provider.unbondingSeconds),
        max_validators: provider.maxValidators,
        bond_denom: denom,
      },
    },
  };
}

/** Deposits that any account can pay; an expedited vote must be shorter than an ordinary one. */
function govParams({ denom, votingPeriodSeconds }: ResolvedProvider): JsonObject {
  return {
    min_deposit: [coinJson(denom, 10_000_000n)],
    expedited_min_deposit: [coinJson(denom, 50_000_000n)],
    max_deposit_period: durationJson(votingPeriodSeconds),
    voting_period: durationJson(votingPeriodSeconds),
    expedited_voting_period: durationJson(votingPeriodSeconds / 2),
  };
}
