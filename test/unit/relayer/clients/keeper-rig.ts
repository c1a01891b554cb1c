import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Block, ChainEvent } from "../../../../src/chain/block.ts";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../../../../src/chain/tx-sender.ts";
import { keepClientFresh } from "../../../../src/relayer/clients/client-keeper.ts";
import type { ClientStatus } from "../../../../src/relayer/clients/client-status.ts";
import { connectLightClient, type LightClient } from "../../../../src/relayer/clients/light-client.ts";
import type { RelayEnd } from "../../../../src/relayer/relay-end.ts";
import { ClientHost, clientId } from "./client-host.ts";
import { type Powers, SyntheticChain, syntheticGenesis } from "./synthetic-chain.ts";

/** A keeper at work on a client in memory. Both chains' blocks take one second; the test makes each of the host's. */
export class KeeperRig {
  readonly chain: SyntheticChain;
  readonly host: ClientHost;
  readonly sent: Array<readonly EncodeObject[]> = [];
  readonly refreshed: IncludedTx[] = [];
  readonly statuses: Array<ClientStatus["status"]> = [];
  readonly failures: string[] = [];
  readonly stopping = new AbortController();
  client!: LightClient;
  done: Promise<void> = Promise.resolve();
  /** Fails a transaction before it is executed. */
  onSend: () => void | Promise<void> = () => undefined;
  /** Fails the reading of a block. */
  onRead: (height: bigint) => void = () => undefined;
  readonly #blocks: Block[] = [];
  #news = Promise.withResolvers<void>();
  #idle = Promise.withResolvers<void>();

  private constructor(setAt: (height: bigint) => Powers) {
    this.chain = new SyntheticChain("consumer-1", setAt);
    this.host = new ClientHost(this.chain, 1n);
    this.host.trustingPeriodMs = 30_000;
    jest.spyOn(Date, "now").mockImplementation(() => this.host.nowMs);
  }

  /** A client of height 1 with a trusting period of 30 seconds, and the keeper before the host's first block. */
  static async start(setAt: (height: bigint) => Powers = () => ({ a: 1n })): Promise<KeeperRig> {
    const rig = new KeeperRig(setAt);
    rig.client = await connectLightClient(rig.host.connect(), clientId, rig.chain.connect());
    rig.chain.tip = 1n;
    rig.host.asked.length = 0;
    const source = { connection: rig.client.counterparty } as unknown as RelayEnd;
    rig.done = keepClientFresh(source, rig.#destination(), {
      signal: rig.stopping.signal,
      onRefreshed: (tx) => rig.refreshed.push(tx),
      onStatus: ({ status }) => rig.statuses.push(status),
      onFailed: ({ code }) => rig.failures.push(code),
    });
    return rig;
  }

  /** Makes a block of the host at this second (and of the source, unless it stands still); resolves once it is dealt with. */
  async block(second: number, options: { events?: ChainEvent[]; sourceStands?: boolean } = {}): Promise<void> {
    const height = BigInt(this.#blocks.length + 1);
    this.host.nowMs = syntheticGenesis + second * 1000;
    if (!options.sourceStands) this.chain.tip = BigInt(second);
    this.#idle = Promise.withResolvers();
    const { events = [] } = options;
    const time = new Date(this.host.nowMs);
    this.#blocks.push({ chainId: "host-1", height, time, txs: [], events, validatorUpdates: [], duplicateVotes: [] });
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    await Promise.race([this.#idle.promise, this.done]);
  }

  async blocks(from: number, to: number, options?: Parameters<KeeperRig["block"]>[1]): Promise<void> {
    for (let second = from; second <= to; second += 1) await this.block(second, options);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  /** Heights that the updates of each transaction bring. */
  get brought(): number[] {
    return this.sent.map((messages) => messages.length);
  }

  #destination(): RelayEnd {
    const { client } = this;
    const connection = {
      get knownHeight() {
        return rig.#tip;
      },
      waitForHeight: (height: bigint) => this.#reached(height),
      blocks: ({ from }: { from: bigint }) => this.#follow(from),
    } as unknown as ChainConnection;
    const rig = this;
    const send = async (messages: readonly EncodeObject[]): Promise<IncludedTx> => {
      await this.onSend();
      this.host.execute(messages);
      this.sent.push(messages);
      return { hash: `tx-${this.sent.length}` } as IncludedTx;
    };
    return { connection, sender: { address: "me", send } as unknown as TxSender, client };
  }

  get #tip(): bigint {
    return BigInt(this.#blocks.length);
  }

  async #reached(height: bigint): Promise<bigint> {
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    const onAbort = (): void => aborted.reject(this.stopping.signal.reason);
    this.stopping.signal.addEventListener("abort", onAbort, { once: true });
    this.stopping.signal.throwIfAborted();
    while (this.#tip < height) {
      this.#idle.resolve();
      await Promise.race([this.#news.promise, aborted.promise]);
    }
    return this.#tip;
  }

  async *#follow(from: bigint): AsyncGenerator<Block> {
    for (let height = from; ; height += 1n) {
      await this.#reached(height);
      this.onRead(height);
      yield this.#blocks[Number(height) - 1] as Block;
    }
  }
}
