import { QueryClient } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { IcsError } from "../errors.ts";
import { type Logger, silentLogger } from "../logger.ts";
import type { Block } from "./block.ts";
import { BlockFeed, committedHeight } from "./block-feed.ts";
import { TypedRpcClient } from "./rpc-client.ts";

/** Where a chain is, and which chain it must be. */
export interface ConnectChainOptions extends WaitOptions {
  /** HTTP address of the node's RPC listener, for instance `http://127.0.0.1:26657`. */
  readonly url: string;
  /** Refuse a node of any other chain. */
  readonly expectedChainId?: string;
  /** Milliseconds after which one RPC call is given up; default 10,000. */
  readonly requestTimeoutMs?: number;
  readonly logger?: Logger;
}

/** One connected chain: its RPC, CosmJS queries, and its blocks without gaps. */
export class ChainConnection {
  readonly chainId: string;
  readonly url: string;
  readonly comet: Comet38Client;
  /** CosmJS query client for `setup…Extension`. */
  readonly queryClient: QueryClient;
  readonly #feed: BlockFeed;

  constructor(options: { chainId: string; url: string; comet: Comet38Client; logger: Logger }) {
    this.chainId = options.chainId;
    this.url = options.url;
    this.comet = options.comet;
    this.queryClient = QueryClient.withExtensions(options.comet);
    this.#feed = new BlockFeed(options);
  }

  /** Every block from `from` (default: the next one) on, in order, each once; `break` or the signal ends it. */
  async *blocks(options: { readonly from?: bigint; readonly signal?: AbortSignal } = {}): AsyncGenerator<Block> {
    const from = options.from ?? (await this.latestHeight()) + 1n;
    yield* this.#feed.blocks(from, options.signal);
  }

  /** The block at `height`, as soon as the chain has reached it. */
  async block(height: bigint, options: WaitOptions = {}): Promise<Block> {
    await this.waitForHeight(height, options);
    return this.#feed.block(height);
  }

  /** Resolves with the latest height once it is at least `height`. */
  waitForHeight(height: bigint, options: WaitOptions = {}): Promise<bigint> {
    return withDeadline(`${this.chainId} to reach height ${height}`, options, (signal) =>
      this.#feed.waitForTip(height, signal),
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

  /** Ends every wait and stream of this connection. Idempotent. */
  async close(): Promise<void> {
    await this.#feed.close();
    this.comet.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Connects to one node.
 * @throws RPC_UNREACHABLE, RPC_WRONG_CHAIN
 */
export async function connectChain(options: ConnectChainOptions): Promise<ChainConnection> {
  const { url, expectedChainId, requestTimeoutMs = 10_000, logger = silentLogger } = options;
  const comet = Comet38Client.create(new TypedRpcClient(checkedUrl(url), requestTimeoutMs));
  const status = await withDeadline(`the status of ${url}`, options, () => comet.status());
  const chainId = status.nodeInfo.network;
  if (expectedChainId !== undefined && chainId !== expectedChainId) {
    comet.disconnect();
    throw new IcsError(
      "RPC_WRONG_CHAIN",
      `The RPC at ${url} belongs to chain "${chainId}", not to "${expectedChainId}"\nPass the address of a node of "${expectedChainId}".`,
      { url, expectedChainId, actualChainId: chainId },
    );
  }
  return new ChainConnection({ chainId, url, comet, logger });
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new IcsError("CONFIG_INVALID", `"${url}" is no HTTP address of an RPC`, {
    problems: [{ name: "url", got: url, wanted: "an http:// or https:// URL, for instance http://127.0.0.1:26657" }],
  });
}
