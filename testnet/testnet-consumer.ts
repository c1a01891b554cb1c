import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import {
  type ChainConnection,
  connectChain,
  connectRelayPath,
  consumerGenesisJson,
  durationOfSeconds,
  type HandshakeOptions,
  type IncludedTx,
  initializationParameters,
  type OpenedChannels,
  openCcvChannel,
  type Relayed,
  type RelayPath,
  type SpawnedConsumer,
  sentinelName,
  TxSender,
  type WaitOptions,
  waitForSpawn,
} from "../src/index.ts";
import type { NodeBinary } from "./binary-defaults.ts";
import type { TestnetContext } from "./chain.ts";
import { type PreparedConsumer, prepareConsumer, type RunningConsumer, startConsumer } from "./consumer-chain.ts";
import { createdInfractions, createdPowerShaping } from "./consumer-parameters.ts";
import { ConsumerRelaying, type RelayingFaults } from "./consumer-relaying.ts";
import type { JsonObject } from "./genesis/json.ts";
import type { TestnetProvider } from "./testnet-provider.ts";
import type { ResolvedConsumer } from "./topology.ts";

/** How `openChannel` goes on. */
export interface OpenChannelOptions extends HandshakeOptions {
  /** False leaves packets where they are until `startRelaying`. Default true. */
  readonly relay?: boolean;
}

/** A consumer that was launched by an earlier run. */
export interface ResumedConsumer {
  readonly consumerId: string;
  readonly prepared: PreparedConsumer;
  readonly chain: RunningConsumer;
  readonly isOpen: boolean;
}

/** What a consumer of a testnet is made from. */
export type TestnetConsumerOptions = {
  readonly context: TestnetContext;
  readonly provider: TestnetProvider;
  readonly spec: ResolvedConsumer;
  readonly onRelayed?: ((relayed: Relayed) => void) | undefined;
} & ConsumerHomes;

/** Homes that are prepared already, or the binary to prepare them for. */
type ConsumerHomes = { readonly binary: NodeBinary } | { readonly prepared: PreparedConsumer };

/**
 * One consumer of a testnet, from its creation on the provider to relayed packets. `launch` goes all the way; its
 * stages can also be taken one by one: create, optIn, spawn, start, openChannel.
 */
export class TestnetConsumer {
  readonly spec: ResolvedConsumer;
  readonly #options: TestnetConsumerOptions;
  readonly #closing = new AbortController();
  #consumerId: string | undefined;
  #prepared: Promise<PreparedConsumer> | undefined;
  #spawned: SpawnedConsumer | undefined;
  #chain: RunningConsumer | undefined;
  #connection: ChainConnection | undefined;
  #relaying: ConsumerRelaying | undefined;
  #starting: Promise<unknown> | undefined;

  constructor(options: TestnetConsumerOptions) {
    this.#options = options;
    this.spec = options.spec;
  }

  /** The id that the provider gave; there from `create` on. */
  get consumerId(): string {
    return this.#present(this.#consumerId, "create");
  }

  /** True from `start` on. */
  get isRunning(): boolean {
    return this.#connection !== undefined;
  }

  /** True while packets are relayed. */
  get isRelaying(): boolean {
    return this.#relaying?.isRunning ?? false;
  }

  /** The running chain; there from `start` on. */
  get chain(): RunningConsumer {
    return this.#present(this.#chain, "start");
  }

  /** A connection to the chain's first node; there from `start` on. */
  get connection(): ChainConnection {
    return this.#present(this.#connection, "start");
  }

  /** Every stage from `create` to `openChannel`. */
  async launch(options: HandshakeOptions = {}): Promise<OpenedChannels> {
    await this.create(options);
    await this.optIn(options);
    await this.spawn(options);
    await this.start(options);
    return this.openChannel(options);
  }

