import type { ResolvedConsumer } from "../topology.ts";
import {
  accountModules,
  coinJson,
  durationJson,
  type GenesisAccount,
  withHeader,
  withModules,
} from "./genesis-document.ts";
import { type JsonObject, mergeJson } from "./json.ts";

/** What a consumer's genesis file is made of. */
export interface ConsumerGenesisInput {
  /** The file that the binary's `init` wrote. */
  readonly defaultGenesis: JsonObject;
  readonly consumer: ResolvedConsumer;
  /** What the provider's query `consumer-genesis` answers once the consumer is launched, unchanged. */
  readonly ccvGenesis: JsonObject;
  /** Not before the launch block's time: the first header must be later than the client's first consensus state. */
  readonly genesisTime: Date;
  readonly accounts: readonly GenesisAccount[];
}

/** The genesis file of a consumer chain, the topology's own patch included. */
export function createConsumerGenesis(input: ConsumerGenesisInput): JsonObject {
  const { consumer, genesisTime, accounts } = input;
  const { chainId, denom } = consumer;
  const header = { chainId, genesisTime, initialHeight: consumer.initialHeight.revisionHeight };
  const genesis = withModules(withHeader(input.defaultGenesis, header, consumer.unbondingSeconds), {
    ...accountModules(accounts, denom),
    ccvconsumer: mergeJson(input.ccvGenesis, { params: ccvParams(consumer) }),
    crisis: { constant_fee: coinJson(denom, 1_000n) },
    gov: { params: { min_deposit: [coinJson(denom, 10_000_000n)] } },
    mint: { params: { mint_denom: denom } },
    staking: { params: { bond_denom: denom, unbonding_time: durationJson(consumer.unbondingSeconds) } },
    slashing: {
      params: {
        signed_blocks_window: consumer.signedBlocksWindow.toString(),
        min_signed_per_window: consumer.minSignedPerWindow.toFixed(18),
      },
    },
  });
  return consumer.genesis ? consumer.genesis(genesis) : genesis;
}

/** The provider always leaves these at their defaults, and a chain without governance can never change them later. */
function ccvParams(consumer: ResolvedConsumer): JsonObject {
  return {
    reward_denoms: consumer.rewardDenoms,
    provider_reward_denoms: consumer.providerRewardDenoms,
    retry_delay_period: consumer.retryDelaySeconds === undefined ? undefined : durationJson(consumer.retryDelaySeconds),
  };
}
