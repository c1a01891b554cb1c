import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { errorMessage, IcsError } from "../errors.ts";
import type { Block, BlockTx, ChainEvent } from "./block.ts";
import { parseDuplicateVotes } from "./duplicate-votes.ts";
import { shownUrl } from "./shown-url.ts";

/** What gives a block: a node's client, and whose answers are believed. */
export interface BlockOrigin {
  readonly chainId: string;
  readonly url: string;
  readonly comet: Pick<Comet38Client, "block" | "blockResults">;
}

/** The block at a height, with its results. @throws RPC_HEIGHT_PRUNED, RPC_RESPONSE_INVALID, and what `comet` throws */
export async function readBlock({ chainId, url, comet }: BlockOrigin, height: bigint): Promise<Block> {
  const [{ blockId, block }, results] = await Promise.all([
    comet.block(Number(height)),
    comet.blockResults(Number(height)),
  ]).catch((error: unknown) => explain({ chainId, url }, height, error));
  const { header } = block;
  if (
    BigInt(header.height) !== height ||
    BigInt(results.height) !== height ||
    header.chainId !== chainId ||
    block.txs.length !== results.results.length
  ) {
    throw new IcsError(
      "RPC_RESPONSE_INVALID",
      `The RPC at ${shownUrl(url)}, asked for block ${height} of ${chainId}, answered block ${header.height} of ${header.chainId} with ${block.txs.length} transactions and ${results.results.length} results of height ${results.height}\nA load balancer in front of unlike nodes may be the reason: use one node.`,
      { url: shownUrl(url), path: "block" },
    );
  }
  const txs = block.txs.map((bytes, index): BlockTx => {
    const result = results.results[index];
    return {
      hash: toHex(sha256(bytes)).toUpperCase(),
      bytes,
      code: result?.code ?? 0,
      codespace: result?.codespace ?? "",
      log: result?.log ?? "",
      gasUsed: result?.gasUsed ?? 0n,
      events: (result?.events ?? []) as readonly ChainEvent[],
      data: result?.data ?? new Uint8Array(),
    };
  });
  return {
    chainId,
    height,
    hash: toHex(blockId.hash).toUpperCase(),
    parentHash: toHex(header.lastBlockId?.hash ?? new Uint8Array()).toUpperCase(),
    time: new Date(header.time.getTime()),
    txs,
    events: results.finalizeBlockEvents,
    validatorUpdates: results.validatorUpdates.map((update) => ({
      pubkey: update.pubkey.data,
      power: update.votingPower,
    })),
    duplicateVotes: parseDuplicateVotes(block.evidence, url),
  };
}

function explain({ chainId, url }: Omit<BlockOrigin, "comet">, height: bigint, cause: unknown): never {
  const text = errorMessage(cause);
  const lowest = /lowest height is (\d+)/.exec(text)?.[1];
  if (lowest !== undefined) {
    throw new IcsError(
      "RPC_HEIGHT_PRUNED",
      `Block ${height} of ${chainId} is no longer kept by ${shownUrl(url)}: its lowest height is ${lowest}\nUse an archive node, or start from height ${lowest}.`,
      { url: shownUrl(url), height, lowestHeight: BigInt(lowest) },
      { cause },
    );
  }
  throw cause;
}
