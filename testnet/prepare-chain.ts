import { join } from "node:path";
import type { ChainAccount } from "./accounts.ts";
import { type BinaryDefaults, loadBinaryDefaults, type NodeBinary } from "./binary-defaults.ts";
import type { ChainValidator, PreparedChain, TestnetContext } from "./chain.ts";
import type { NodeAddress } from "./node/address-book.ts";
import { createEd25519Key, type Ed25519Key, nodeId } from "./node/consensus-key.ts";
import { writeNodeHome } from "./node/node-home.ts";
import type { NodePlacement } from "./node/node-placement.ts";
import type { NodeLimits, NodeSpec } from "./runner/runner.ts";

/** What a chain's homes are made from. */
export interface ChainPlan<V extends ChainValidator> {
  readonly name: string;
  readonly chainId: string;
  readonly initialHeight: bigint;
  readonly addressPrefix: string;
  readonly denom: string;
  readonly blockTimeMs: number;
  readonly firstPort: number | undefined;
  /** Given to `start` besides the home folder. */
  readonly startFlags?: readonly string[] | undefined;
  readonly binary: NodeBinary;
  /** What each of its containers may use at most. */
  readonly limits?: NodeLimits | undefined;
  readonly validators: readonly V[];
  /** Names of those with a node. */
  readonly running: readonly string[];
  readonly accounts: readonly ChainAccount[];
  /** Nodes of another chain that each of these dials too. */
  readonly otherPeers?: readonly NodeAddress[];
}

/**
 * Places a chain's nodes and writes their homes, all but the genesis file.
 * @throws TESTNET_PORT_IN_USE, TESTNET_BINARY_FAILED
 */
export async function prepareChain<V extends ChainValidator>(
  context: TestnetContext,
  plan: ChainPlan<V>,
): Promise<PreparedChain<V>> {
  const { topology, workspace } = context;
  const members = plan.validators.filter(({ name }) => plan.running.includes(name));
  const defaults = await loadBinaryDefaults(plan.binary, workspace.runner, { cacheFolder: context.defaultsFolder });
  const placement = await workspace.runner.placeChain({
    name: plan.name,
    binary: plan.binary,
    nodes: members.map(({ name: node }) => node),
    apiServers: topology.apiServers,
    firstPort: plan.firstPort,
    networkFaults: topology.faults.network,
  });
  const places = workspace.use(placement, "places");
  const planned = members.flatMap((validator, index): PlannedNode[] => {
    const own = placement.nodes[index];
    return own ? [{ validator, nodeKey: createEd25519Key(), placement: own }] : [];
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
    places,
    gasPrice: gasPrice(context, plan),
    defaultGenesis: defaults.genesis,
    plan,
  };
}

interface PlannedNode {
  readonly validator: ChainValidator;
  readonly nodeKey: Ed25519Key;
  readonly placement: NodePlacement;
}

async function prepareNode<V extends ChainValidator>(
  context: TestnetContext,
  plan: ChainPlan<V>,
  defaults: BinaryDefaults,
  node: PlannedNode,
  all: readonly PlannedNode[],
): Promise<NodeSpec> {
  const { validator, nodeKey, placement } = node;
  const { chainId, blockTimeMs, otherPeers = [] } = plan;
  const home = join(context.workspace.folder, plan.name, validator.name);
  const idOf = (name: string): string[] =>
    all.filter((other) => other.placement.name === name).map((other) => nodeId(other.nodeKey));
  await writeNodeHome({
    home,
    chainId,
    defaults,
    nodeKey,
    consensusKey: validator.consensusKey,
    peers: [
      ...placement.peers.flatMap(({ name, host, port }) => idOf(name).map((id) => ({ id, host, port }))),
      ...otherPeers,
    ],
    settings: {
      moniker: validator.name,
      listenHost: placement.listenHost,
      ports: placement.ports,
      nodes: all.length + otherPeers.length,
      privatePeerIds: placement.knownPeersOnly ? all.map((other) => nodeId(other.nodeKey)) : [],
      blockTimeMs,
      minimumGasPrices: gasPrice(context, plan),
      logLevel: context.topology.logLevel,
    },
  });
  return {
    name: `${plan.name}/${validator.name}`,
    chainId,
    home,
    placement,
    nodeId: nodeId(nodeKey),
    binary: plan.binary.path,
    image: plan.binary.image,
    limits: plan.limits,
    startFlags: plan.startFlags ?? [],
    logPath: join(home, "node.log"),
  };
}

function gasPrice({ topology }: TestnetContext, { denom }: { readonly denom: string }): string {
  return `${topology.minimumGasPrice}${denom}`;
}