  /** Creates the consumer from the account `owner`, with its spawn time. */
  async create(options: WaitOptions = {}): Promise<IncludedTx> {
    const { provider, spec } = this.#options;
    // All that opting in needs is there before the time until the spawn begins to run.
    const { validators } = await this.prepare();
    const [owner] = await Promise.all([
      provider.client("owner"),
      ...validators.map(({ name }) => provider.client(name)),
    ]);
    const { consumerId, tx } = await owner.createConsumer(
      {
        chainId: spec.chainId,
        metadata: spec.metadata,
        initializationParameters: this.initializationParameters(),
        powerShapingParameters: createdPowerShaping(spec, provider),
        infractionParameters: createdInfractions(spec),
      },
      options,
    );
    this.#consumerId = consumerId;
    return tx;
  }

  /** Takes a consumer that somebody else has created, for instance `icskit consumer launch`: go on with `optIn`. */
  adopt(consumerId: string): void {
    this.#consumerId = consumerId;
  }

  /** The consumer's initialization parameters, with a spawn time counted from now where none is fixed. */
  initializationParameters(spawnTime?: Date): ReturnType<typeof initializationParameters> {
    const { spec } = this.#options;
    const delayMs = spec.spawnDelayMs ?? this.#defaultSpawnDelayMs();
    return initializationParameters(spec.chainId, {
      initialHeight: spec.initialHeight,
      spawnTime: spawnTime ?? spec.spawnTime ?? new Date(Date.now() + delayMs),
      unbondingPeriod: durationOfSeconds(spec.unbondingSeconds),
      ccvTimeoutPeriod: durationOfSeconds(spec.ccvTimeoutSeconds),
      transferTimeoutPeriod: durationOfSeconds(spec.transferTimeoutSeconds),
      consumerRedistributionFraction: spec.consumerRedistributionFraction.toString(),
      blocksPerDistributionTransmission: BigInt(spec.blocksPerDistributionTransmission),
      historicalEntries: BigInt(spec.historicalEntries),
      connectionId: spec.connectionId,
    });
  }

