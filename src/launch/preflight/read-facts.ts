import type { GasPrice } from "@cosmjs/stargate";
import { setupBankExtension, setupStakingExtension } from "@cosmjs/stargate";
import { consensusAddressBytes, toConsensusAddress } from "../../ccv/consensus-address.ts";
import { providerValidators } from "../../ccv/power-shaping.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { queryValidators } from "../../chain/validators.ts";
import { milliseconds } from "../../ibc/client-state.ts";
import { queryConsumerOverview } from "../../provider/consumer-overview.ts";
import { OverviewReader } from "../../provider/consumer-overview-reader.ts";
import { setupProviderExtension } from "../../provider/queries.ts";
import { findSpecConsumer, type WantedConsumer } from "../find-consumer.ts";
import { queryNodeVersions } from "../node-info.ts";
import type { ConsumerNodeFacts, PayingAccount, PreflightFacts, ProviderFacts } from "./facts.ts";

/** An account that is to pay, and where. */
export interface AccountToCheck {
  readonly name: string;
  readonly address: string;
  readonly gasPrice: GasPrice;
  /** Undefined where no node of its chain answers. */
  readonly chain: ChainConnection | undefined;
  /** Gas of what it has to do once. */
  readonly gas: number;
}

/** Where a checklist's facts come from. */
export interface FactSources {
  readonly provider: ChainConnection;
  /** A node of the consumer; undefined where none answers. */
  readonly node: ChainConnection | undefined;
  readonly wanted: WantedConsumer & Pick<PreflightFacts, "spec">;
  readonly accounts: readonly AccountToCheck[];
  readonly files: Pick<PreflightFacts, "genesis" | "hashes">;
}

/** Reads all that a launch checklist judges by; sends nothing. @throws as `findSpecConsumer` and `queryConsumerOverview` */
export async function readPreflightFacts(sources: FactSources): Promise<PreflightFacts> {
  const { provider, node, wanted, accounts, files } = sources;
  const { provider: queries } = setupProviderExtension(provider.queryClient);
  const [facts, consumer, nodeFacts, balances] = await Promise.all([
    readProvider(provider),
    findSpecConsumer(queries, wanted).then((found) => found && queryConsumerOverview(provider, found.consumerId)),
    node && readNode(node),
    Promise.all(accounts.map(readAccount)),
  ]);
  return { spec: wanted.spec, provider: facts, consumer, node: nodeFacts, accounts: balances, ...files };
}

async function readProvider(chain: ChainConnection): Promise<ProviderFacts> {
  const reader = new OverviewReader(chain, await chain.latestHeight());
  const { staking } = setupStakingExtension(chain.queryClient);
  const [params, { params: bonding }, signers, block, versions, staked] = await Promise.all([
    reader.queries.params(reader.at),
    staking.params(),
    queryValidators(chain, reader.height),
    chain.comet.block(Number(reader.height)),
    queryNodeVersions(chain),
    reader.validators(),
  ]);
  const all = [...staked].map(([providerConsensusAddress, each]) => ({ ...each, providerConsensusAddress }));
  const prefix = all[0]?.operatorAddress.split("valoper1")[0] ?? "cosmos";
  return {
    chainId: chain.chainId,
    time: new Date(block.block.header.time.getTime()),
    unbondingMs: milliseconds(bonding.unbondingTime),
    trustingPeriodFraction: params.trustingPeriodFraction,
    activePowers: new Map(
      signers.map(({ pubkey, power }) => [toConsensusAddress(consensusAddressBytes(pubkey), prefix), power]),
    ),
    validators: providerValidators(all, {
      maxValidators: bonding.maxValidators,
      maxProviderConsensusValidators: Number(params.maxProviderConsensusValidators),
    }),
    versions,
  };
}

const SAMPLE = 20n;

async function readNode(chain: ChainConnection): Promise<ConsumerNodeFacts> {
  const height = await chain.latestHeight();
  const { chainId } = chain;
  if (height === 0n) {
    const none = { interchainSecurity: undefined, ibcGo: undefined, cosmosSdk: undefined };
    return { chainId, height, versions: none, blockTimeMs: undefined };
  }
  const first = height > SAMPLE ? height - SAMPLE : 1n;
  const timeOf = async (at: bigint): Promise<number> =>
    (await chain.comet.block(Number(at))).block.header.time.getTime();
  const [versions, times] = await Promise.all([
    queryNodeVersions(chain),
    // A node may have pruned the earlier one, or begin above it.
    Promise.all([timeOf(first), timeOf(height)]).catch(() => undefined),
  ]);
  const blockTimeMs = times && height > first ? (times[1] - times[0]) / Number(height - first) : undefined;
  return { chainId, height, versions, blockTimeMs };
}

async function readAccount({ name, address, gasPrice, chain, gas }: AccountToCheck): Promise<PayingAccount> {
  const { denom, amount } = gasPrice;
  const price = BigInt(Math.ceil(amount.toFloatApproximation() * gas));
  const coin = chain && (await setupBankExtension(chain.queryClient).bank.balance(address, denom));
  const balance = coin && BigInt(coin.amount);
  return { name, address, denom, balance, wanted: price > 0n ? price : 1n };
}
