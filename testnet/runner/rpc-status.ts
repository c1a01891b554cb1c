import { z } from "zod";

/** What a node says of itself. */
export interface NodeStatus {
  readonly chainId: string;
  readonly nodeId: string;
  readonly latestHeight: bigint;
  readonly latestBlockTime: Date;
}

const statusAnswer = z.object({
  result: z.object({
    node_info: z.object({ network: z.string(), id: z.string() }),
    sync_info: z.object({ latest_block_height: z.string(), latest_block_time: z.string() }),
  }),
});

/** Longest wait for one answer: a paused node accepts the connection and never answers. */
const answerMs = 2_000;

/** True where a node's REST server answers a query. @throws only where aborted */
export async function answersRest(restUrl: string, signal: AbortSignal): Promise<boolean> {
  try {
    const path = "/cosmos/base/tendermint/v1beta1/node_info";
    const response = await fetch(`${restUrl}${path}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // As below.
    signal.throwIfAborted();
    return false;
  }
}

const infoAnswer = z.object({
  result: z.object({ response: z.object({ last_block_height: z.string().default("0") }) }),
});

/**
 * The height of a node's last block that is executed and committed, 0 where there is none or it does not answer.
 * `/status` tells a block before that is so, when its state cannot be read yet. @throws only where aborted
 */
export async function readTip(rpcUrl: string, signal: AbortSignal): Promise<bigint> {
  try {
    const response = await fetch(`${rpcUrl}/abci_info`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    const answer = infoAnswer.safeParse(await response.json());
    return answer.success ? BigInt(answer.data.result.response.last_block_height) : 0n;
  } catch {
    // As below.
    signal.throwIfAborted();
    return 0n;
  }
}

/** A node's `/status`; undefined while it does not answer, or answers something else. @throws only where aborted */
export async function readStatus(rpcUrl: string, signal: AbortSignal): Promise<NodeStatus | undefined> {
  try {
    const response = await fetch(`${rpcUrl}/status`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    const answer = statusAnswer.safeParse(await response.json());
    if (!answer.success) return undefined;
    const { node_info, sync_info } = answer.data.result;
    return {
      chainId: node_info.network,
      nodeId: node_info.id,
      latestHeight: BigInt(sync_info.latest_block_height),
      latestBlockTime: new Date(sync_info.latest_block_time),
    };
  } catch {
    // Refused, reset, timed out or not JSON: it is not ready, and the caller's deadline decides for how long.
    signal.throwIfAborted();
    return undefined;
  }
}
