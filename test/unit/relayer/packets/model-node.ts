import { fromAscii, toHex, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import * as query from "cosmjs-types/ibc/core/channel/v1/query";
import type { Block, ChainEvent } from "../../../../src/chain/block.ts";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import type { IncludedTx, SendOptions, TxSender } from "../../../../src/chain/tx-sender.ts";
import { IcsError, isIcsError } from "../../../../src/errors.ts";
import { ibcPath } from "../../../../src/ibc/proof.ts";
import type { LightClient } from "../../../../src/relayer/clients/light-client.ts";
import type { RelayEnd } from "../../../../src/relayer/relay-end.ts";
import { updateTo } from "../fake-end.ts";
import type { ModelChain } from "./model-chain.ts";
import { Refusal } from "./model-protocol.ts";

/** As `ChainConnection.blocks` and `TxSender.send` have it. */
const GIVEN_UP_BEHIND = 100n;

interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  readonly height?: number;
}

/** A node of a chain of the model, as one relayer sees it, with the faults that a test gives it. */
export class ModelNode {
  readonly chain: ModelChain;
  /** No request is answered, and no block is heard of. */
  isDown = false;
  /** Blocks that this node is behind. */
  lag = 0n;
  hasIndex = true;
  /** Blocks below are no longer kept. */
  lowest = 1n;
  /** Blocks below are no longer followed, though the index still tells of them. */
  lowestFollowed = 1n;
  /** Blocks that this node can never tell; a reader gives up only when they are far behind the tip. */
  readonly unreadable = new Set<bigint>();
  /** Keys of the IBC store that are told empty, against what the queries say. */
  readonly hidden = new Set<string>();
  /** Takes the place of the next answers to a broadcast. */
  readonly sendFaults: IcsError[] = [];
  /** Transactions that are accepted and then lost; each expires. */
  lostTxs = 0;
  readonly sent: Array<readonly EncodeObject[]> = [];
  readonly gasLimits: number[] = [];
  /** Keys of the IBC store that were asked for. */
  readonly storeReads: string[] = [];
  #known = 1n;
  #news = Promise.withResolvers<void>();

  constructor(chain: ModelChain) {
    this.chain = chain;
    this.hear();
  }

  get visible(): bigint {
    const height = this.chain.height - this.lag;
    return height < 1n ? 1n : height;
  }

