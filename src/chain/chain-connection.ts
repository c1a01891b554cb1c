import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { IcsError } from "../errors.ts";
import { type Logger, silentLogger } from "../logger.ts";
import { createBatchingCometClient } from "./batch-rpc-client.ts";
import type { Block } from "./block.ts";
import { BlockFeed, committedHeight, RECENT_BLOCKS } from "./block-feed.ts";
import { createCometClient, TypedRpcClient } from "./rpc-client.ts";
import { shownUrl } from "./shown-url.ts";
import type { TipTiming } from "./tip-watch.ts";

/** Where a chain is, and which chain it must be. */
export interface ConnectChainOptions extends WaitOptions {
  /** HTTP address of the node's RPC listener, for instance `http://127.0.0.1:26657`. */
  readonly url: string;
  /** Refuse a node of any other chain. */
  readonly expectedChainId?: string;
  /** Milliseconds after which one RPC call is given up; default 10,000. */
  readonly requestTimeoutMs?: number;
  readonly logger?: Logger;
  /** How often the node is asked for new blocks beside its websocket. */
  readonly tipTiming?: TipTiming;
}

/** One connected chain: its RPC, CosmJS queries, and its blocks without gaps. */
export class ChainConnection {
  readonly chainId: string;
  /** The address as it was given: it may hold a token. Errors and logs tell it without its path and query. */
  readonly url: string;
  readonly comet: Comet38Client;
  /** As `comet`, but what is asked at once goes to the node in few requests: for many small reads. */
  readonly batch: Comet38Client;
  /** CosmJS query client for `setup…Extension`. */
  readonly queryClient: QueryClient;
  readonly #feed: BlockFeed;

  constructor(options: {
    chainId: string;
    url: string;
    comet: Comet38Client;
    batch?: Comet38Client;
    logger: Logger;
    tipTiming?: TipTiming | undefined;
  }) {
    this.chainId = options.chainId;
    this.url = options.url;
    this.comet = options.comet;
    this.batch = options.batch ?? options.comet;
    this.queryClient = QueryClient.withExtensions(options.comet);
    this.#feed = new BlockFeed(options);
  }

  /**
   * Every block from `from` (default: the next one) on, in order, each once; `break` or the signal ends it.
   * A node that is away is waited for. One that answers, and three times not with a block more than 100 behind its
   * latest, ends the stream with that failure (it may be one that this node can never tell: go on after it).
   * @throws RPC_HEIGHT_PRUNED, RPC_RESPONSE_INVALID, and RPC_UNREACHABLE or RPC_QUERY_FAILED for such a block
   */
  async *blocks(options: { readonly from?: bigint; readonly signal?: AbortSignal } = {}): AsyncGenerator<Block> {
    const from = options.from ?? (await this.latestHeight()) + 1n;
    yield* this.#feed.blocks(from, options.signal);
  }

  /**
   * The block at `height`, as soon as the chain has reached it and the node answers.
   * @throws POLL_TIMEOUT, RPC_HEIGHT_PRUNED, RPC_RESPONSE_INVALID
   */
  block(height: bigint, options: WaitOptions = {}): Promise<Block> {
    return withDeadline(`block ${height} of ${this.chainId}`, options, (signal) =>
      this.#feed.reachedBlock(height, signal),
    );
  }

  /** Resolves with the latest height once it is at least `height`. */
  waitForHeight(height: bigint, options: WaitOptions = {}): Promise<bigint> {
    return withDeadline(`${this.chainId} to reach height ${height}`, options, (signal) =>
      this.#feed.waitForTip(height, signal),
    );
  }

  /**
   * Resolves with the latest height of which header and commit can be asked for, once it is at least `height`. With the
   * websocket that is before the block is executed: its results, and the state after it, come with `waitForHeight`.
   */
  waitForHeader(height: bigint, options: WaitOptions = {}): Promise<bigint> {
    return withDeadline(`${this.chainId} to sign height ${height}`, options, (signal) =>
      this.#feed.waitForSigned(height, signal),
    );
  }

  /** Asks the node for its latest committed height. */
  latestHeight(): Promise<bigint> {
    return committedHeight(this.comet);
  }

  /** The latest height that this connection heard of, without asking; 0 before the first. */
  get knownHeight(): bigint {
    return this.#feed.tip;
  }

  /** The latest height that this connection heard of as signed; `knownHeight` or the one after it. */
  get knownHeaderHeight(): bigint {
    return this.#feed.signed;
  }

  /** Ends every wait, stream and request of this connection. Idempotent. */
  async close(): Promise<void> {
    const closed = this.#feed.close();
    this.comet.disconnect();
    this.batch.disconnect();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Connects to one node, or to several behind one address: one that is behind is asked again, within the time of a
 * request, for what the chain is known to have.
 * @throws CONFIG_INVALID for a URL that is none, RPC_UNREACHABLE, RPC_RESPONSE_INVALID, RPC_WRONG_CHAIN, POLL_TIMEOUT
 */
export async function connectChain(options: ConnectChainOptions): Promise<ChainConnection> {
  const { url, expectedChainId, requestTimeoutMs = 10_000, logger = silentLogger, tipTiming } = options;
  let connection: ChainConnection | undefined;
  const isRecent = (height: bigint): boolean => {
    const tip = connection?.knownHeaderHeight ?? 0n;
    return height <= tip && height + RECENT_BLOCKS > tip;
  };
  const comet = createCometClient(url, requestTimeoutMs, isRecent);
  const batch = createBatchingCometClient(url, requestTimeoutMs, isRecent);
  try {
    const chainId = await withDeadline(`the status of ${shownUrl(url)}`, options, () =>
      readChainId(url, requestTimeoutMs),
    );
    if (expectedChainId !== undefined && chainId !== expectedChainId) {
      throw new IcsError(
        "RPC_WRONG_CHAIN",
        `The RPC at ${shownUrl(url)} belongs to chain "${chainId}", not to "${expectedChainId}"\nPass the address of a node of "${expectedChainId}".`,
        { url: shownUrl(url), expectedChainId, actualChainId: chainId },
      );
    }
    connection = new ChainConnection({ chainId, url, comet, batch, logger, tipTiming });
    return connection;
  } catch (error) {
    comet.disconnect();
    throw error;
  }
}

/** Read by hand: CosmJS's `status` fails on a node that has no block yet. */
async function readChainId(url: string, requestTimeoutMs: number): Promise<string> {
  const rpc = new TypedRpcClient(url, requestTimeoutMs);
  const { result } = await rpc.execute({ jsonrpc: "2.0", id: 1, method: "status", params: {} });
  const network: unknown = result?.node_info?.network;
  if (typeof network === "string" && network !== "") return network;
  throw new IcsError(
    "RPC_RESPONSE_INVALID",
    `The answer of ${shownUrl(url)} to status names no chain\nCheck that the address is a CometBFT RPC listener.`,
    { url: shownUrl(url), path: "status" },
  );
}
