import { join } from "node:path";
import type { ChainAccount } from "./accounts.ts";
import { type BinaryDefaults, loadBinaryDefaults, type NodeBinary } from "./binary-defaults.ts";
import type { ChainValidator, PreparedChain, TestnetContext } from "./chain.ts";
import { createEd25519Key, type Ed25519Key, nodeId } from "./node/consensus-key.ts";
import { writeNodeHome } from "./node/node-home.ts";
import { assignPorts, type NodePorts, portsPerNode } from "./node/node-ports.ts";
import { leasePorts } from "./node/ports.ts";
import type { NodeSpec } from "./runner/runner.ts";

/** What a chain's homes are made from. */
export interface ChainPlan<V extends ChainValidator> {
  readonly name: string;
  readonly chainId: string;
  readonly initialHeight: bigint;
  readonly addressPrefix: string;
  readonly denom: string;
  readonly blockTimeMs: number;
  readonly firstPort: number | undefined;
  readonly binary: NodeBinary;
  readonly validators: readonly V[];
  /** Names of those with a node. */
  readonly running: readonly string[];
  readonly accounts: readonly ChainAccount[];
}

/**
 * Leases the ports and writes the homes of a chain's nodes, all but the genesis file.
 * @throws TESTNET_PORT_IN_USE, TESTNET_BINARY_FAILED
 */
export async function prepareChain<V extends ChainValidator>(
  context: TestnetContext,
  plan: ChainPlan<V>,
): Promise<PreparedChain<V>> {
  const { topology, workspace } = context;
  const members = plan.validators.filter(({ name }) => plan.running.includes(name));
  const defaults = await loadBinaryDefaults(plan.binary, { cacheFolder: context.defaultsFolder });
  const lease = await leasePorts(members.length * portsPerNode(topology.apiServers), {
    firstPort: plan.firstPort,
    node: plan.name,
  });
  const ports = workspace.use({ close: () => lease.release() }, "ports");
  const nodePorts = assignPorts(lease.ports, members.length, topology.apiServers);
  const planned = members.flatMap((validator, index): PlannedNode[] => {
    const own = nodePorts[index];
    return own ? [{ validator, nodeKey: createEd25519Key(), ports: own }] : [];
  });
  const nodes = await Promise.all(planned.map((node) => prepareNode(context, plan, defaults, node, planned)));
  const { name, chainId, initialHeight, addressPrefix, denom, validators, accounts } = plan;
  return {
    name,
    chainId,
    initialHeight,
    addressPrefix,
    denom,
    validators,
    accounts,
    nodes,
    ports,
    gasPrice: gasPrice(context, plan),
    defaultGenesis: defaults.genesis,
  };
}

interface PlannedNode {
  readonly validator: ChainValidator;
  readonly nodeKey: Ed25519Key;
  readonly ports: NodePorts;
}

async function prepareNode<V extends ChainValidator>(
  context: TestnetContext,
  plan: ChainPlan<V>,
  defaults: BinaryDefaults,
  node: PlannedNode,
  all: readonly PlannedNode[],
): Promise<NodeSpec> {
  const { validator, nodeKey, ports } = node;
  const { chainId, blockTimeMs } = plan;
  const home = join(context.workspace.folder, plan.name, validator.name);
  const others = all.filter((other) => other !== node);
  await writeNodeHome({
    home,
    chainId,
    defaults,
    nodeKey,
    consensusKey: validator.consensusKey,
    peers: others.map((other) => ({ id: nodeId(other.nodeKey), port: other.ports.p2p })),
    settings: {
      moniker: validator.name,
      ports,
      blockTimeMs,
      minimumGasPrices: gasPrice(context, plan),
      logLevel: context.topology.logLevel,
    },
  });
  return {
    name: `${plan.name}/${validator.name}`,
    chainId,
    home,
    ports,
    nodeId: nodeId(nodeKey),
    binary: plan.binary.path,
    logPath: join(home, "node.log"),
  };
}

function gasPrice({ topology }: TestnetContext, { denom }: { readonly denom: string }): string {
  return `${topology.minimumGasPrice}${denom}`;
}