  /** Lets waiting readers see what the chain has made; called after every block. */
  hear(): void {
    if (!this.isDown && this.visible > this.#known) this.#known = this.visible;
    const { resolve } = this.#news;
    this.#news = Promise.withResolvers();
    resolve();
  }

  end(clientOf: ModelChain): RelayEnd {
    const { chain } = this;
    let trusted = chain.latestVerified;
    const client = {
      clientId: "07-tendermint-0",
      get trustedHeight() {
        return trusted;
      },
      update: async (_signer: string, height: bigint) => {
        if (height > clientOf.height) throw unreachable();
        return height > trusted ? [updateTo(height)] : [];
      },
      advanced: (height: bigint) => {
        if (height > trusted) trusted = height;
      },
      refresh: async () => {
        this.#answer();
        trusted = chain.latestVerified;
      },
    };
    return {
      connection: this.connection,
      sender: { address: `${chain.chainId}-relayer`, send: this.#send } as unknown as TxSender,
      client: client as unknown as LightClient,
    };
  }

  get connection(): ChainConnection {
    const node = this;
    const comet = {
      abciQuery: async (request: AbciQuery) => node.#query(request),
      txSearch: async ({ query: text }: { query: string }) => node.#searchTxs(text),
      blockSearch: async ({ query: text }: { query: string }) => node.#searchBlocks(text),
      blockResults: async (height: number) => node.#results(height),
    };
    return {
      chainId: this.chain.chainId,
      url: `http://${this.chain.chainId}`,
      comet,
      queryClient: QueryClient.withExtensions(comet as unknown as Comet38Client),
      get knownHeight() {
        return node.#known;
      },
      latestHeight: async () => {
        node.#answer();
        return node.visible;
      },
      waitForHeight: (height: bigint, { signal }: { signal?: AbortSignal } = {}) => node.#waitFor(height, signal),
      waitForHeader: (height: bigint, { signal }: { signal?: AbortSignal } = {}) => node.#waitFor(height, signal),
      blocks: ({ from, signal }: { from: bigint; signal: AbortSignal }) => node.#blocks(from, signal),
    } as unknown as ChainConnection;
  }

  async #waitFor(height: bigint, signal?: AbortSignal): Promise<bigint> {
    while (this.#known < height) await orAborted(this.#news.promise, signal);
    signal?.throwIfAborted();
    return this.#known;
  }

  async *#blocks(from: bigint, signal: AbortSignal): AsyncGenerator<Block> {
    for (let height = from; ; height += 1n) {
      await this.#waitFor(height, signal);
      while (this.isDown) await orAborted(this.#news.promise, signal);
      const [lowestHeight = 1n] = [this.lowest, this.lowestFollowed].sort((a, b) => Number(b - a));
      if (height < lowestHeight) {
        throw new IcsError("RPC_HEIGHT_PRUNED", `no block ${height}`, { url: "", height, lowestHeight });
      }
      await this.#told(height, signal);
      yield this.chain.blocks[Number(height) - 1] as Block;
    }
  }

  async #told(height: bigint, signal: AbortSignal | undefined): Promise<void> {
    while (this.unreadable.has(height)) {
      if (this.#known - height > GIVEN_UP_BEHIND) throw unreachable();
      await orAborted(this.#news.promise, signal);
    }
  }

  /** Fails while the node is down. */
  #answer(): void {
    if (this.isDown) throw unreachable();
  }

  readonly #send = async (messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> => {
    options.signal?.throwIfAborted();
    this.#answer();
    this.gasLimits.push(options.gas ?? 0);
    const fault = this.sendFaults.shift();
    if (fault) throw fault;
    this.sent.push(messages);
    const { chainId } = this.chain;
    if (this.lostTxs > 0) {
      this.lostTxs -= 1;
      const timeoutHeight = this.#known + 3n;
      await this.#waitFor(timeoutHeight + 1n, options.signal);
      throw new IcsError("TX_EXPIRED", "lost", { chainId, hash: "", timeoutHeight });
    }
    const { hash } = this.#submit(messages);
    for (let height = this.#known + 1n; ; height += 1n) {
      await this.#waitFor(height, options.signal);
      await this.#told(height, options.signal).catch((error: unknown) => {
        throw isIcsError(error) ? fateUnknown(hash) : error;
      });
      const block = this.chain.blocks[Number(height) - 1] as Block;
      const tx = block.txs.find((item) => item.hash === hash);
      if (tx === undefined) continue;
      const { code, codespace, log, events, gasUsed } = tx;
      if (code !== 0) throw txError("TX_FAILED", { chainId, hash, height, codespace, abciCode: code, log });
      return { chainId, hash, height, time: block.time, gasUsed, events, responses: [] };
    }
  };

  #submit(messages: readonly EncodeObject[]): { readonly hash: string } {
    try {
      return this.chain.submit(messages);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { codespace, code: abciCode, message: log } = error;
      throw txError("TX_REFUSED", { chainId: this.chain.chainId, hash: "", height: 0n, codespace, abciCode, log });
    }
  }

  #query({ path, data, height = 0 }: AbciQuery): unknown {
    this.#answer();
    const at = height === 0 ? this.visible : BigInt(height);
    if (at > this.visible) return { code: 26, log: "height is in the future", value: new Uint8Array() };
    const state = this.chain.stateAt(at);
    const answer = (value: Uint8Array, proof?: Uint8Array): unknown => ({
      code: 0,
      log: "",
      height: Number(at),
      value,
      key: data,
      ...(proof && { proof: { ops: [{ type: "", key: data, data: proof }] } }),
    });
    if (path === "/store/ibc/key") {
      const key = fromAscii(data);
      this.storeReads.push(key);
      const value = (this.hidden.has(key) ? undefined : state.get(key)) ?? new Uint8Array();
      const { chainId } = this.chain;
      const proof = { chainId, stateHeight: String(at), path: key, value: toHex(value) };
      return answer(value, toUtf8(JSON.stringify(proof)));
    }
    const value = answerQuery(path.split("/").at(-1) ?? "", data, state);
    return value === undefined
      ? { code: 6, log: `unknown query path ${path}`, value: new Uint8Array() }
      : answer(value);
  }

  #searchTxs(text: string): unknown {
    const hits = this.#search(text).flatMap(({ block, matches }) =>
      block.txs.filter(({ code, events }) => code === 0 && events.some(matches)).map((tx) => ({ block, tx })),
    );
    return {
      txs: hits.map(({ block, tx }) => ({ height: Number(block.height), result: tx })),
      totalCount: hits.length,
    };
  }

  #searchBlocks(text: string): unknown {
    const hits = this.#search(text).filter(({ block, matches }) => block.events.some(matches));
    const blocks = hits.map(({ block }) => ({ block: { header: { height: Number(block.height) } } }));
    return { blocks, totalCount: blocks.length };
  }

  #search(text: string): Array<{ block: Block; matches: (item: ChainEvent) => boolean }> {
    this.#answer();
    if (!this.hasIndex) throw new IcsError("RPC_QUERY_FAILED", "indexing is disabled", { path: "tx_search" });
    const matches = matcher(text);
    return this.chain.blocks.slice(0, Number(this.visible)).map((block) => ({ block, matches }));
  }

  #results(height: number): unknown {
    this.#answer();
    const block = this.chain.blocks[height - 1];
    if (block === undefined || BigInt(height) > this.visible || BigInt(height) < this.lowest) {
      throw new IcsError("RPC_QUERY_FAILED", `no results of ${height}`, { path: "block_results" });
    }
    return { height, results: block.txs, finalizeBlockEvents: block.events, validatorUpdates: [] };
  }
}

