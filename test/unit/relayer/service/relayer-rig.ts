import { IcsError } from "../../../../src/errors.ts";
import type { ConsumerChain } from "../../../../src/provider/consumer-chain.ts";
import type { OpenedChannels } from "../../../../src/relayer/handshake/handshake.ts";
import type { Relayed, RelayPacketsOptions } from "../../../../src/relayer/packets/relay-loop.ts";
import type { RelayPath } from "../../../../src/relayer/relay-path.ts";
import type { PathSteps } from "../../../../src/relayer/service/path-steps.ts";
import { Relayer, type RelayerOptions } from "../../../../src/relayer/service/relayer.ts";
import type { RelayerEvent } from "../../../../src/relayer/service/relayer-events.ts";
import type { PathStatus } from "../../../../src/relayer/service/relayer-status.ts";
import { ManualChain } from "../manual-chain.ts";

export const ccv = {
  portIdOnProvider: "provider",
  channelIdOnProvider: "channel-0",
  portIdOnConsumer: "consumer",
  channelIdOnConsumer: "channel-0",
};

export const transfer = {
  portIdOnProvider: "transfer",
  channelIdOnProvider: "channel-1",
  portIdOnConsumer: "transfer",
  channelIdOnConsumer: "channel-1",
};

/** The relaying of one path, held in the hands of the test. */
export interface HeldRelaying {
  readonly channels: readonly unknown[];
  readonly options: RelayPacketsOptions;
  end(error: unknown): void;
}

/** A relayer whose steps do what the test says, on chains that make blocks when told to. */
export class RelayerRig {
  readonly provider = new ManualChain("provider-1");
  readonly consumers = new Map<string, ManualChain>();
  readonly events: RelayerEvent[] = [];
  /** The latest relaying of each path, by the consumer's chain id. */
  readonly relaying = new Map<string, HeldRelaying>();
  /** How often each step was taken, such as `connectPath consumer-0`. */
  readonly taken: string[] = [];
  /** What a step of a consumer throws; by the same key. */
  readonly faults = new Map<string, unknown>();
  /** Chain ids of the consumers whose CCV channel is closed. */
  readonly closed = new Set<string>();
  readonly phases = new Map<string, Partial<ConsumerChain>>();
  readonly steps: PathSteps;

  constructor(changes: Partial<PathSteps> = {}) {
    this.steps = { ...this.#steps(), ...changes };
  }

  consumer(consumerId: string): ManualChain {
    const chain = this.consumers.get(consumerId) ?? new ManualChain(`consumer-${consumerId}`);
    this.consumers.set(consumerId, chain);
    return chain;
  }

  relayer(ids: readonly string[], options: Partial<RelayerOptions> = {}): Relayer {
    return new Relayer({
      provider: this.provider.relayerChain,
      consumers: ids.map((consumerId) => ({ consumerId, chain: this.consumer(consumerId).relayerChain })),
      steps: this.steps,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  /** Lets everything that is under way come to rest. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  }

  /** The relaying of a path that is under way. */
  held(consumerId: string): HeldRelaying {
    const held = this.relaying.get(`consumer-${consumerId}`);
    if (held === undefined) throw new Error(`Consumer ${consumerId} is not relayed`);
    return held;
  }

  async take(step: string): Promise<void> {
    this.taken.push(step);
    const fault = this.faults.get(step);
    if (fault !== undefined) throw fault;
  }

  times(step: string): number {
    return this.taken.filter((taken) => taken === step).length;
  }

  #steps(): PathSteps {
    const nameOf = (path: RelayPath): string => path.consumer.connection.chainId;
    return {
      consumerChain: async (_provider, consumerId) => {
        await this.take(`consumerChain consumer-${consumerId}`);
        const chain = { consumerId, chainId: `consumer-${consumerId}`, phase: "LAUNCHED", clientId: "07-tendermint-0" };
        return { ...chain, ...this.phases.get(consumerId) } as ConsumerChain;
      },
      findConsumer: async (_provider, { connection }) => {
        await this.take(`findConsumer ${connection.chainId}`);
        return connection.chainId.replace("consumer-", "");
      },
      connectPath: async (provider, consumer, consumerId) => {
        await this.take(`connectPath ${consumer.connection.chainId}`);
        const client = {
          clientId: "07-tendermint-0",
          trustedHeight: 5n,
          trustedTime: new Date(0),
          trustingPeriodMs: 1000,
        };
        const end = (chain: typeof provider) => ({ ...chain, client });
        return { provider: end(provider), consumer: end(consumer), consumerId } as unknown as RelayPath;
      },
      findChannels: async (path) => {
        await this.take(`findChannels ${nameOf(path)}`);
        return { consumerId: path.consumerId, ccv: undefined, transfer: undefined };
      },
      openChannel: async (path) => {
        await this.take(`openChannel ${nameOf(path)}`);
        return { ccv, transfer, finishTransfer: async () => transfer } as unknown as OpenedChannels;
      },
      queryClosed: async (path) => {
        const error = new IcsError("IBC_CHANNEL_CLOSED", "closed", {
          chainId: nameOf(path),
          portId: "p",
          channelId: "c",
        });
        return this.closed.has(nameOf(path)) ? error : undefined;
      },
      relay: (path, channels, options) => {
        const ended = Promise.withResolvers<void>();
        void untilAborted(options.signal).then(ended.resolve);
        this.taken.push(`relay ${nameOf(path)}`);
        this.relaying.set(nameOf(path), { channels, options, end: ended.reject });
        return ended.promise;
      },
      keepFresh: (_source, _destination, { signal }) => untilAborted(signal),
      watchEvidence: ({ signal }) => untilAborted(signal),
    };
  }
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

export function pathOf(relayer: Relayer, name: string): PathStatus {
  const path = relayer.status().paths.find((candidate) => candidate.name === name);
  if (path === undefined) throw new Error(`There is no path ${name}`);
  return path;
}

/** One transaction that carried a packet to this chain. */
export function relayedTo(chainId: string): Relayed {
  const packet = { sequence: 1n, sourcePort: "provider", sourceChannel: "channel-0" };
  return {
    tx: { chainId, height: 3n, hash: "AB", gasUsed: 100n, time: new Date(3000) },
    items: [{ kind: "packet", height: 1n, packet }],
  } as unknown as Relayed;
}
