import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { silentLogger } from "../../src/index.ts";
import type { NodeBinary } from "../../testnet/binary-defaults.ts";
import { createNodeRunner } from "../../testnet/runner/choose-runner.ts";
import { connectEngine } from "../../testnet/runner/container/engine.ts";
import { packBinary } from "../../testnet/runner/container/find-image.ts";
import { labelNames, runLabels } from "../../testnet/runner/container/labels.ts";
import { Reaper } from "../../testnet/runner/reaper.ts";
import type {
  ChainPlacement,
  ChainToPlace,
  NodeRunner,
  NodeSpec,
  RunningNode,
  StartOptions,
} from "../../testnet/runner/runner.ts";
import { describeWithEngine } from "./container-engine.ts";
import { buildFakeChain } from "./fake-chain.ts";
import { processesWith } from "./processes.ts";

/** One of the things that run nodes, as the contract's tests use it. */
export interface RunnerKind {
  readonly name: "native" | "container";
  describe(name: string, tests: () => void): void;
  /** The stand-in for a chain binary, as this runner takes it. */
  binary(folder: string): Promise<NodeBinary>;
  /** Removes what `binary` made outside of its folder. */
  discard(): Promise<void>;
  /** Takes a port where the run's nodes will publish theirs; resolves with what gives it back. */
  occupy(port: number, host: string, run: OccupantOf): Promise<() => unknown>;
  /** How much of a run there still is: processes, or containers and networks. */
  leftOf(run: { readonly runId: string; readonly folder: string }): Promise<number>;
}

/** A run that finds a port taken, and the image of its nodes. */
interface OccupantOf {
  readonly runId: string;
  readonly image?: string | undefined;
}

/** Removes the images of all stand-ins: each test run makes its own. */
export async function removeFakeImages(): Promise<void> {
  const { dockerode } = (await connectEngine()).client.container;
  const images = await dockerode.listImages({ filters: { reference: ["icskit/fakechain"] } });
  const names = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  // One after another: they share layers, and the engine loses count of those that go at once.
  for (const name of names) await dockerode.getImage(name).remove({ force: true });
}

async function occupyHere(port: number, host: string): Promise<() => unknown> {
  const server = createServer().listen(port, host);
  await once(server, "listening");
  return () => server.close();
}

/** On the machine of the engine; it is removed with the run. */
async function occupyThere(port: number, { runId, image = "" }: OccupantOf): Promise<() => unknown> {
  const container = await (await connectEngine()).client.container.dockerode.createContainer({
    Image: image,
    Entrypoint: ["/bin/fakechain"],
    Cmd: ["start", "--silent", "--p2p", ":26656"],
    Labels: runLabels(runId),
    ExposedPorts: { "26656/tcp": {} },
    HostConfig: { PortBindings: { "26656/tcp": [{ HostPort: String(port) }] } },
  });
  await container.start();
  return () => container.remove({ force: true });
}

/** Every runner. */
export const runnerKinds: readonly RunnerKind[] = [
  {
    name: "native",
    describe,
    binary: buildFakeChain,
    discard: async () => undefined,
    occupy: occupyHere,
    leftOf: async ({ folder }) => processesWith(folder).length,
  },
  {
    name: "container",
    describe: describeWithEngine,
    binary: async (folder) => packBinary(await buildFakeChain(folder)),
    discard: removeFakeImages,
    occupy: async (port, host, run) =>
      (await connectEngine()).publishOn === "" ? occupyThere(port, run) : occupyHere(port, host),
    async leftOf({ runId }) {
      const { dockerode } = (await connectEngine()).client.container;
      const filters = { label: [`${labelNames.run}=${runId}`] };
      const [containers, networks] = await Promise.all([
        dockerode.listContainers({ all: true, filters }),
        dockerode.listNetworks({ filters }),
      ]);
      return containers.length + networks.length;
    },
  },
];

/** A run of nodes of one chain, by one runner. */
export class RunnerBench implements AsyncDisposable {
  readonly runId: string;
  readonly folder: string;
  readonly runner: NodeRunner;
  readonly #binary: NodeBinary;
  readonly #reaper = new Reaper();
  readonly #nodes: RunningNode[] = [];
  readonly #placements: ChainPlacement[] = [];

  constructor(binary: NodeBinary, folder: string, runId: string) {
    this.#binary = binary;
    this.folder = folder;
    this.runId = runId;
    this.runner = createNodeRunner({ runId, reaper: this.#reaper, logger: silentLogger });
  }

  /** Has the binary write its default files. */
  initHome(home: string): Promise<void> {
    return this.runner.initHome(this.#binary, home);
  }

  /** Places a chain of nodes with these names, and makes their homes. */
  async place(nodes: readonly string[] = ["alice"], chain: Partial<ChainToPlace> = {}): Promise<NodeSpec[]> {
    const placement = await this.runner.placeChain({
      name: "fake-1",
      binary: this.#binary,
      nodes,
      apiServers: false,
      networkFaults: false,
      ...chain,
    });
    this.#placements.push(placement);
    return Promise.all(placement.nodes.map((place) => this.#spec(place)));
  }

  /** Starts a node that was placed, or a new one, with these flags. */
  async start(flags: readonly string[] = [], options: StartOptions = {}, placed?: NodeSpec): Promise<RunningNode> {
    const spec = placed ?? (await this.place())[0];
    if (spec === undefined) throw new TypeError("Nothing was placed");
    const node = await this.runner.startNode({ ...spec, startFlags: [...(spec.startFlags ?? []), ...flags] }, options);
    this.#nodes.push(node);
    return node;
  }

  async close(options = { keepHomes: false }): Promise<void> {
    await Promise.all(this.#nodes.splice(0).map((node) => node.stop({ graceMs: 0 })));
    await this.runner.close(options);
    await Promise.all(this.#placements.splice(0).map((placement) => placement.close()));
    await this.#reaper.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #spec(placement: NodeSpec["placement"]): Promise<NodeSpec> {
    const { name, listenHost, ports, peers } = placement;
    const home = join(this.folder, name);
    await mkdir(home, { recursive: true });
    const dial = peers.flatMap(({ host, port }) => ["--dial", `${host}:${port}`]);
    return {
      name: `fake-1/${name}`,
      chainId: "fake-1",
      nodeId: "id",
      binary: this.#binary.path,
      image: this.#binary.image,
      home,
      placement,
      logPath: join(home, "node.log"),
      startFlags: ["--rpc", `${listenHost}:${ports.rpc}`, "--p2p", `${listenHost}:${ports.p2p}`, ...dial],
    };
  }
}
