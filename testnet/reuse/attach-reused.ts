import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ChainConnection, WaitOptions } from "../../src/index.ts";
import { accountNames, createTestnetAccounts } from "../accounts.ts";
import type { TestnetContext } from "../chain.ts";
import { clientsOf } from "../checkpoint/checkpoint-testnet.ts";
import type { PreparedConsumer } from "../consumer-chain.ts";
import { type MadeChain, madeConsumer, madeProvider } from "../made-chain.ts";
import { leasePorts } from "../node/ports.ts";
import type { NodeSpec } from "../runner/runner.ts";
import { startChain } from "../start-chain.ts";
import { startProvider, Testnet, type TestnetOptions } from "../testnet.ts";
import { TestnetConsumer } from "../testnet-consumer.ts";
import type { ResolvedTopology } from "../topology.ts";
import { Workspace } from "../workspace.ts";
import type { KeptRun } from "./kept-run.ts";
import type { ReuseFile } from "./reuse-file.ts";

/** How long a chain may take to its next block: one whose nodes were started again has to agree first. */
const nextBlockMs = 30_000;

/**
 * Takes a testnet over that an earlier process left running: nodes that have ended are started again, and relaying goes on.
 * @throws whatever shows that it cannot be used any more; its containers are left as they are
 */
export async function attachReused(
  topology: ResolvedTopology,
  stored: ReuseFile,
  run: KeptRun,
  options: Omit<TestnetOptions, "reuse">,
): Promise<Testnet> {
  const accounts = await createTestnetAccounts(accountNames(topology), stored.mnemonic);
  const workspace = await Workspace.create({ ...options, createRunner: run.createRunner });
  try {
    const knownKey: TestnetContext["knownKey"] = (chain, validator) => stored.keys.get(`${chain}/${validator}`);
    return await attachChains({ topology, accounts, workspace, knownKey }, stored, options);
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

/** All chains side by side, then their consumers. */
async function attachChains(
  context: TestnetContext,
  stored: ReuseFile,
  { signal, onRelayed }: Omit<TestnetOptions, "reuse">,
): Promise<Testnet> {
  const { topology } = context;
  const preparedProvider = await madeProvider(context, await made(context, stored, topology.provider.chainId));
  const prepared = await Promise.all(
    topology.consumers.map(async (spec) =>
      madeConsumer(context, spec, preparedProvider.validators, await made(context, stored, spec.name)),
    ),
  );
  const startingProvider = startProvider(context, preparedProvider, { signal });
  const starting = prepared.map((consumer) => startChain(context, consumer, { signal }));
  // All are waited for, so that whatever was started is known when one fails.
  for (const result of await Promise.allSettled([startingProvider, ...starting])) {
    if (result.status === "rejected") throw result.reason;
  }
  const provider = await startingProvider;
  const attach = async (each: PreparedConsumer, index: number): Promise<TestnetConsumer> => {
    const chain = await starting[index];
    const { consumer: spec } = each;
    const consumerId = stored.consumers.find(({ name }) => name === spec.name)?.consumerId;
    if (chain === undefined || consumerId === undefined) throw new Error(`${spec.name} is not in what was kept of it`);
    const consumer = context.workspace.use(new TestnetConsumer({ context, provider, spec, prepared: each, onRelayed }));
    await consumer.resume({ consumerId, prepared: each, chain, isOpen: false }, { signal });
    await Promise.all([untilNextBlock(consumer.connection, { signal }), checkLaunched(provider, consumer)]);
    await consumer.openChannel({ signal });
    return consumer;
  };
  const [consumers] = await Promise.all([
    Promise.all(prepared.map(attach)),
    untilNextBlock(provider.connection, { signal }),
  ]);
  return new Testnet(context, provider, consumers);
}

async function checkLaunched(provider: Testnet["provider"], consumer: TestnetConsumer): Promise<void> {
  const { phase } = await provider.queries.consumerChain(consumer.consumerId);
  if (phase !== "LAUNCHED") throw new Error(`consumer ${consumer.consumerId} is ${phase.toLowerCase()}`);
  for (const { clientId, chainId, status } of await clientsOf({ provider }, consumer)) {
    if (status !== "Active") throw new Error(`light client ${clientId} on ${chainId} is ${status.toLowerCase()}`);
  }
}

async function untilNextBlock(connection: ChainConnection, { signal }: WaitOptions): Promise<void> {
  const height = await connection.latestHeight();
  await connection.waitForHeight(height + 1n, { signal, timeoutMs: nextBlockMs });
}

/** A chain's nodes with their ports; homes and logs are of this run. */
async function made({ workspace }: TestnetContext, stored: ReuseFile, name: string): Promise<MadeChain> {
  const nodes = stored.nodes.filter((node) => node.name.startsWith(`${name}/`));
  const ports = nodes.flatMap(portsOf);
  const lease = await leasePorts(ports.length, { exactly: ports, node: name });
  await Promise.all(nodes.map((node) => mkdir(join(workspace.folder, node.name), { recursive: true })));
  return {
    places: workspace.use({ close: () => lease.release() }, "places"),
    gasPrice: stored.gasPrices.get(name) ?? "",
    // It was needed for genesis files only.
    defaultGenesis: {},
    nodes: nodes.map((node) => {
      const home = join(workspace.folder, node.name);
      return { ...node, home, logPath: join(home, "node.log") };
    }),
  };
}

/** Those that are published: nobody listens on a container's P2P port here. */
function portsOf({ placement }: NodeSpec): number[] {
  const { rpc, api } = placement.outside.ports;
  return [rpc, ...(api ? [api.grpc, api.rest] : [])];
}
