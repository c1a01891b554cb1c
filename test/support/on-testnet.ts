import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { readConfig } from "../../src/config.ts";
import {
  type ChainConnection,
  compareValidatorSets,
  connectChain,
  consumerSource,
  consumerValidatorSet,
  createValidatorSet,
  Observation,
  type ObserverEvent,
  providerSource,
  queryValidators,
  type ValidatorSet,
  type WaitOptions,
} from "../../src/index.ts";
import {
  createTestnet,
  type ExpectedState,
  type Testnet,
  type TestnetConsumer,
  type TestnetOptions,
  type Topology,
} from "../../testnet/index.ts";
import { artifactsFolder, keepArtifacts, type Observed } from "./artifacts.ts";
import { expectState } from "./expect-state.ts";
import { restoreLaunched } from "./launched-checkpoint.ts";

/** What a scenario gets. */
export interface Scenario {
  readonly net: Testnet;
  readonly consumer: TestnetConsumer;
  /** Waits, 30 seconds by default, until a part of the testnet's state is as expected. */
  expectState(expected: ExpectedState, options?: WaitOptions): Promise<void>;
  /** Starts the independent observer of a consumer that was created; its invariants are judged at the end. */
  watch(consumer?: TestnetConsumer): Promise<Observation>;
  /** Lets an observer see a consumer that has started. */
  attach(consumer?: TestnetConsumer): Promise<void>;
  /** A consumer that makes blocks, with an observer from the first block on and no connection yet. */
  startWatched(): Promise<Observation>;
  /** Every stage of a launch with an observer from the first block on. */
  launchWatched(): Promise<Observation>;
}

/**
 * Runs a scenario on a testnet of its own. Whatever it does, every invariant of the observer must hold at the end, and
 * everything is stopped; homes and logs of a failure are kept, and the error says where.
 */
export async function onTestnet(
  topology: Topology,
  scenario: (scenario: Scenario) => Promise<void>,
  options: TestnetOptions = {},
): Promise<void> {
  const { runner } = readConfig(process.env);
  await onNodes((given) => createTestnet({ runner, ...topology }, { launch: false, ...given }), scenario, options);
}

/** What a scenario gets whose consumers are all launched. */
export interface LaunchedScenario extends Scenario {
  /** The first consumer's, from its first block on. */
  readonly observation: Observation;
}

/**
 * As `onTestnet`, on a testnet whose consumers have taken their first VSC packet: restored from a checkpoint, which the
 * first scenario of the topology makes.
 */
export async function onLaunched(
  topology: Topology,
  scenario: (scenario: LaunchedScenario) => Promise<void>,
  options: TestnetOptions = {},
): Promise<void> {
  const begin = async (run: ScenarioRun): Promise<void> => {
    const observations = await Promise.all(
      run.net.consumers.map(async (consumer) => {
        const observation = await run.watch(consumer);
        await run.attach(consumer);
        return observation;
      }),
    );
    const [observation] = observations;
    if (observation === undefined) throw new TypeError("The topology has no consumer");
    await scenario(Object.assign(run, { observation }));
  };
  await onNodes((given) => restoreLaunched(topology, given), begin, options);
}

async function onNodes(
  start: (options: TestnetOptions) => Promise<Testnet>,
  scenario: (scenario: ScenarioRun) => Promise<void>,
  options: TestnetOptions,
): Promise<void> {
  // Without a node its chain may stand still, and the scenario wait for what never comes.
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => undefined);
  const onNodeExit = (error: Error): void => death.reject(error);
  const net = await start({ onNodeExit, parentFolder: await artifactsFolder(), ...options });
  const run = new ScenarioRun(net);
  let failed = true;
  try {
    await Promise.race([scenario(run), death.promise]);
    run.expectInvariants();
    failed = false;
  } catch (error) {
    if (error instanceof Error) error.message += `\nHomes and logs: ${net.folder}\nSeen:\n${run.history()}`;
    await keepArtifacts(net.folder, error, run.observed);
    throw error;
  } finally {
    await run.close(failed);
    await closeTestnet(net, failed);
  }
}

