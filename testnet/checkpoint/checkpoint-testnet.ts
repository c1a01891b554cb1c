import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ClientStatus, IcsError, queryLightClientStatus, type WaitOptions } from "../../src/index.ts";
import { untilDelivered } from "../actions/packets.ts";
import type { RunningChain } from "../chain.ts";
import { withRoom } from "../disk-full.ts";
import { copyHomePart } from "../node/copy-home-part.ts";
import type { RunningNode } from "../runner/runner.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import type { ResolvedTopology } from "../topology.ts";
import { checkpointExpiry } from "./check-age.ts";
import { type CheckpointFile, type StoppedConsumer, writeCheckpointFile } from "./checkpoint-file.ts";

/** A stored testnet. */
export interface Checkpoint {
  readonly folder: string;
  readonly stoppedAt: Date;
  /** Until when it can be restored; undefined where it has no light clients. */
  readonly expiresAt: Date | undefined;
}

/**
 * Stops a testnet for good and stores it in a new folder, from which `restoreTestnet` brings it back, as often as wanted
 * and several at once. Packets are delivered first. The folder holds every key: keep it as secret as a mnemonic.
 * Of consumers only those are kept that make blocks.
 * @throws CONFIG_INVALID where the folder exists, or nodes run in containers; POLL_TIMEOUT where packets are stuck;
 * TESTNET_DISK_FULL
 */
export async function checkpointTestnet(net: Testnet, folder: string, options: WaitOptions = {}): Promise<Checkpoint> {
  checkRunners(net.topology);
  if (existsSync(folder)) throw exists(folder);
  const running = net.consumers.filter(({ isRunning }) => isRunning);
  for (const consumer of running) if (consumer.isRelaying) await untilDelivered(net, consumer, options);
  const clients = (await Promise.all(running.map((consumer) => clientsOf(net, consumer)))).flat();
  const isOpen = running.map((consumer) => consumer.isRelaying);
  await Promise.all(running.map((consumer) => consumer.stopRelaying()));
  const provider = { name: net.provider.chain.name, height: await net.provider.connection.latestHeight() };
  const consumers = await Promise.all(
    running.map(async (consumer, index): Promise<StoppedConsumer> => {
      const { chain, connection, consumerId } = consumer;
      const height = await connection.latestHeight();
      return { name: chain.name, height, consumerId, isOpen: isOpen[index] ?? false };
    }),
  );
  const chains = [net.provider.chain, ...running.map(({ chain }) => chain)];
  // Before the nodes, so that nobody misses them.
  await Promise.all([...running.map((consumer) => consumer.close()), net.provider.connection.close()]);
  await Promise.all(chains.flatMap(({ nodes }) => nodes.map((node) => node.stop())));
  const { topology, accounts } = net;
  const stored: CheckpointFile = {
    stoppedAt: new Date(),
    topology: withoutPatches(topology),
    mnemonic: accounts.mnemonic,
    provider,
    consumers,
    clients,
    keys: new Map(chains.flatMap(keysOf)),
  };
  await withRoom("the checkpoint", dirname(folder), () => store(folder, stored, chains));
  await net.close();
  return { folder, stoppedAt: stored.stoppedAt, expiresAt: checkpointExpiry(stored) };
}

/** The part of a node's home that only it can have; the rest is written anew. */
export const nodeState = ["data", join("config", "genesis.json")] as const;

/** How the light clients stand between a provider and a consumer that was launched. */
export async function clientsOf(
  { provider }: Pick<Testnet, "provider">,
  { consumerId, connection }: TestnetConsumer,
): Promise<ClientStatus[]> {
  const { clientId } = await provider.queries.consumerChain(consumerId);
  // A deleted consumer has no client any more.
  const onProvider = clientId === "" ? [] : [queryLightClientStatus(provider.connection, clientId)];
  return Promise.all([...onProvider, queryLightClientStatus(connection, "07-tendermint-0")]);
}

/** The consensus keys of a chain's validators, by `chain/validator`. */
export function keysOf({
  name: chain,
  validators,
}: RunningChain): [string, RunningChain["validators"][number]["consensusKey"]][] {
  return validators.map(({ name, consensusKey }) => [`${chain}/${name}`, consensusKey]);
}

/** In one step: a folder of this name is whole, or it is not there. */
async function store(folder: string, checkpoint: CheckpointFile, chains: readonly RunningChain[]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = `${folder}.${randomBytes(4).toString("hex")}`;
  await mkdir(partial, { mode: 0o700 });
  try {
    await Promise.all(chains.flatMap(({ nodes }) => nodes.map((node) => storeNode(node, partial))));
    await writeCheckpointFile(partial, checkpoint);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR" ? exists(folder, error) : error;
  }
}

async function storeNode(node: RunningNode, folder: string): Promise<void> {
  const { name } = node;
  const home = await node.fetchHome();
  for (const part of nodeState) {
    await copyHomePart(home, join(folder, name), part);
  }
}

function exists(path: string, cause?: unknown): IcsError {
  const problems = [{ name: "folder", got: path, wanted: "a folder that does not exist yet" }];
  return new IcsError("CONFIG_INVALID", `The checkpoint cannot be stored: ${path} exists`, { problems }, { cause });
}

function checkRunners({ provider, consumers }: ResolvedTopology): void {
  const problems = [provider, ...consumers]
    .filter(({ runner }) => runner !== "native")
    .map(({ chainId, runner }) => ({ name: `runner of ${chainId}`, got: runner, wanted: "native" }));
  if (problems.length === 0) return;
  throw new IcsError("CONFIG_INVALID", "Only chains of native nodes can be stored in a checkpoint", { problems });
}

/** Functions cannot be stored; what they did is in the genesis files. */
function withoutPatches(topology: ResolvedTopology): ResolvedTopology {
  return {
    ...topology,
    mnemonic: undefined,
    provider: { ...topology.provider, genesis: undefined, firstPort: undefined },
    consumers: topology.consumers.map((consumer) => ({ ...consumer, genesis: undefined, firstPort: undefined })),
  };
}
