import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { HandshakeOptions, Logger, Relayed, WaitOptions } from "../../src/index.ts";
import { accountNames, createTestnetAccounts } from "../accounts.ts";
import type { TestnetContext } from "../chain.ts";
import type { PreparedConsumer } from "../consumer-chain.ts";
import { type MadeChain, madeConsumer, madeProvider } from "../made-chain.ts";
import { startChain } from "../start-chain.ts";
import { startProvider, Testnet } from "../testnet.ts";
import { TestnetConsumer } from "../testnet-consumer.ts";
import { resolveTopology } from "../topology.ts";
import { Workspace } from "../workspace.ts";
import { createAttachedRunner } from "./attached-node.ts";
import { type ExportedTestnet, exportedKey, readExported } from "./exported-testnet.ts";
import { writeConsumerGenesis } from "./write-format.ts";

/** How an exported testnet is attached to. */
export interface AttachOptions {
  /** What "testnet export" wrote. */
  readonly folder: string;
  /** Told when a consumer's genesis is written, and its nodes are to be started. */
  readonly onGenesis: (chainId: string) => Promise<void>;
  /** How long nodes may take to answer. Default 600,000. */
  readonly timeoutMs?: number | undefined;
  readonly onRelayed?: ((relayed: Relayed) => void) | undefined;
  readonly onHop?: HandshakeOptions["onHop"];
  readonly logger?: Logger | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to an exported testnet whose provider runs, launches its consumers there, and relays; consumers that were
 * launched before are taken over. The testnet is as one of `createTestnet`, except that nothing ends its nodes: closing it ends the relaying and the connections.
 * @throws CONFIG_INVALID where the folder is no exported testnet
 * @throws TESTNET_NODE_NOT_READY where nodes do not answer in time; CCV_LAUNCH_FAILED
 */
export async function attachTestnet(options: AttachOptions): Promise<Testnet> {
  const { signal, timeoutMs = 600_000, logger, onRelayed, onHop } = options;
  const exported = await readExported(options.folder);
  const topology = resolveTopology(exported.topology);
  const accounts = await createTestnetAccounts(accountNames(topology), topology.mnemonic);
  const consumerNames = new Set(topology.consumers.map(({ chainId }) => chainId));
  const runner = createAttachedRunner(async (chainId) => {
    if (!consumerNames.has(chainId)) return;
    await writeConsumerGenesis(options.folder, exported);
    await options.onGenesis(chainId);
  });
  const workspace = await Workspace.create({ createRunner: () => runner, logger });
  try {
    const knownKey = (chain: string, validator: string) => exportedKey(exported, chain, validator);
    const context: TestnetContext = { topology, accounts, workspace, knownKey };
    const waiting = { signal, timeoutMs };
    const made = (name: string): MadeChain => readChain(exported, options.folder, name);
    const { chainId } = topology.provider;
    const provider = await startProvider(context, await madeProvider(context, made(chainId)), waiting);
    const consumers: TestnetConsumer[] = [];
    for (const spec of topology.consumers) {
      const prepared = await madeConsumer(context, spec, provider.chain.validators, made(spec.name));
      const consumer = workspace.use(new TestnetConsumer({ context, provider, spec, prepared, onRelayed }));
      await startOrResume(context, consumer, prepared, waiting);
      await consumer.openChannel({ signal, ...(onHop && { onHop }) });
      consumers.push(consumer);
    }
    return new Testnet(context, provider, consumers);
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

/** A consumer whose genesis is written was launched when the testnet was attached to before. */
async function startOrResume(
  context: TestnetContext,
  consumer: TestnetConsumer,
  prepared: PreparedConsumer,
  waiting: WaitOptions,
): Promise<void> {
  const consumerId = await launchedAs(prepared);
  if (consumerId !== undefined) {
    const chain = await startChain(context, prepared, waiting);
    await consumer.resume({ consumerId, prepared, chain, isOpen: false }, waiting);
    return;
  }
  const { signal } = waiting;
  await consumer.create({ signal });
  await consumer.optIn({ signal });
  await consumer.spawn({ signal });
  await consumer.start(waiting);
}

const genesisSchema = z.object({
  app_state: z.object({ ccvconsumer: z.object({ params: z.object({ consumer_id: z.string() }) }) }),
});

async function launchedAs({ nodes }: PreparedConsumer): Promise<string | undefined> {
  const path = join(nodes[0]?.home ?? "", "config", "genesis.json");
  const genesis = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return genesis && genesisSchema.parse(JSON.parse(genesis)).app_state.ccvconsumer.params.consumer_id;
}

function readChain(exported: ExportedTestnet, folder: string, name: string): MadeChain {
  const found = exported.chains.find((chain) => chain.name === name);
  if (found === undefined) throw new TypeError(`The exported testnet has no chain "${name}"`);
  const { gasPrice, defaultGenesis } = found;
  const nodes = found.nodes.map((spec) => ({
    ...spec,
    home: resolve(folder, spec.home),
    logPath: resolve(folder, spec.logPath),
  }));
  return { nodes, gasPrice, defaultGenesis, places: { close: async () => undefined } };
}