  /** Long enough to create the consumer and to opt in, also on a machine that takes long to start a provider. */
  #defaultSpawnDelayMs(): number {
    const { context, provider } = this.#options;
    return Math.max(2_000, 6 * context.topology.provider.blockTimeMs, 1.3 * provider.startedInMs);
  }

  /** Keys and homes of the consumer's nodes; made once. */
  prepare(): Promise<PreparedConsumer> {
    const { context, provider, spec, ...homes } = this.#options;
    this.#prepared ??=
      "prepared" in homes
        ? Promise.resolve(homes.prepared)
        : prepareConsumer(context, spec, provider.chain.validators, homes.binary);
    return this.#prepared;
  }

  /** Opts the consumer's validators in, each with its own consumer key where the topology says so. */
  async optIn(options: WaitOptions = {}): Promise<readonly IncludedTx[]> {
    const { validators } = await this.prepare();
    return Promise.all(validators.map(({ name }) => this.optInValidator(name, options)));
  }

  /** Opts one validator in, as `optIn` does. */
  async optInValidator(name: string, options: WaitOptions = {}): Promise<IncludedTx> {
    const { validators } = await this.prepare();
    const validator = validators.find((candidate) => candidate.name === name);
    const client = await this.#options.provider.client(name);
    const consumerKey = validator?.ownKey ? { consumerKey: validator.consensusKey.publicKey } : {};
    return client.optIn(this.consumerId, { ...options, ...consumerKey });
  }

  /** Waits for the launch. @throws CCV_LAUNCH_FAILED with the reason */
  async spawn(options: WaitOptions = {}): Promise<SpawnedConsumer> {
    this.#spawned = await waitForSpawn(this.#options.provider, this.consumerId, options);
    return this.#spawned;
  }

  /** Starts the nodes with the provider's genesis, and resolves at the first block. */
  start(options: WaitOptions = {}): Promise<RunningConsumer> {
    const started = this.#start(options);
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(options: WaitOptions): Promise<RunningConsumer> {
    const { context, provider } = this.#options;
    const spawned = this.#present(this.#spawned, "spawn");
    const ends = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const waiting = { ...options, signal: AbortSignal.any(ends) };
    const [prepared, genesis] = await Promise.all([this.prepare(), provider.queries.consumerGenesis(this.consumerId)]);
    this.#chain = await startConsumer(
      context,
      prepared,
      {
        ccvGenesis: consumerGenesisJson(genesis) as JsonObject,
        genesisTime: new Date(spawned.time.getTime() + 1),
      },
      waiting,
    );
    await this.#connect(waiting);
    return this.#chain;
  }

  /** Takes a consumer over that was launched before and makes blocks again; its channel may be open. */
  async resume({ consumerId, prepared, chain, isOpen }: ResumedConsumer, options: WaitOptions = {}): Promise<void> {
    this.#consumerId = consumerId;
    this.#prepared = Promise.resolve(prepared);
    this.#chain = chain;
    await this.#connect(options);
    if (isOpen) await this.openChannel(options);
  }

  async #connect(options: WaitOptions): Promise<void> {
    this.#connection = await connectChain({
      url: this.chain.rpcUrl,
      expectedChainId: this.spec.chainId,
      logger: this.#options.context.workspace.logger,
      ...options,
    });
  }

  /**
   * The two light clients of the launch with an account of the testnet, `relayer` by default, that pays on both chains.
   * @throws as `connectRelayPath`
   */
  async relayPath(accountName = "relayer"): Promise<RelayPath> {
    const { provider } = this.#options;
    return connectRelayPath({
      provider: {
        connection: provider.connection,
        sender: (await provider.client(accountName)).sender,
      },
      consumer: { connection: this.connection, sender: await this.sender(accountName) },
      consumerId: this.consumerId,
    });
  }

  /** Opens the CCV channel and, unless `relay` is false, relays packets both ways from then on. */
  async openChannel(options: OpenChannelOptions = {}): Promise<OpenedChannels> {
    const { relay = true, ...handshake } = options;
    const path = await this.relayPath();
    const opened = await openCcvChannel(path, handshake);
    await this.stopRelaying();
    const { consumerId } = this;
    const { context, onRelayed } = this.#options;
    const { logger } = context.workspace;
    this.#relaying = new ConsumerRelaying({
      consumerId,
      path,
      opened,
      logger,
      onRelayed,
      signal: this.#closing.signal,
    });
    if (relay) this.startRelaying();
    return opened;
  }

  /**
   * Relays whatever the chains' state says is on its way, until `stopRelaying` or `close`. What was relaying before is
   * ended first.
   */
  startRelaying(faults?: RelayingFaults): void {
    this.#present(this.#relaying, "openChannel").start(faults);
  }

  /** Ends the relaying; what was on its way is included or expires. @throws what ended it before */
  async stopRelaying(): Promise<void> {
    await this.#relaying?.stop();
  }

  /** A sender of transactions on the consumer for one of the testnet's accounts. @throws TESTNET_ACCOUNT_UNKNOWN */
  sender(accountName: string): Promise<TxSender> {
    return TxSender.create({
      connection: this.connection,
      signer: this.chain.account(accountName).signer,
      gasPrice: GasPrice.fromString(this.chain.gasPrice),
      registry: new Registry(defaultRegistryTypes),
      sentinelName,
    });
  }

  /** Ends relaying and the connection; the nodes end with the testnet. @throws what ended the relaying early */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException("The testnet was closed", "AbortError"));
    // Homes that are still being made would be written into a folder that is being removed, and nodes that are still
    // being started would outlive it.
    await this.#prepared?.catch(() => undefined);
    await this.#starting;
    try {
      await this.stopRelaying();
    } finally {
      await this.#connection?.close();
    }
  }

  #present<T>(value: T | undefined, stage: string): T {
    if (value === undefined)
      throw new TypeError(`The consumer "${this.spec.name}" has not been through "${stage}" yet`);
    return value;
  }
}
