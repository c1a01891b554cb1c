import { setupSlashingExtension } from "@cosmjs/stargate";
import type { IncludedTx, SendOptions, WaitOptions } from "../../src/index.ts";
import { type ConsensusKey, createConsensusKey } from "../node/consensus-key.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import { untilTime } from "./blocks.ts";

/** Opts a validator in, with a consumer key of its own where one is given; counts from the next epoch on. */
export async function optIn(
  net: Testnet,
  consumer: TestnetConsumer,
  validator: string,
  options: SendOptions & { readonly consumerKey?: Uint8Array } = {},
): Promise<IncludedTx> {
  const client = await net.provider.client(validator);
  return client.optIn(consumer.consumerId, options);
}

/** Opts a validator out of a launched consumer; counts from the next epoch on. */
export async function optOut(
  net: Testnet,
  consumer: TestnetConsumer,
  validator: string,
  options?: SendOptions,
): Promise<IncludedTx> {
  const client = await net.provider.client(validator);
  return client.optOut(consumer.consumerId, options);
}

/** Assigns a new consensus key to a validator on a consumer, or the given one. Resolves with the key. */
export async function assignKey(
  net: Testnet,
  consumer: TestnetConsumer,
  validator: string,
  options: SendOptions & { readonly key?: ConsensusKey } = {},
): Promise<{ readonly key: ConsensusKey; readonly tx: IncludedTx }> {
  const { key = createConsensusKey(), ...rest } = options;
  const client = await net.provider.client(validator);
  return { key, tx: await client.assignConsumerKey(consumer.consumerId, key.publicKey, rest) };
}

/** Sets what a validator takes of its delegators' rewards from a consumer; a decimal from "0" to "1". */
export async function setCommission(
  net: Testnet,
  consumer: TestnetConsumer,
  validator: string,
  rate: string,
  options?: SendOptions,
): Promise<IncludedTx> {
  const client = await net.provider.client(validator);
  return client.setConsumerCommissionRate(consumer.consumerId, rate, options);
}

/** Waits for the end of a validator's jail in the provider's time, and unjails it. */
export async function unjail(net: Testnet, validator: string, options: WaitOptions = {}): Promise<IncludedTx> {
  const { connection } = net.provider;
  const { consensusAddress, operatorAddress: validatorAddr } = net.provider.validator(validator);
  const { valSigningInfo } = await setupSlashingExtension(connection.queryClient).slashing.signingInfo(
    consensusAddress,
  );
  const { seconds } = valSigningInfo.jailedUntil;
  await untilTime(connection, new Date((Number(seconds) + 1) * 1000), options);
  const client = await net.provider.client(validator);
  return client.sender.send([{ typeUrl: "/cosmos.slashing.v1beta1.MsgUnjail", value: { validatorAddr } }], options);
}
