import { join } from "node:path";
import {
  connectChain,
  type HandshakeOptions,
  isIcsError,
  type Logger,
  type Relayed,
  type WaitOptions,
} from "../src/index.ts";
import { accountNames, createTestnetAccounts, type TestnetAccounts } from "./accounts.ts";
import { writeAccountsFile } from "./accounts-file.ts";
import type { TestnetContext } from "./chain.ts";
import { type ChainBinaries, findChainBinaries } from "./find-binaries.ts";
import { type PreparedProvider, prepareProvider } from "./provider-chain.ts";
import type { ReuseOptions } from "./reuse/reuse-testnet.ts";
import { startChain } from "./start-chain.ts";
import { TestnetConsumer } from "./testnet-consumer.ts";
import { TestnetProvider } from "./testnet-provider.ts";
import { type ResolvedTopology, resolveTopology, type Topology } from "./topology.ts";
import { Workspace, type WorkspaceOptions } from "./workspace.ts";

/** How a testnet is started. */
export interface TestnetOptions
  extends WaitOptions,
    Pick<WorkspaceOptions, "parentFolder" | "keep" | "createRunner" | "onNodeExit"> {
  readonly logger?: Logger | undefined;
  /** Folder with the stock binaries; default: where `npm run setup` builds them. */
  readonly binariesDirectory?: string | undefined;
  /** False leaves the topology's consumers to be launched by their own methods. Default true. */
  readonly launch?: boolean;
  /**
   * Leaves a testnet of containers running at its end, for the next `createTestnet` with the same topology, binaries and
   * version of icskit, which takes it over in a moment: with its keys, at the height that it has then. Default false.
   */
  readonly reuse?: boolean | ReuseOptions | undefined;
  /** Told of each transaction with which the relayer carried something. */
  readonly onRelayed?: (relayed: Relayed) => void;
  readonly onHop?: HandshakeOptions["onHop"];
}

/** A provider with its consumers, on real binaries, with a relayer between them. */
export class Testnet implements AsyncDisposable {
  readonly topology: ResolvedTopology;
  readonly accounts: TestnetAccounts;
  readonly provider: TestnetProvider;
  readonly consumers: readonly TestnetConsumer[];
  readonly #workspace: Workspace;

  constructor(context: TestnetContext, provider: TestnetProvider, consumers: readonly TestnetConsumer[]) {
    this.topology = context.topology;
    this.accounts = context.accounts;
    this.#workspace = context.workspace;
    this.provider = provider;
    this.consumers = consumers;
  }

  /** The folder with all homes and logs. */
  get folder(): string {
    return this.#workspace.folder;
  }

  /** The only consumer, or the one at this place. @throws TypeError where there is none */
  consumer(index = 0): TestnetConsumer {
    const consumer = this.consumers[index];
    if (consumer === undefined) throw new TypeError(`The testnet has no consumer ${index}`);
    return consumer;
  }

  /**
   * Writes the mnemonic, and for each chain the accounts derived from it, into `accounts.json` of the testnet's
   * folder, readable by its owner only. Resolves with the path.
   */
  async writeAccounts(): Promise<string> {
    const path = join(this.folder, "accounts.json");
    await writeAccountsFile(path, this.topology, this.accounts);
    return path;
  }

  /** Keeps homes and logs after `close`. */
  keep(): void {
    this.#workspace.keep();
  }

  /**
   * Ends relaying, nodes and connections, and removes the folder unless it is kept (`failed` keeps it). Idempotent.
   * Resolves with the kept folder's path.
   * @throws AggregateError with every failure
   */
  close(options: { readonly failed?: boolean } = {}): Promise<string | undefined> {
    return this.#workspace.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Starts a testnet: a provider that makes blocks and, unless `launch` is false, every consumer of the topology with an
 * open CCV channel and packets being relayed. On failure everything that was started is stopped; homes and logs are
 * kept, and the error says where.
 * @throws TESTNET_TOPOLOGY_INVALID, TESTNET_BINARY_MISSING, TESTNET_BINARY_VERSION, and for containers
 * TESTNET_ENGINE_UNAVAILABLE, TESTNET_IMAGE_MISSING, before anything is started; then TESTNET_PORT_IN_USE,
 * TESTNET_NODE_EXITED, TESTNET_NODE_NOT_READY, CCV_LAUNCH_FAILED; with `reuse` CONFIG_INVALID, TESTNET_IN_USE
 */
export async function createTestnet(topology: Topology = {}, options: TestnetOptions = {}): Promise<Testnet> {
  const resolved = resolveTopology(topology);
  options.signal?.throwIfAborted();
  if (options.reuse) {
    const { reuseTestnet } = await import("./reuse/reuse-testnet.ts");
    return reuseTestnet(topology, resolved, options);
  }
  const { binariesDirectory: directory, signal } = options;
  return launchTestnet(resolved, await findChainBinaries(resolved, { directory, signal }), options);
}

/** Starts a testnet whose binaries are found. @throws as `createTestnet` */
export async function launchTestnet(
  resolved: ResolvedTopology,
  binaries: ChainBinaries,
  options: Omit<TestnetOptions, "reuse">,
): Promise<Testnet> {
  const accounts = await createTestnetAccounts(accountNames(resolved), resolved.mnemonic);
  const workspace = await Workspace.create(options);
  try {
    const context: TestnetContext = { topology: resolved, accounts, workspace };
    const prepared = await prepareProvider(context, binaries.provider);
    const provider = await startProvider(context, prepared, { signal: options.signal });
    const consumers = resolved.consumers.flatMap((spec, index) => {
      const binary = binaries.consumers[index];
      if (binary === undefined) return [];
      const { onRelayed } = options;
      return [workspace.use(new TestnetConsumer({ context, provider, spec, binary, onRelayed }))];
    });
    const { signal, onHop } = options;
    if (options.launch ?? true)
      for (const consumer of consumers) await consumer.launch({ signal, ...(onHop && { onHop }) });
    return new Testnet(context, provider, consumers);
  } catch (error) {
    await closeAfter(workspace, error, options.signal);
    throw error;
  }
}

/** Closes a testnet that did not come up; one that was interrupted, and not by an error, leaves nothing behind. */
export async function closeAfter(workspace: Workspace, error: unknown, signal: AbortSignal | undefined): Promise<void> {
  const kept = await workspace.close({ failed: !signal?.aborted || isIcsError(signal.reason) });
  if (kept !== undefined && error instanceof Error) error.message += `\nHomes and logs are kept in ${kept}`;
}

/** Starts a provider whose homes are written, and connects to it. @throws as `startChain` */
export async function startProvider(
  context: TestnetContext,
  prepared: PreparedProvider,
  options: WaitOptions,
): Promise<TestnetProvider> {
  const { workspace } = context;
  const begun = performance.now();
  const chain = await startChain(context, prepared, options);
  const startedInMs = performance.now() - begun;
  const connection = workspace.use(
    await connectChain({
      url: chain.rpcUrl,
      expectedChainId: chain.chainId,
      logger: workspace.logger,
      signal: options.signal,
    }),
  );
  return new TestnetProvider(chain, connection, startedInMs);
}
