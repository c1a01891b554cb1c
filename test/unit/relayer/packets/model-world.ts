import { Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import {
  type Relayed,
  type RelayPacketsOptions,
  type RelayTrouble,
  relayPackets,
} from "../../../../src/relayer/packets/relay-loop.ts";
import type { PathSide } from "../../../../src/relayer/path-side.ts";
import type { RelayPath } from "../../../../src/relayer/relay-path.ts";
import { ModelChain } from "./model-chain.ts";
import { ModelNode } from "./model-node.ts";

export const ccvPair = {
  portIdOnProvider: "provider",
  channelIdOnProvider: "channel-4",
  portIdOnConsumer: "consumer",
  channelIdOnConsumer: "channel-0",
};
export const transferPair = {
  portIdOnProvider: "transfer",
  channelIdOnProvider: "channel-5",
  portIdOnConsumer: "transfer",
  channelIdOnConsumer: "channel-1",
};
export const ends = {
  ccv: {
    provider: { portId: "provider", channelId: "channel-4" },
    consumer: { portId: "consumer", channelId: "channel-0" },
  },
  transfer: {
    provider: { portId: "transfer", channelId: "channel-5" },
    consumer: { portId: "transfer", channelId: "channel-1" },
  },
} as const;
export type ChannelName = keyof typeof ends;
export const channelNames = ["ccv", "transfer"] as const;
export const bothSides = ["provider", "consumer"] as const;
const HOUR = 3_600_000;

/** A relayer of the model world, with nodes of its own. */
export interface ModelRelayer {
  readonly nodes: Record<PathSide, ModelNode>;
  readonly relayed: Relayed[];
  readonly troubles: RelayTrouble[];
  /** The sources whose trouble was told to be over. */
  readonly overcome: RelayTrouble["source"][];
  readonly done: Promise<void>;
  stop(): void;
}

/** Two chains with a CCV and a transfer channel between them, and any number of relayers. */
export class ModelWorld {
  readonly provider = new ModelChain("provider");
  readonly consumer = new ModelChain("consumer-1");
  readonly halted = new Set<PathSide>();
  readonly #nodes: ModelNode[] = [];
  readonly #relayers: ModelRelayer[] = [];

  constructor() {
    const { provider, consumer } = this;
    provider.counterparty = consumer;
    consumer.counterparty = provider;
    for (const name of channelNames) {
      const order = name === "ccv" ? Order.ORDER_ORDERED : Order.ORDER_UNORDERED;
      provider.openEnd(ends[name].provider, ends[name].consumer, order);
      consumer.openEnd(ends[name].consumer, ends[name].provider, order);
    }
    this.tick();
  }

  send(side: PathSide, name: ChannelName, timeoutMs = HOUR): void {
    this[side].send(ends[name][side], timeoutMs);
  }

  relay(options: Partial<RelayPacketsOptions> = {}, channels = [ccvPair, transferPair]): ModelRelayer {
    const nodes = { provider: new ModelNode(this.provider), consumer: new ModelNode(this.consumer) };
    this.#nodes.push(nodes.provider, nodes.consumer);
    const path: RelayPath = {
      provider: nodes.provider.end(this.consumer),
      consumer: nodes.consumer.end(this.provider),
    };
    const stopping = new AbortController();
    const relayed: Relayed[] = [];
    const troubles: RelayTrouble[] = [];
    const overcome: RelayTrouble["source"][] = [];
    const done = relayPackets(path, channels, {
      signal: stopping.signal,
      onRelayed: (item) => relayed.push(item),
      onTrouble: (trouble) => troubles.push(trouble),
      onOvercome: (source) => overcome.push(source),
      ...options,
    });
    done.catch(() => undefined); // Seen by the test, where it asks.
    const relayer = { nodes, relayed, troubles, overcome, done, stop: () => stopping.abort(new Error("stop")) };
    this.#relayers.push(relayer);
    return relayer;
  }

  /** One block on each chain that runs, heard of by every node. */
  tick(): void {
    for (const side of bothSides) if (!this.halted.has(side)) this[side].makeBlock();
    for (const node of this.#nodes) node.hear();
  }

  /** Makes blocks, each once all work that the last one gave is done. */
  async ticks(count: number): Promise<void> {
    for (let tick = 0; tick < count; tick += 1) {
      this.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Makes blocks, at least one, until the condition holds. */
  async until(what: string, holds: () => boolean, most = 400): Promise<void> {
    for (let tick = 0; tick < most; tick += 1) {
      await this.ticks(1);
      if (holds()) return;
    }
    throw new Error(`${what} did not happen within ${most} blocks: ${this.describe()}`);
  }

  /** Packets that are neither acknowledged nor timed out. */
  outstanding(name?: ChannelName): number {
    const names = name === undefined ? channelNames : [name];
    return names
      .flatMap((item) => bothSides.map((side) => this[side].outstanding(ends[item][side]).length))
      .reduce((sum, count) => sum + count, 0);
  }

  isClosed(name: ChannelName): boolean {
    return bothSides.every((side) => this[side].isClosed(ends[name][side]));
  }

  received(side: PathSide, name: ChannelName): readonly bigint[] {
    const { portId, channelId } = ends[name][side];
    return this[side].received.get(`${portId}/${channelId}`) ?? [];
  }

  settled(side: PathSide, name: ChannelName): ReadonlyMap<bigint, "acknowledged" | "timed out"> {
    const { portId, channelId } = ends[name][side];
    return this[side].settled.get(`${portId}/${channelId}`) ?? new Map();
  }

  /** Stops every relayer. @throws what ended one before */
  async stop(): Promise<void> {
    for (const relayer of this.#relayers) relayer.stop();
    await Promise.all(this.#relayers.map(({ done }) => done));
  }

  describe(): string {
    const parts = channelNames.flatMap((name) =>
      bothSides.map((side) => {
        const open = this[side].outstanding(ends[name][side]);
        const closed = this[side].isClosed(ends[name][side]) ? ", closed" : "";
        return `${name} of ${side}: received ${this.received(side, name)}, outstanding ${open}${closed}`;
      }),
    );
    const troubles = this.#relayers.flatMap((relayer) => relayer.troubles.map(({ error }) => error.message));
    return [...parts, ...troubles].join("; ");
  }
}

/** The message types of a transaction without its client update. */
export function messageNames(messages: readonly { readonly typeUrl: string }[]): string[] {
  return messages.map(({ typeUrl }) => typeUrl.split(".").at(-1) ?? "").filter((name) => name !== "update");
}
