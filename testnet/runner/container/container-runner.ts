import { extname, join } from "node:path";
import { initArguments, initFailed } from "../../binary-defaults.ts";
import { usualPorts } from "../../node/node-placement.ts";
import { assignPorts, portsPerNode } from "../../node/node-ports.ts";
import { leasePorts } from "../../node/ports.ts";
import type { RunnerContext } from "../choose-runner.ts";
import type { ChainPlacement, ChainToPlace, NodeRunner, NodeSpec, RunningNode, StartOptions } from "../runner.ts";
import { type NodeHost, SupervisedNode } from "../supervised-node.ts";
import { aliasOf, createNodeContainer, type NodeSeat, startNodeContainer } from "./container-nodes.ts";
import type { Container } from "./container-run.ts";
import { connectEngine, type Engine } from "./engine.ts";
import { isWrongPlatform, wrongPlatform } from "./engine-errors.ts";
import { containerHome, unpackHome } from "./home-archive.ts";
import { runLabels } from "./labels.ts";
import { runOnce } from "./one-off.ts";
import { removeLeftovers, removeRun } from "./removal.ts";
import { createRunNetwork, type RunNetwork } from "./run-network.ts";

/**
 * Runs nodes in containers of one network. What earlier runs left behind is removed first; should this process die,
 * the reaper removes what this run made.
 * @see NodeRunner
 * @throws TESTNET_ENGINE_UNAVAILABLE
 */
export async function createContainerRunner(context: RunnerContext): Promise<NodeRunner> {
  const engine = await connectEngine();
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
}

class ContainerRunner implements NodeRunner {
  readonly #engine: Engine;
  readonly #runId: string;
  readonly #labels: Record<string, string>;
  readonly #seats = new Map<string, NodeSeat>();
  readonly #containers = new Map<string, NodeContainer>();
  #networks: Promise<Networks> | undefined;

  constructor(engine: Engine, { runId }: RunnerContext) {
    this.#engine = engine;
    this.#runId = runId;
    this.#labels = { ...runLabels(runId), ...engine.sessionLabels };
  }

  async placeChain(chain: ChainToPlace): Promise<ChainPlacement> {
    const { name, nodes, apiServers, firstPort, networkFaults } = chain;
    const lease = await leasePorts(nodes.length * portsPerNode(apiServers), { firstPort, node: name });
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
    const seat = this.#seats.get(spec.name);
    if (seat === undefined) throw new TypeError(`${spec.name} was not placed by this runner`);
    const links = seat.outside && {
      cut: () => seat.peers.disconnect(this.#container(spec).id),
      heal: () => seat.peers.connect(this.#container(spec).id, seat.address, seat.alias),
    };
    const { image = "" } = spec;
    const host: NodeHost = {
      launch: (toLaunch) => this.#launch(toLaunch, seat),
      links,
      copyHome: () => this.#copyHome({ spec, container: this.#container(spec) }),
      explainEnd: (lines) => (lines.some(isWrongPlatform) ? wrongPlatform(image) : undefined),
    };
    return SupervisedNode.start(spec, host, options);
  }

  async close({ keepHomes }: { readonly keepHomes: boolean }): Promise<void> {
    try {
      if (keepHomes) await Promise.all([...this.#containers.values()].map((node) => this.#copyHome(node)));
    } finally {
      await removeRun(this.#engine, this.#runId);
    }
  }

  async #createNetworks(networkFaults: boolean): Promise<Networks> {
    const create = (name: string, internal: boolean) =>
      createRunNetwork(this.#engine, name, this.#labels, { internal });
    const [peers, outside] = await Promise.all([
      create(`icskit-${this.#runId}`, networkFaults),
      networkFaults ? create(`icskit-${this.#runId}-outside`, false) : undefined,
    ]);
    return { peers, outside };
  }

  async #launch(spec: NodeSpec, seat: NodeSeat) {
    let known = this.#containers.get(spec.name);
    if (known === undefined) {
      known = { spec, container: await createNodeContainer(this.#engine, spec, seat, this.#labels) };
      this.#containers.set(spec.name, known);
    }
    return startNodeContainer(this.#engine, spec, known.container);
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
