import { rawSecp256k1PubkeyToRawAddress } from "@cosmjs/amino";
import { toBech32 } from "@cosmjs/encoding";
import { consensusAddress } from "../src/index.ts";
import { accountBalance, type ChainAccount, findAccount } from "./accounts.ts";
import type { NodeBinary } from "./binary-defaults.ts";
import type { ChainValidator, PreparedChain, RunningChain, TestnetContext } from "./chain.ts";
import { checkFixedPorts } from "./fixed-ports.ts";
import type { GenesisValidator } from "./genesis/gentx.ts";
import { createProviderGenesis } from "./genesis/provider-genesis.ts";
import { createConsensusKey } from "./node/consensus-key.ts";
import { writeGenesis } from "./node/node-home.ts";
import { prepareChain } from "./prepare-chain.ts";
import type { ResolvedValidator } from "./topology.ts";

/** A validator of the provider. */
export interface ProviderValidator extends ChainValidator {
  /** `cosmosvaloper1…`: the same bytes as `accountAddress`. */
  readonly operatorAddress: string;
  /** Self-delegation at genesis in base units. */
  readonly stake: bigint;
}

/** A provider that is ready to start. */
export type PreparedProvider = PreparedChain<ProviderValidator>;

/** A provider that makes blocks. */
export type RunningProvider = RunningChain<ProviderValidator>;

/** The bech32 prefix of the provider's accounts. */
export const providerAddressPrefix = "cosmos";

/**
 * Makes keys, genesis and homes of the provider, and leases its ports; then `startChain` runs it.
 * Ports that the topology fixes for consumers are checked too.
 * No binary is called where this one's defaults are cached.
 * @throws TESTNET_PORT_IN_USE, TESTNET_BINARY_FAILED
 */
export async function prepareProvider(context: TestnetContext, binary: NodeBinary): Promise<PreparedProvider> {
  const { provider } = context.topology;
  await checkFixedPorts(context.topology);
  const { accounts, validators } = await createProviderMembers(context);
  const prepared = await prepareChain<ProviderValidator>(context, {
    name: provider.chainId,
    chainId: provider.chainId,
    initialHeight: 1n,
    addressPrefix: providerAddressPrefix,
    denom: provider.denom,
    blockTimeMs: provider.blockTimeMs,
    firstPort: provider.firstPort,
    limits: provider.limits,
    binary,
    validators,
    accounts,
    running: provider.validators.filter(({ running }) => running).map(({ name }) => name),
  });
  const stakes = new Map(validators.map(({ accountAddress, stake }) => [accountAddress, stake]));
  const genesis = await createProviderGenesis({
    provider,
    defaultGenesis: prepared.defaultGenesis,
    genesisTime: new Date(),
    accounts: accounts.map(({ address }) => ({ address, amount: accountBalance + (stakes.get(address) ?? 0n) })),
    validators: validators.map((validator, index) =>
      toGenesisValidator(validator, provider.validators[index], accounts),
    ),
  });
  await Promise.all(prepared.nodes.map(({ home }) => writeGenesis(home, genesis)));
  return prepared;
}

/** The provider's accounts and validators; keys that are not known already are made. */
export async function createProviderMembers(
  context: Pick<TestnetContext, "topology" | "accounts" | "knownKey">,
): Promise<{ readonly accounts: readonly ChainAccount[]; readonly validators: readonly ProviderValidator[] }> {
  const { chainId, validators } = context.topology.provider;
  const accounts = await context.accounts.onChain(providerAddressPrefix);
  return {
    accounts,
    validators: validators.map((each) => createValidator(each, accounts, context.knownKey?.(chainId, each.name))),
  };
}

function createValidator(
  { name, stake }: ResolvedValidator,
  accounts: readonly ChainAccount[],
  consensusKey = createConsensusKey(),
): ProviderValidator {
  const { address: accountAddress, publicKey, signer } = findAccount(accounts, name);
  const operatorAddress = toBech32(`${providerAddressPrefix}valoper`, rawSecp256k1PubkeyToRawAddress(publicKey));
  return {
    name,
    stake,
    signer,
    accountAddress,
    operatorAddress,
    consensusKey,
    consensusAddress: consensusAddress(consensusKey.publicKey, providerAddressPrefix),
  };
}

function toGenesisValidator(
  validator: ProviderValidator,
  resolved: ResolvedValidator | undefined,
  accounts: readonly ChainAccount[],
): GenesisValidator {
  return {
    moniker: validator.name,
    operatorAddress: validator.operatorAddress,
    accountAddress: validator.accountAddress,
    accountPublicKey: findAccount(accounts, validator.name).publicKey,
    consensusPublicKey: validator.consensusKey.publicKey,
    signer: validator.signer,
    stake: validator.stake,
    commissionRate: BigInt(Math.round((resolved?.commissionRate ?? 0) * 1_000_000)) * 10n ** 12n,
  };
}
