import { fromAscii, toAscii } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import {
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from "cosmjs-types/ibc/core/channel/v1/query";
import type { Block, ChainEvent } from "../../../src/chain/block.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import type { IncludedTx, SendOptions, TxSender } from "../../../src/chain/tx-sender.ts";
import { IcsError } from "../../../src/errors.ts";
import type { LightClient } from "../../../src/relayer/clients/light-client.ts";
import type { RelayEnd } from "../../../src/relayer/relay-end.ts";

export const event = (type: string, attributes: Readonly<Record<string, string>> = {}): ChainEvent => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
});

/** The message that stands for a client update to this height. */
export const updateTo = (height: bigint): EncodeObject => ({ typeUrl: "update", value: height });

/** One end of a relay path on a chain in memory, which makes a block when somebody waits for it or sends to it. */
export class FakeEnd {
  readonly chainId: string;
  readonly blocks: Block[] = [];
  /** The IBC store; proofs read it whatever the height. */
  readonly store = new Map<string, Uint8Array>();
  readonly provenAt: Array<[string, bigint]> = [];
  readonly sent: Array<readonly EncodeObject[]> = [];
  /** Answers a transaction with its events, or throws. */
  onSend: (messages: readonly EncodeObject[], options: SendOptions) => ChainEvent[] | Promise<ChainEvent[]> = () => [];
  /** Whether this chain still wants a packet or an acknowledgement. */
  wants: (sequence: bigint) => boolean = () => true;
  trustedHeight = 0n;
  /** How often the client's state was read again. */
  refreshes = 0;
  #news = Promise.withResolvers<void>();

  constructor(chainId: string) {
    this.chainId = chainId;
    this.addBlock();
  }

  get tip(): bigint {
    return BigInt(this.blocks.length);
  }

  addBlock(parts: Partial<Pick<Block, "txs" | "events">> = {}): bigint {
    const height = this.tip + 1n;
    const time = new Date(Number(height) * 1000);
    this.blocks.push({
      chainId: this.chainId,
      height,
      time,
      txs: [],
      events: [],
      validatorUpdates: [],
      duplicateVotes: [],
      ...parts,
    });
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    return height;
  }

  get end(): RelayEnd {
    const fake = this;
    const client = {
      clientId: `client-on-${this.chainId}`,
      get trustedHeight() {
        return fake.trustedHeight;
      },
      update: async (_signer: string, height: bigint) => (height > fake.trustedHeight ? [updateTo(height)] : []),
      advanced: (height: bigint) => {
        if (height > fake.trustedHeight) fake.trustedHeight = height;
      },
      refresh: async () => {
        fake.refreshes += 1;
      },
    };
    return {
      connection: this.#connection(),
      sender: { address: `${this.chainId}-relayer`, send: this.#send } as unknown as TxSender,
      client: client as unknown as LightClient,
    };
  }

  #connection(): ChainConnection {
    const fake = this;
    const comet = { abciQuery: async (query: AbciQuery) => fake.#query(query) };
    const waitFor = async (height: bigint, options: { signal?: AbortSignal } = {}) => {
      options.signal?.throwIfAborted();
      await Promise.resolve();
      while (fake.tip < height) fake.addBlock();
      return fake.tip;
    };
    return {
      chainId: this.chainId,
      url: `http://${this.chainId}`,
      queryClient: QueryClient.withExtensions(comet as unknown as Comet38Client),
      get knownHeight() {
        return fake.tip;
      },
      latestHeight: async () => fake.tip,
      waitForHeight: waitFor,
      waitForHeader: waitFor,
      blocks: (options: { from: bigint; signal: AbortSignal }) => fake.#follow(options.from, options.signal),
      comet,
    } as unknown as ChainConnection;
  }

  async *#follow(from: bigint, signal: AbortSignal): AsyncGenerator<Block> {
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    for (let height = from; ; height += 1n) {
      signal.throwIfAborted();
      while (this.tip < height) await Promise.race([this.#news.promise, aborted]);
      yield this.blocks[Number(height) - 1] as Block;
    }
  }

  readonly #send = async (messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> => {
    options.signal?.throwIfAborted();
    this.sent.push(messages);
    const events = await this.onSend(messages, options);
    const hash = `${this.chainId}-tx-${this.sent.length}`;
    const tx = {
      hash,
      bytes: new Uint8Array(),
      code: 0,
      codespace: "",
      log: "",
      gasUsed: 1n,
      events,
      data: new Uint8Array(),
    };
    const height = this.addBlock({ txs: [tx] });
    return { chainId: this.chainId, hash, height, time: new Date(0), gasUsed: 1n, events, responses: [] };
  };

  #query({ path, data, height = 0 }: AbciQuery): unknown {
    const answer = (value: Uint8Array): unknown => ({
      code: 0,
      log: "",
      height: height || Number(this.tip),
      value,
      proof: { ops: [{ type: "", key: data, data: toAscii(`proof of ${path}`) }] },
    });
    if (path === "/store/ibc/key") {
      this.provenAt.push([fromAscii(data), BigInt(height) + 1n]);
      return answer(this.store.get(fromAscii(data)) ?? toAscii("committed"));
    }
    if (path.endsWith("/UnreceivedPackets")) {
      const { packetCommitmentSequences } = QueryUnreceivedPacketsRequest.decode(data);
      const sequences = packetCommitmentSequences.filter((sequence) => this.wants(sequence));
      return answer(QueryUnreceivedPacketsResponse.encode({ ...unreceived, sequences }).finish());
    }
    if (path.endsWith("/UnreceivedAcks")) {
      const { packetAckSequences } = QueryUnreceivedAcksRequest.decode(data);
      const sequences = packetAckSequences.filter((sequence) => this.wants(sequence));
      return answer(QueryUnreceivedAcksResponse.encode({ ...unreceived, sequences }).finish());
    }
    throw new IcsError("RPC_QUERY_FAILED", `no ${path}`, { path });
  }
}

const unreceived = { height: { revisionNumber: 0n, revisionHeight: 0n } };

interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  readonly height?: number;
}
