import { fromAscii, toAscii, toHex } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { Channel, IdentifiedChannel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import {
  QueryConnectionChannelsRequest,
  QueryConnectionChannelsResponse,
} from "cosmjs-types/ibc/core/channel/v1/query";
import { ClientPaths } from "cosmjs-types/ibc/core/connection/v1/connection";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import type { IncludedTx, SendOptions, TxSender } from "../../../../src/chain/tx-sender.ts";
import { QueryParamsResponse } from "../../../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { LightClient } from "../../../../src/relayer/clients/light-client.ts";
import type { RelayEnd } from "../../../../src/relayer/relay-end.ts";
import { executeMessage } from "./handshake-rules.ts";

/** The state of a chain after one block. */
export type Snapshot = Map<string, Uint8Array>;

/** The version that the provider's module answers to ChannelOpenTry, control bytes and all. */
export const CCV_METADATA = "\n-cosmos1ap0mh6xzfn8943urr84q6ae7zfnar48am2erhd\x12\x011";

/** A chain in memory with the parts of IBC and CCV that a handshake meets. It makes a block whenever one is waited for. */
export class HandshakeChain {
  readonly chainId: string;
  readonly side: "provider" | "consumer";
  readonly clientId: string;
  /** State after each block; block 1 is genesis. */
  readonly snapshots: Snapshot[] = [];
  /** Messages of every transaction that succeeded, without client updates. */
  readonly executed: string[][] = [];
  transactions = 0;
  /** Whether each may be signed again where another sender took its sequence. */
  readonly signedAgain: Array<boolean | undefined> = [];
  /** Blocks that the node which is asked for the latest height is behind. */
  lag = 0n;
  /** Before a transaction is executed. A rejection keeps it out of the chain. */
  onSend: (messages: readonly EncodeObject[]) => Promise<void> = async () => undefined;
  /** After a transaction has succeeded. A rejection is what its sender hears of it. */
  onIncluded: (messages: readonly EncodeObject[]) => Promise<void> = async () => undefined;
  #peer: HandshakeChain | undefined;

  constructor(side: "provider" | "consumer", clientId: string, genesis: Snapshot = new Map()) {
    this.side = side;
    this.chainId = `${side}-1`;
    this.clientId = clientId;
    this.snapshots.push(
      new Map([["ibc/nextConnectionSequence", sequence(0)], ["sequence/channel", sequence(0)], ...genesis]),
    );
    if (side === "provider") this.register("0");
    if (side === "consumer") this.latest.set("ccvconsumer/03", toAscii(clientId));
  }

  get peer(): HandshakeChain {
    if (this.#peer === undefined) throw new Error("no peer");
    return this.#peer;
  }

  set peer(peer: HandshakeChain) {
    this.#peer = peer;
  }

  get tip(): bigint {
    return BigInt(this.snapshots.length);
  }

  get latest(): Snapshot {
    return this.snapshots.at(-1) as Snapshot;
  }

  at(height: bigint): Snapshot | undefined {
    return this.snapshots[Number(height) - 1];
  }

  /** Maps the provider's client to a consumer id, as a launch does. */
  register(consumerId: string): void {
    const length = toHex(sequence(this.clientId.length));
    this.latest.set(`provider/35${length}${toHex(toAscii(this.clientId))}`, toAscii(consumerId));
  }

  addBlock(): bigint {
    this.snapshots.push(new Map(this.latest));
    return this.tip;
  }

  /** Executes a transaction in a new block: all of its messages, or none. */
  execute(messages: readonly EncodeObject[]): bigint {
    const height = this.addBlock();
    const before = new Map(this.latest);
    try {
      for (const message of messages) executeMessage(this, message);
    } catch (cause) {
      this.snapshots[this.snapshots.length - 1] = before;
      const context = { chainId: this.chainId, hash: "", height, codespace: "ibc", abciCode: 1, sentinel: undefined };
      throw new IcsError("TX_FAILED", String(cause), { ...context, log: String(cause) }, { cause });
    }
    const names = messages.map(({ typeUrl }) => typeUrl.split(".").at(-1) ?? "");
    this.executed.push(names.filter((name) => name !== "update"));
    return height;
  }

  /** An end of a path for one relayer: connection, account and what it knows of the client are its own. */
  end(): RelayEnd {
    const client = new FakeLightClient(this);
    const sender = { address: `${this.chainId}-relayer`, send: this.#send } as unknown as TxSender;
    return { connection: this.#connection(), sender, client: client as unknown as LightClient };
  }

  /** Every connection end, or every channel end of a port, by id. */
  ids(path: string): string[] {
    return [...this.latest.keys()]
      .filter((key) => key.startsWith(`ibc/${path}/`))
      .map((key) => key.split("/").at(-1) ?? "");
  }

  channel(portId: string, channelId: string): Channel | undefined {
    const value = this.latest.get(`ibc/channelEnds/ports/${portId}/channels/${channelId}`);
    return value && Channel.decode(value);
  }

  setChannel(portId: string, channelId: string, change: Partial<Channel>): void {
    const channel = { ...(this.channel(portId, channelId) ?? Channel.fromPartial({})), ...change };
    this.latest.set(`ibc/channelEnds/ports/${portId}/channels/${channelId}`, Channel.encode(channel).finish());
  }

  /** Channels of a port that are open here. */
  openChannels(portId: string): string[] {
    return this.ids(`channelEnds/ports/${portId}/channels`).filter(
      (id) => this.channel(portId, id)?.state === State.STATE_OPEN,
    );
  }

  readonly #send = async (messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> => {
    options.signal?.throwIfAborted();
    this.transactions += 1;
    this.signedAgain.push(options.signAgain);
    const hash = `${this.chainId}-tx-${this.transactions}`;
    await this.onSend(messages);
    const height = this.execute(messages);
    await this.onIncluded(messages);
    return { chainId: this.chainId, hash, height, time: new Date(0), gasUsed: 1n, events: [], responses: [] };
  };

  #connection(): ChainConnection {
    const chain = this;
    const comet = { abciQuery: async (query: AbciQuery) => chain.#query(query) };
    const waitFor = async (height: bigint, options: { signal?: AbortSignal } = {}) => {
      options.signal?.throwIfAborted();
      await Promise.resolve();
      while (chain.tip < height) chain.addBlock();
      return chain.tip;
    };
    return {
      chainId: this.chainId,
      url: `http://${this.chainId}`,
      comet,
      queryClient: QueryClient.withExtensions(comet as unknown as Comet38Client),
      get knownHeight() {
        return chain.tip;
      },
      latestHeight: async () => (chain.tip > chain.lag ? chain.tip - chain.lag : 1n),
      waitForHeight: waitFor,
      waitForHeader: waitFor,
    } as unknown as ChainConnection;
  }

  #query({ path, data, height = 0 }: AbciQuery): unknown {
    const at = height === 0 ? this.tip : BigInt(height);
    const state = this.at(at);
    if (state === undefined)
      return { code: 18, log: "cannot query with height in the future", value: new Uint8Array() };
    const value = this.#answer(state, path, data);
    const proof = {
      ops: [
        {
          type: "",
          key: data,
          data: toAscii(
            `${Buffer.from(data)
              .toString("latin1")
              .replace(/[^ -~]/g, "")}@${at}`,
          ),
        },
      ],
    };
    return { code: 0, log: "", height: Number(at), value, proof: path.startsWith("/store") ? proof : undefined };
  }

  #answer(state: Snapshot, path: string, data: Uint8Array): Uint8Array {
    const [, store] = /^\/store\/(\w+)\/key$/.exec(path) ?? [];
    if (store === "ibc") return state.get(`ibc/${fromAscii(data)}`) ?? new Uint8Array();
    if (store !== undefined) return state.get(`${store}/${toHex(data)}`) ?? new Uint8Array();
    if (path.endsWith("/ConnectionChannels")) {
      const { connection } = QueryConnectionChannelsRequest.decode(data);
      return QueryConnectionChannelsResponse.encode(
        QueryConnectionChannelsResponse.fromPartial({ channels: channelsOver(state, connection) }),
      ).finish();
    }
    if (path.endsWith("consumer.v1.Query/QueryParams")) {
      const distributionTransmissionChannel = fromAscii(state.get("params/transfer") ?? new Uint8Array());
      return QueryParamsResponse.encode(
        QueryParamsResponse.fromPartial({ params: { distributionTransmissionChannel } }),
      ).finish();
    }
    throw new Error(`no ${path}`);
  }
}

/** A client that knows what its owner told it, and what it read when refreshed. */
class FakeLightClient {
  readonly clientId: string;
  trustedHeight = 0n;
  readonly #host: HandshakeChain;

  constructor(host: HandshakeChain) {
    this.clientId = host.clientId;
    this.#host = host;
  }

  async update(_signer: string, height: bigint): Promise<EncodeObject[]> {
    return height > this.trustedHeight ? [{ typeUrl: "update", value: height }] : [];
  }

  advanced(height: bigint): void {
    if (height > this.trustedHeight) this.trustedHeight = height;
  }

  async refresh(): Promise<void> {
    const heights = [...this.#host.latest.keys()].map((key) => Number(/^client\/(\d+)$/.exec(key)?.[1] ?? 0));
    this.trustedHeight = BigInt(Math.max(...heights));
  }
}

function channelsOver(state: Snapshot, connectionId: string): IdentifiedChannel[] {
  return [...state].flatMap(([key, value]) => {
    const [, portId, channelId] = /^ibc\/channelEnds\/ports\/(.+)\/channels\/(.+)$/.exec(key) ?? [];
    if (portId === undefined || channelId === undefined) return [];
    const channel = Channel.decode(value);
    if (channel.connectionHops[0] !== connectionId) return [];
    return [IdentifiedChannel.fromPartial({ ...channel, portId, channelId })];
  });
}

/** Big-endian, as Go stores a uint64. */
export function sequence(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Adds a connection to the list that the client keeps. */
export function addToClient(state: Snapshot, clientId: string, connectionId: string): void {
  const key = `ibc/clients/${clientId}/connections`;
  const { paths } = ClientPaths.decode(state.get(key) ?? new Uint8Array());
  state.set(key, ClientPaths.encode({ paths: [...paths, connectionId] }).finish());
}

interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  readonly height?: number;
}
