import { QueryClient, setupBankExtension } from "@cosmjs/stargate";
import { MsgTransfer } from "cosmjs-types/ibc/applications/transfer/v1/tx";
import type { ChannelPair } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";

const TEN_MINUTES_NS = 600_000_000_000n;

/** Sends base units of the consumer's own denomination from an account there to the same person on the provider. */
export async function transferToProvider(
  net: Testnet,
  consumer: TestnetConsumer,
  { portIdOnConsumer, channelIdOnConsumer }: ChannelPair,
  options: { readonly account: string; readonly amount: bigint },
): Promise<void> {
  const sender = await consumer.sender(options.account);
  const value = MsgTransfer.fromPartial({
    sourcePort: portIdOnConsumer,
    sourceChannel: channelIdOnConsumer,
    token: { denom: consumer.chain.denom, amount: options.amount.toString() },
    sender: sender.address,
    receiver: net.provider.chain.account(options.account).address,
    timeoutTimestamp: BigInt(Date.now()) * 1_000_000n + TEN_MINUTES_NS,
  });
  await sender.send([{ typeUrl: "/ibc.applications.transfer.v1.MsgTransfer", value }], { gas: 250_000 });
}

/** What an account of the provider holds of denominations that came over IBC. */
export async function receivedOnProvider(net: Testnet, account: string): Promise<bigint> {
  const { bank } = QueryClient.withExtensions(net.provider.connection.comet, setupBankExtension);
  const balances = await bank.allBalances(net.provider.chain.account(account).address);
  return balances.filter(({ denom }) => denom.startsWith("ibc/")).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
