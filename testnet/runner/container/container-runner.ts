import { extname, join } from "node:path";
import { initArguments, initFailed } from "../../binary-defaults.ts";
import { engineDiskFull, saysDiskFull } from "../../disk-full.ts";
import { usualPorts } from "../../node/node-placement.ts";
import { assignPorts, portsPerNode } from "../../node/node-ports.ts";
import { leasePorts } from "../../node/ports.ts";
import type { RunnerContext, RunReuse } from "../choose-runner.ts";
import type { ChainPlacement, ChainToPlace, NodeRunner, NodeSpec, RunningNode, StartOptions } from "../runner.ts";
import { type NodeHost, SupervisedNode } from "../supervised-node.ts";
import { aliasOf, createNodeContainer, type NodeSeat, startNodeContainer } from "./container-nodes.ts";
import type { Container, ContainerRun } from "./container-run.ts";
import { connectEngine, type Engine } from "./engine.ts";
import { isWrongPlatform, wrongPlatform } from "./engine-errors.ts";
import { type FoundNode, findRun, takeOver } from "./found-run.ts";
import { containerHome, unpackHome } from "./home-archive.ts";
import { runLabels } from "./labels.ts";
import { runOnce } from "./one-off.ts";
import { portsInUse } from "./ports-in-use.ts";
import { removeLeftovers, removeRun } from "./removal.ts";
import { createRunNetwork, networkNames, type RunNetwork } from "./run-network.ts";

/**
 * Runs nodes in containers of one network. What earlier runs left behind is removed first; should this process die,
 * the reaper removes what this run made. What an earlier run made is taken over where the context says so.
 * @see NodeRunner
 * @throws TESTNET_ENGINE_UNAVAILABLE
 */
export async function createContainerRunner(context: RunnerContext): Promise<NodeRunner> {
  const engine = await connectEngine();
  const { reuse } = context;
  if (reuse?.madeBy !== undefined) return new ContainerRunner(engine, context, await findRun(engine, reuse.madeBy));
  const removal = join(import.meta.dirname, `remove-run${extname(import.meta.filename)}`);
  context.reaper.addCommand([process.execPath, removal, context.runId]);
  await removeLeftovers(engine);
  return new ContainerRunner(engine, context);
}

interface Networks {
  readonly peers: RunNetwork;
  readonly outside: RunNetwork | undefined;
}

interface NodeContainer {
  readonly spec: NodeSpec;
  readonly container: Container;
  /** The latest one. */
  run?: ContainerRun;
}

class ContainerRunner implements NodeRunner {
  readonly #engine: Engine;
  readonly #runId: string;
  readonly #labels: Record<string, string>;
  readonly #seats = new Map<string, NodeSeat>();
  readonly #containers = new Map<string, NodeContainer>();
  readonly #reuse: RunReuse | undefined;
  readonly #found: ReadonlyMap<string, FoundNode> | undefined;
  #networks: Promise<Networks> | undefined;

  constructor(engine: Engine, { runId, reuse }: RunnerContext, found?: ReadonlyMap<string, FoundNode>) {
    this.#engine = engine;
    this.#runId = runId;
    this.#reuse = reuse;
    this.#found = found;
    // Ryuk removes whatever has its labels once this process has ended.
    this.#labels = { ...runLabels(runId, reuse?.label), ...(reuse === undefined && engine.sessionLabels) };
  }