const height = { revisionNumber: 0n, revisionHeight: 0n };

function answerQuery(name: string, data: Uint8Array, state: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  const has = (path: string): boolean => state.has(path);
  if (name === "PacketCommitments") {
    const { portId, channelId } = query.QueryPacketCommitmentsRequest.decode(data);
    const prefix = ibcPath.commitment(portId, channelId, 0n).slice(0, -1);
    const keys = [...state.keys()].filter((key) => key.startsWith(prefix));
    const commitments = keys.map((key) => packetState(portId, channelId, BigInt(key.slice(prefix.length))));
    return query.QueryPacketCommitmentsResponse.encode({ commitments, height }).finish();
  }
  if (name === "PacketAcknowledgements") {
    const { portId, channelId, packetCommitmentSequences } = query.QueryPacketAcknowledgementsRequest.decode(data);
    const acknowledgements = packetCommitmentSequences
      .filter((sequence) => has(ibcPath.acknowledgement(portId, channelId, sequence)))
      .map((sequence) => packetState(portId, channelId, sequence));
    return query.QueryPacketAcknowledgementsResponse.encode({ acknowledgements, height }).finish();
  }
  if (name === "UnreceivedPackets") {
    const { portId, channelId, packetCommitmentSequences } = query.QueryUnreceivedPacketsRequest.decode(data);
    // What was received is acknowledged at once in this model.
    const sequences = packetCommitmentSequences.filter(
      (sequence) => !has(ibcPath.acknowledgement(portId, channelId, sequence)),
    );
    return query.QueryUnreceivedPacketsResponse.encode({ sequences, height }).finish();
  }
  return undefined;
}

function packetState(portId: string, channelId: string, sequence: bigint) {
  return { portId, channelId, sequence, data: new Uint8Array() };
}

function matcher(text: string): (item: ChainEvent) => boolean {
  const conditions = text.split(" AND ").map((part) => {
    const [, type, key, operator, value] = /^(\w+)\.(\w+)(>=|<=|=)'?([^']*)'?$/.exec(part) ?? [];
    return { type, key, operator, value: value ?? "" };
  });
  return (item) =>
    conditions.every(({ type, key, operator, value }) => {
      const actual = item.attributes.find((attribute) => attribute.key === key)?.value;
      if (item.type !== type || actual === undefined) return false;
      if (operator === "=") return actual === value;
      return operator === ">=" ? BigInt(actual) >= BigInt(value) : BigInt(actual) <= BigInt(value);
    });
}

export function unreachable(): IcsError<"RPC_UNREACHABLE"> {
  return new IcsError("RPC_UNREACHABLE", "no answer", { url: "" }, { retryable: true });
}

function fateUnknown(hash: string): IcsError<"POLL_TIMEOUT"> {
  return new IcsError("POLL_TIMEOUT", `no block tells ${hash}`, { what: hash, elapsedMs: 0, lastSeen: "" });
}

export interface TxErrorParts {
  readonly chainId: string;
  readonly hash: string;
  readonly height: bigint;
  readonly codespace: string;
  readonly abciCode: number;
  readonly log: string;
}

export function txError(code: "TX_FAILED" | "TX_REFUSED", parts: TxErrorParts): IcsError {
  return new IcsError(code, parts.log, { ...parts, sentinel: undefined });
}

async function orAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const onAbort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