/** After a failure only what the scenario itself threw is told. */
async function closeTestnet(net: Testnet, failed: boolean): Promise<void> {
  try {
    await net.close({ failed });
  } catch (error) {
    if (!failed) throw error;
    await appendFile(join(net.folder, "failure.txt"), `\nClosing the testnet failed too: ${inspect(error)}\n`);
  }
}

class ScenarioRun implements Scenario {
  readonly net: Testnet;
  readonly #connections: ChainConnection[] = [];
  readonly #watched = new Map<TestnetConsumer, Watched>();

  constructor(net: Testnet) {
    this.net = net;
  }

  get consumer(): TestnetConsumer {
    return this.net.consumer();
  }

  get observed(): readonly Observed[] {
    return [...this.#watched].map(([{ consumerId }, { observation }]) => ({ consumerId, events: observation.events }));
  }

  // Arrow functions, since scenarios take them apart.
  expectState = (expected: ExpectedState, options: WaitOptions = {}): Promise<void> =>
    expectState(this.net, expected, options);

  watch = async (consumer: TestnetConsumer = this.consumer): Promise<Observation> => {
    const attached = Promise.withResolvers<ReturnType<typeof consumerSource>>();
    attached.promise.catch(() => undefined); // Seen by the observation, where it still runs.
    // The node that the scenario's queries go to: another may be ahead of it, and what was seen there not yet be here.
    const provider = providerSource(await this.#connect(this.net.provider.chain.rpcUrl));
    const observation = new Observation({ consumerId: consumer.consumerId, provider, consumer: attached.promise });
    this.#watched.set(consumer, { observation, attached });
    return observation;
  };

  attach = async (consumer: TestnetConsumer = this.consumer): Promise<void> => {
    const source = consumerSource(await this.#connect(consumer.chain.rpcUrl));
    this.#watched.get(consumer)?.attached.resolve(source);
  };

  startWatched = async (): Promise<Observation> => {
    const { consumer } = this;
    await consumer.create();
    const observation = await this.watch();
    await consumer.optIn();
    await consumer.spawn();
    await consumer.start();
    await this.attach();
    return observation;
  };

  launchWatched = async (): Promise<Observation> => {
    const observation = await this.startWatched();
    await this.consumer.openChannel();
    return observation;
  };

  expectInvariants(): void {
    for (const { observation } of this.#watched.values()) expect(observation.violations).toEqual([]);
  }

  history(): string {
    return [...this.#watched.values()].flatMap(({ observation }) => observation.events.map(eventLine)).join("\n");
  }

  /** After a failure only what the scenario itself threw is told. */
  async close(failed: boolean): Promise<void> {
    for (const { attached } of this.#watched.values()) attached.reject(new Error("The scenario has ended"));
    const closed = await Promise.allSettled([...this.#watched.values()].map(({ observation }) => observation.close()));
    for (const connection of this.#connections) await connection.close();
    const rejected = closed.find((result) => result.status === "rejected");
    if (rejected && !failed) throw rejected.reason;
  }

  async #connect(url: string): Promise<ChainConnection> {
    const connection = await connectChain({ url });
    this.#connections.push(connection);
    return connection;
  }
}

interface Watched {
  readonly observation: Observation;
  readonly attached: PromiseWithResolvers<ReturnType<typeof consumerSource>>;
}

function eventLine({ kind, chainId, height }: ObserverEvent): string {
  return `  ${chainId} ${height} ${kind}`;
}

/** The set that signs a consumer's block at a height. */
export async function cometSet(connection: ChainConnection, height: bigint): Promise<ValidatorSet> {
  return createValidatorSet(await queryValidators(connection, height));
}

/** The set that the provider says a consumer has, by the consumer's keys. */
export async function providerView(net: Testnet, consumer: TestnetConsumer, height?: bigint): Promise<ValidatorSet> {
  const validators = await net.provider.queries.consumerValidators(
    consumer.consumerId,
    height === undefined ? {} : { height },
  );
  return consumerValidatorSet(validators);
}

/** Key by key: both sets are the same. */
export function expectSameSet(expected: ValidatorSet, actual: ValidatorSet): void {
  expect(compareValidatorSets(expected, actual)).toEqual([]);
  expect(actual.size).toBeGreaterThan(0);
}
