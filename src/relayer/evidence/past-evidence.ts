import type { comet38 } from "@cosmjs/tendermint-rpc";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { upperHex } from "./evidence.ts";

/** SHA-256 of nothing: the evidence hash of a header whose block has none. */
const NO_EVIDENCE = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

/** The most headers that CometBFT gives at once. */
const HEADERS = 20n;

/** How far back is looked. */
export interface PastOptions {
  /** The height from which downwards is looked. */
  readonly to: bigint;
  /** Nothing older than this is looked at, by the chain's own time. */
  readonly since: Date;
  readonly signal: AbortSignal;
}

/** Heights of the blocks that have evidence, downwards; reads twenty headers a request, and ends where the node's blocks do. */
export async function* heightsWithEvidence(
  { comet }: ChainConnection,
  { to, since, signal }: PastOptions,
): AsyncGenerator<bigint> {
  for (let height = to; height > 0n; height -= HEADERS) {
    signal.throwIfAborted();
    const lowest = height > HEADERS ? height - HEADERS + 1n : 1n;
    const { blockMetas } = await comet.blockchain(Number(lowest), Number(height)).catch(beforeTheFirst);
    for (const { header } of blockMetas) {
      if (header.time.getTime() < since.getTime()) return;
      if (upperHex(header.evidenceHash) !== NO_EVIDENCE) yield BigInt(header.height);
    }
    if (BigInt(blockMetas.length) < height - lowest + 1n) return;
  }
}

/** A transaction that the node's index has. */
export interface IndexedTx {
  readonly height: bigint;
  /** Upper-case hex. */
  readonly hash: string;
  readonly bytes: Uint8Array;
}

const PAGE = 50;

/** The transactions with an event of this kind about a client, downwards; none where the node keeps no index. */
export async function* clientTransactions(
  chain: ChainConnection,
  eventType: "update_client" | "client_misbehaviour",
  clientId: string,
  { to, since, signal }: PastOptions,
  logger: Logger,
): AsyncGenerator<IndexedTx> {
  const query = `${eventType}.client_id='${clientId}'`;
  for (let page = 1; ; page += 1) {
    signal.throwIfAborted();
    const found = await chain.comet
      .txSearch({ query, page, per_page: PAGE, order_by: "desc" })
      .catch((error: unknown) => {
        if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
        if (page === 1) logger.warn("a node does not tell of past client updates", { error: error.message });
        return undefined;
      });
    for (const { height, hash, tx } of found?.txs ?? []) {
      if (BigInt(height) > to) continue;
      if (await isOlder(chain, height, since)) return;
      yield { height: BigInt(height), hash: upperHex(hash), bytes: tx };
    }
    if (found === undefined || page * PAGE >= found.totalCount) return;
  }
}

async function isOlder({ comet }: ChainConnection, height: number, since: Date): Promise<boolean> {
  const { blockMetas } = await comet.blockchain(height, height).catch(beforeTheFirst);
  const time = blockMetas[0]?.header.time;
  return time === undefined || time.getTime() < since.getTime();
}

/** A range that lies wholly below the node's first block is refused. */
function beforeTheFirst(error: unknown): Pick<comet38.BlockchainResponse, "blockMetas"> {
  if (isIcsError(error, "RPC_QUERY_FAILED")) return { blockMetas: [] };
  throw error;
}
