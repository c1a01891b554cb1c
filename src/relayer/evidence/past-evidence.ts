import type { comet38 } from "@cosmjs/tendermint-rpc";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { answered } from "./answered.ts";
import { upperHex } from "./evidence.ts";

/** SHA-256 of nothing: the evidence hash of a header whose block has none. */
const NO_EVIDENCE = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

/** The most headers that CometBFT gives at once. */
const HEADERS = 20n;

/** How far back is looked. */
export interface PastOptions {
  /** The height from which downwards is looked. */
  readonly to: bigint;
  /** Nothing below this height is looked at; default 1. */
  readonly lowest?: bigint;
  /** Nothing older than this is looked at, by the chain's own time; default all. */
  readonly since?: Date;
  readonly signal: AbortSignal;
}

/**
 * Heights of the blocks that have evidence, downwards; reads twenty headers a request, and ends where the node's blocks
 * do. A node that does not answer, or is behind, is asked again with each block.
 */
export async function* heightsWithEvidence(
  chain: ChainConnection,
  { to, lowest = 1n, since, signal }: PastOptions,
): AsyncGenerator<bigint> {
  for (let height = to; height >= lowest; height -= HEADERS) {
    const from = height - HEADERS >= lowest ? height - HEADERS + 1n : lowest;
    const headers = await readHeaders(chain, from, height, signal);
    for (const header of headers) {
      if (since !== undefined && header.time.getTime() < since.getTime()) return;
      if (upperHex(header.evidenceHash) !== NO_EVIDENCE) yield BigInt(header.height);
    }
    if (BigInt(headers.length) < height - from + 1n) return;
  }
}

/** The time of a block, in milliseconds; undefined where the node no longer keeps it. */
export async function timeOf(chain: ChainConnection, height: bigint, signal: AbortSignal): Promise<number | undefined> {
  const [header] = await readHeaders(chain, height, height, signal);
  return header?.time.getTime();
}

/** Downwards from `to`; ends where the node's blocks do. */
async function readHeaders(
  chain: ChainConnection,
  from: bigint,
  to: bigint,
  signal: AbortSignal,
): Promise<readonly comet38.Header[]> {
  for (;;) {
    const { lastHeight, blockMetas } = await answered(chain, signal, () =>
      chain.comet.blockchain(Number(from), Number(to)).catch(outsideOfItsBlocks),
    );
    if (BigInt(lastHeight) >= to) return blockMetas.map(({ header }) => header);
    await chain.waitForHeight(chain.knownHeight + 1n, { signal });
  }
}

/**
 * A range that lies wholly below or above the node's blocks is refused, with its bounds as the node has narrowed them.
 * @see filterMinMax in rpc/core/blocks.go of CometBFT 0.38
 */
function outsideOfItsBlocks(error: unknown): comet38.BlockchainResponse {
  if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
  const most = /can't be greater than max height (\d+)/.exec(error.message)?.[1];
  return { lastHeight: most === undefined ? Number.MAX_SAFE_INTEGER : Number(most), blockMetas: [] };
}

/** A transaction that the node's index has. */
export interface IndexedTx {
  readonly height: bigint;
  /** Upper-case hex. */
  readonly hash: string;
  readonly bytes: Uint8Array;
}

const PAGE = 50;

/**
 * The transactions with an event of this kind about a client, downwards; none where the node keeps no index. A node that
 * does not answer is asked again with later blocks.
 */
export async function* clientTransactions(
  chain: ChainConnection,
  eventType: "update_client" | "client_misbehaviour",
  clientId: string,
  past: PastOptions,
  logger: Logger,
): AsyncGenerator<IndexedTx> {
  const { to, lowest = 1n, signal } = past;
  const query = `${eventType}.client_id='${clientId}'`;
  const search = (page: number) => chain.comet.txSearch({ query, page, per_page: PAGE, order_by: "desc" });
  for (let page = 1; ; page += 1) {
    const found = await answered(chain, signal, () => search(page)).catch((error: unknown) => {
      if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
      if (page === 1) logger.warn("a node does not tell of past client updates", { error: error.message });
      return { txs: [], totalCount: 0 };
    });
    const txs = found.txs.map(({ height, hash, tx }) => ({ height: BigInt(height), hash: upperHex(hash), bytes: tx }));
    const last = txs.at(-1);
    const isEnd = last !== undefined && (last.height < lowest || (await isOlder(chain, last.height, past)));
    for (const tx of txs.filter(({ height }) => height <= to)) {
      if (isEnd && (tx.height < lowest || (await isOlder(chain, tx.height, past)))) return;
      yield tx;
    }
    if (isEnd || page * PAGE >= found.totalCount) return;
  }
}

/** True for what the node no longer keeps, too. */
async function isOlder(chain: ChainConnection, height: bigint, { since, signal }: PastOptions): Promise<boolean> {
  if (since === undefined) return false;
  const time = await timeOf(chain, height, signal);
  return time === undefined || time < since.getTime();
}