  async placeChain(chain: ChainToPlace): Promise<ChainPlacement> {
    const { name, nodes, apiServers, firstPort, networkFaults } = chain;
    if (this.#found) throw new TypeError(`${name} is not of the run that is taken over`);
    const inUse = await portsInUse(this.#engine);
    const lease = await leasePorts(nodes.length * portsPerNode(apiServers), { firstPort, inUse, node: name });
    try {
      const outside = assignPorts(lease.ports, nodes.length, apiServers);
      const { host } = this.#engine;
      this.#networks ??= this.#createNetworks(networkFaults);
      const networks = await this.#networks;
      const ports = usualPorts(apiServers);
      const seats = nodes.map((node): [string, NodeSeat] => [
        node,
        { ...networks, address: networks.peers.nextAddress(), alias: aliasOf(name, node) },
      ]);
      for (const [node, seat] of seats) this.#seats.set(`${name}/${node}`, seat);
      return {
        nodes: seats.map(([node], index) => ({
          name: node,
          listenHost: "0.0.0.0",
          ports,
          peers: seats
            .filter(([other]) => other !== node)
            .map(([other, { address }]) => ({ name: other, host: address, port: ports.p2p })),
          outside: { host, ports: outside[index] ?? ports },
        })),
        close: () => lease.release(),
      };
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  async initHome(binary: Parameters<NodeRunner["initHome"]>[0], home: string): Promise<void> {
    const { image = "" } = binary;
    const result = await runOnce(this.#engine, { ...binary, image }, initArguments(containerHome), {
      folder: home,
      labels: this.#labels,
    });
    if (isWrongPlatform(result.output)) throw wrongPlatform(image);
    if (result.exitCode !== 0) throw initFailed(binary, result.exitCode, result.output);
  }

  startNode(spec: NodeSpec, options: StartOptions = {}): Promise<RunningNode> {
    const seat = this.#seats.get(spec.name) ?? this.#found?.get(spec.name)?.seat;
    if (seat === undefined) throw new TypeError(`${spec.name} was not placed by this runner`);
    const links = seat.outside && {
      cut: () => seat.peers.disconnect(this.#container(spec).id),
      heal: () => seat.peers.connect(this.#container(spec).id, seat.address, seat.alias),
    };
    const { image = "" } = spec;
    const host: NodeHost = {
      launch: (toLaunch) => this.#launch(toLaunch, seat),
      links,
      release: () => this.#release(spec),
      copyHome: () => this.#copyHome({ spec, container: this.#container(spec) }),
      explain: async (error) => {
        const { lastLines } = error.context;
        if (lastLines.some(isWrongPlatform)) return wrongPlatform(image, error);
        return lastLines.some(saysDiskFull) ? engineDiskFull(spec.name, error) : undefined;
      },
    };
    return SupervisedNode.start(spec, host, options);
  }

  async close({ keepHomes }: { readonly keepHomes: boolean }): Promise<void> {
    // Who is left running keeps its home, which cannot be copied while it is written.
    if (this.#reuse?.isKept()) return;
    try {
      if (keepHomes) await Promise.all([...this.#containers.values()].map((node) => this.#copyHome(node)));
    } finally {
      await removeRun(this.#engine, this.#runId);
    }
  }

  async #createNetworks(networkFaults: boolean): Promise<Networks> {
    const create = (name: string, internal: boolean) =>
      createRunNetwork(this.#engine, name, this.#labels, { internal });
    const names = networkNames(this.#runId);
    const [peers, outside] = await Promise.all([
      create(names.peers, networkFaults),
      networkFaults ? create(names.outside, false) : undefined,
    ]);
    return { peers, outside };
  }

  async #launch(spec: NodeSpec, seat: NodeSeat) {
    const known = this.#containers.get(spec.name);
    const found = known === undefined ? this.#found?.get(spec.name) : undefined;
    const container =
      known?.container ?? found?.container ?? (await createNodeContainer(this.#engine, spec, seat, this.#labels));
    const node: NodeContainer = { spec, container };
    this.#containers.set(spec.name, node);
    node.run = await (found
      ? takeOver(this.#engine, spec, found)
      : startNodeContainer(this.#engine, spec, container, seat));
    return node.run;
  }

  async #release({ name }: NodeSpec): Promise<boolean> {
    if (!this.#reuse?.isKept()) return false;
    await this.#containers.get(name)?.run?.release();
    return true;
  }

  #container({ name }: NodeSpec): Container {
    const known = this.#containers.get(name);
    if (known === undefined) throw new TypeError("A node is handed out only once it was started");
    return known.container;
  }

  async #copyHome({ spec, container }: NodeContainer): Promise<void> {
    await unpackHome(await this.#engine.client.container.fetchArchive(container, containerHome), spec.home);
  }
}
