import { join } from "node:path";
import { connectChain } from "../../src/index.ts";
import { accountNames, createTestnetAccounts } from "../accounts.ts";
import type { NodeBinary } from "../binary-defaults.ts";
import type { ChainValidator, PreparedChain, RunningChain, TestnetContext } from "../chain.ts";
import { type PreparedConsumer, prepareConsumer } from "../consumer-chain.ts";
import { withRoom } from "../disk-full.ts";
import { type ChainBinaries, findChainBinaries } from "../find-binaries.ts";
import { copyHomePart } from "../node/copy-home-part.ts";
import { type PreparedProvider, prepareProvider } from "../provider-chain.ts";
import { startChain } from "../start-chain.ts";
import { closeAfter, Testnet, type TestnetOptions } from "../testnet.ts";
import { TestnetConsumer } from "../testnet-consumer.ts";
import { TestnetProvider } from "../testnet-provider.ts";
import type { ResolvedConsumer } from "../topology.ts";
import { Workspace } from "../workspace.ts";
import { checkAge } from "./check-age.ts";
import { type CheckpointFile, readCheckpointFile, type StoppedChain, type StoppedConsumer } from "./checkpoint-file.ts";
import { nodeState } from "./checkpoint-testnet.ts";

/** How a testnet is brought back. */
export type RestoreOptions = Omit<TestnetOptions, "launch" | "onHop">;

/**
 * Brings a stored testnet back on free ports: the same chains with the same keys, one block or two later, and packets
 * relayed as before. The checkpoint stays as it is; several can be restored from it at once.
 * The chains' time jumps from when they were stopped to now: whatever was to end in between (a jail, an unbonding, a
 * vote, a spawn time, a packet's timeout) ends with their second block.
 * @throws TESTNET_CHECKPOINT_INVALID, TESTNET_CHECKPOINT_EXPIRED before anything is started; else as `createTestnet`
 */
export async function restoreTestnet(folder: string, options: RestoreOptions = {}): Promise<Testnet> {
  const checkpoint = await readCheckpointFile(folder);
  checkAge(folder, checkpoint, new Date());
  const { topology, mnemonic, keys } = checkpoint;
  const { binariesDirectory: directory, signal } = options;
  const binaries = await findChainBinaries(topology, { directory, signal });
  const accounts = await createTestnetAccounts(accountNames(topology), mnemonic);
  const workspace = await Workspace.create(options);
  try {
    const knownKey: TestnetContext["knownKey"] = (chain, validator) => keys.get(`${chain}/${validator}`);
    const context: TestnetContext = { topology, accounts, workspace, knownKey };
    return await resumeTestnet({ folder, checkpoint, context }, binaries, options);
  } catch (error) {
    await closeAfter(workspace, error, signal);
    throw error;
  }
}

/** All chains start side by side; then the channels' relaying goes on. */
async function resumeTestnet(stored: Stored, binaries: ChainBinaries, options: RestoreOptions): Promise<Testnet> {
  const { context, checkpoint } = stored;
  const { workspace, topology } = context;
  const { signal } = options;
  const begun = performance.now();
  const prepared = await prepareProvider(context, binaries.provider);
  const consumers = await Promise.all(
    topology.consumers.map((spec, index) => prepareStored(stored, spec, prepared, presentBinary(binaries, index))),
  );
  const startingProvider = startStored(stored, prepared, checkpoint.provider, signal);
  const starting = consumers.map(async ({ stopped, ...consumer }) => {
    if (stopped === undefined || consumer.prepared === undefined) return undefined;
    const chain = await startStored(stored, consumer.prepared, stopped, signal);
    return { ...stopped, chain, prepared: consumer.prepared };
  });
  // All are waited for, so that whatever was started is known when one fails.
  for (const result of await Promise.allSettled([startingProvider, ...starting])) {
    if (result.status === "rejected") throw result.reason;
  }
  const chain = await startingProvider;
  const { rpcUrl: url, chainId: expectedChainId } = chain;
  const connection = workspace.use(await connectChain({ url, expectedChainId, logger: workspace.logger, signal }));
  const provider = new TestnetProvider(chain, connection, performance.now() - begun);
  const resumed = await Promise.all(
    consumers.map(async ({ spec, binary }, index) => {
      const { onRelayed } = options;
      const consumer = workspace.use(new TestnetConsumer({ context, provider, spec, binary, onRelayed }));
      const running = await starting[index];
      if (running) await consumer.resume(running, { signal });
      return consumer;
    }),
  );
  return new Testnet(context, provider, resumed);
}

interface Stored {
  readonly folder: string;
  readonly checkpoint: CheckpointFile;
  readonly context: TestnetContext;
}

interface StoredConsumer {
  readonly spec: ResolvedConsumer;
  readonly binary: NodeBinary;
  /** Undefined for a consumer that made no blocks. */
  readonly stopped: StoppedConsumer | undefined;
  readonly prepared: PreparedConsumer | undefined;
}

async function prepareStored(
  { context, checkpoint }: Stored,
  spec: ResolvedConsumer,
  { validators }: PreparedProvider,
  binary: NodeBinary,
): Promise<StoredConsumer> {
  const stopped = checkpoint.consumers.find(({ name }) => name === spec.name);
  const prepared = stopped && (await prepareConsumer(context, spec, validators, binary));
  return { spec, binary, stopped, prepared };
}

async function startStored<V extends ChainValidator>(
  { folder, context }: Stored,
  prepared: PreparedChain<V>,
  { height }: StoppedChain,
  signal: AbortSignal | undefined,
): Promise<RunningChain<V>> {
  await Promise.all(prepared.nodes.map(({ name, home }) => restoreNode(join(folder, name), home)));
  // The block after the last one still has a time from before: only the next one has the present.
  return startChain(context, { ...prepared, initialHeight: height + 2n }, { signal });
}

function presentBinary({ consumers }: ChainBinaries, index: number): NodeBinary {
  const binary = consumers[index];
  if (binary === undefined) throw new TypeError(`There is no binary for consumer ${index}`);
  return binary;
}

async function restoreNode(from: string, home: string): Promise<void> {
  for (const part of nodeState) {
    await withRoom("the restored node", home, () => copyHomePart(from, home, part));
  }
}
