import { QueryClient, setupBankExtension } from "@cosmjs/stargate";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { TxSender } from "../../chain/tx-sender.ts";
import { errorMessage, IcsError, isIcsError } from "../../errors.ts";
import { queryPacketCommitments } from "../../ibc/queries.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import type { RelayPath } from "../relay-path.ts";

/** What waits on one channel. */
export interface Backlog {
  readonly fromProvider: number;
  readonly fromConsumer: number;
}

/** Packets that each end committed and has not seen acknowledged or timed out. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryBacklog(path: RelayPath, channel: ChannelPair): Promise<Backlog> {
  const [fromProvider, fromConsumer] = await Promise.all([
    queryPacketCommitments(path.provider.connection, {
      portId: channel.portIdOnProvider,
      channelId: channel.channelIdOnProvider,
    }),
    queryPacketCommitments(path.consumer.connection, {
      portId: channel.portIdOnConsumer,
      channelId: channel.channelIdOnConsumer,
    }),
  ]);
  return { fromProvider: fromProvider.length, fromConsumer: fromConsumer.length };
}

/** What an account holds of the denom that it pays fees in. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryFeeBalance({ connection, address, feeDenom }: TxSender): Promise<bigint> {
  const { bank } = QueryClient.withExtensions(connection.comet, setupBankExtension);
  const coin = await bank.balance(address, feeDenom).catch((cause: unknown) => {
    if (isIcsError(cause)) throw cause;
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${connection.chainId} did not tell the balance of ${address}: ${errorMessage(cause)}`,
      { path: "/cosmos.bank.v1beta1.Query/Balance" },
      { cause },
    );
  });
  return BigInt(coin.amount);
}

/**
 * Takes a sample now, and then again with the first block after each `intervalMs`, until the signal aborts. A sample
 * that fails is left out: silence of a node shows elsewhere.
 */
export async function sampleWithBlocks(
  chain: ChainConnection,
  intervalMs: number,
  sample: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let next = 0; ; ) {
    const known = await chain.waitForHeight(1n, { signal });
    if (Date.now() >= next) {
      next = Date.now() + intervalMs;
      await sample().catch((error: unknown) => {
        if (!isIcsError(error)) throw error;
      });
    }
    await chain.waitForHeight(known + 1n, { signal });
  }
}
