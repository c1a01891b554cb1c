import { consensusAddress } from "../src/index.ts";
import { accountBalance, type ChainAccount, findAccount } from "./accounts.ts";
import type { NodeBinary } from "./binary-defaults.ts";
import type { ChainValidator, PreparedChain, RunningChain, TestnetContext } from "./chain.ts";
import { createConsumerGenesis } from "./genesis/consumer-genesis.ts";
import type { JsonObject } from "./genesis/json.ts";
import { type ConsensusKey, createConsensusKey } from "./node/consensus-key.ts";
import { writeGenesis } from "./node/node-home.ts";
import { prepareChain } from "./prepare-chain.ts";
import { type ProviderValidator, providerAddressPrefix } from "./provider-chain.ts";
import type { StartOptions } from "./runner/runner.ts";
import { startChain } from "./start-chain.ts";
import type { ResolvedConsumer } from "./topology.ts";

/** A provider validator on a consumer chain. */
export interface ConsumerValidator extends ChainValidator {
  readonly provider: ProviderValidator;
  /** True where it signs with a consensus key of its own, which must be assigned before the launch. */
  readonly ownKey: boolean;
  /** What `MsgOptIn` and `MsgAssignConsumerKey` take as `consumer_key`; empty where the provider's key is used. */
  readonly consumerKey: string;
  /** Its consensus address on the consumer as the provider's queries write it: `cosmosvalcons1…`. */
  readonly consumerConsensusAddress: string;
}

/** A consumer whose nodes lack only the genesis file. */
export interface PreparedConsumer extends PreparedChain<ConsumerValidator> {
  readonly consumer: ResolvedConsumer;
}

/** A consumer that makes blocks. */
export type RunningConsumer = RunningChain<ConsumerValidator>;

/** What is known only once the consumer is launched on the provider. */
export interface ConsumerLaunch {
  /** What the provider's query `consumer-genesis` answers, as JSON. */
  readonly ccvGenesis: JsonObject;
  /** Not before the time of the provider's launch block; best is that time itself. */
  readonly genesisTime: Date;
}

/**
 * Makes keys and homes of a consumer's nodes and leases its ports. Needs no launched consumer, so that it can be done
 * before the spawn time.
 * @throws TESTNET_PORT_IN_USE, TESTNET_BINARY_FAILED
 */
export async function prepareConsumer(
  context: TestnetContext,
  consumer: ResolvedConsumer,
  providerValidators: readonly ProviderValidator[],
  binary: NodeBinary,
): Promise<PreparedConsumer> {
  const { addressPrefix } = consumer;
  const { accounts, validators } = await createConsumerMembers(context, consumer, providerValidators);
  const prepared = await prepareChain<ConsumerValidator>(context, {
    name: consumer.name,
    chainId: consumer.chainId,
    initialHeight: consumer.initialHeight.revisionHeight,
    addressPrefix,
    denom: consumer.denom,
    blockTimeMs: consumer.blockTimeMs,
    firstPort: consumer.firstPort,
    limits: consumer.limits,
    startFlags: consumer.startFlags,
    binary,
    validators,
    accounts,
    running: consumer.validators.filter(({ running }) => running).map(({ validator }) => validator),
  });
  return { ...prepared, consumer };
}

/** A consumer's accounts and validators; keys of their own that are not known already are made. */
export async function createConsumerMembers(
  context: Pick<TestnetContext, "accounts" | "knownKey">,
  consumer: ResolvedConsumer,
  providerValidators: readonly ProviderValidator[],
): Promise<{ readonly accounts: readonly ChainAccount[]; readonly validators: readonly ConsumerValidator[] }> {
  const { addressPrefix, coinType } = consumer;
  const accounts = await context.accounts.onChain(addressPrefix, coinType);
  const validators = consumer.validators.flatMap(({ validator, ownKey }): ConsumerValidator[] => {
    const provider = providerValidators.find(({ name }) => name === validator);
    if (!provider) return [];
    const ownKeyBefore = ownKey ? context.knownKey?.(consumer.name, validator) : undefined;
    return [createValidator(provider, { ownKey, ownKeyBefore, addressPrefix }, findAccount(accounts, validator))];
  });
  return { accounts, validators };
}

/**
 * Writes the genesis file of a launched consumer into its nodes' homes, starts them, and resolves at the first block.
 * @throws as `startChain`
 */
export async function startConsumer(
  context: TestnetContext,
  prepared: PreparedConsumer,
  launch: ConsumerLaunch,
  options: StartOptions = {},
): Promise<RunningConsumer> {
  const genesis = createConsumerGenesis({
    defaultGenesis: prepared.defaultGenesis,
    consumer: prepared.consumer,
    ccvGenesis: launch.ccvGenesis,
    genesisTime: launch.genesisTime,
    accounts: prepared.accounts.map(({ address }) => ({ address, amount: accountBalance })),
  });
  await Promise.all(prepared.nodes.map(({ home }) => writeGenesis(home, genesis)));
  return startChain(context, prepared, options);
}

function createValidator(
  provider: ProviderValidator,
  given: { readonly ownKey: boolean; readonly ownKeyBefore: ConsensusKey | undefined; readonly addressPrefix: string },
  { address: accountAddress, signer }: ChainAccount,
): ConsumerValidator {
  const { ownKey, ownKeyBefore, addressPrefix } = given;
  const consensusKey = ownKey ? (ownKeyBefore ?? createConsensusKey()) : provider.consensusKey;
  return {
    name: provider.name,
    provider,
    ownKey,
    accountAddress,
    signer,
    consensusKey,
    consumerKey: ownKey ? consensusKey.publicKeyJson : "",
    consensusAddress: consensusAddress(consensusKey.publicKey, addressPrefix),
    consumerConsensusAddress: consensusAddress(consensusKey.publicKey, providerAddressPrefix),
  };
}
