import { binaryVariables } from "../../binary-environment.ts";
import type { ChainToPlace, NodeSpec } from "../runner.ts";
import { type Container, ContainerRun } from "./container-run.ts";
import type { Engine } from "./engine.ts";
import { engineRefusal } from "./engine-errors.ts";
import { containerHome, containerUser, packHome } from "./home-archive.ts";
import { labelNames } from "./labels.ts";
import type { RunNetwork } from "./run-network.ts";

/** Where a node is in the testnet's networks. */
export interface NodeSeat {
  readonly peers: RunNetwork;
  /** Where its ports are published from, when that must not be the network that can be cut. */
  readonly outside: RunNetwork | undefined;
  readonly address: string;
  readonly alias: string;
}

/** Options of every container, of a node or for one command. */
export function containerOptions(
  image: string,
  command: readonly [string, ...string[]],
  labels: Record<string, string>,
) {
  const [entrypoint, ...args] = command;
  return {
    Image: image,
    Entrypoint: [entrypoint],
    Cmd: args,
    User: `${containerUser}:${containerUser}`,
    Env: Object.entries(binaryVariables(containerHome)).map(([name, value]) => `${name}=${value}`),
    Labels: labels,
  };
}

/** What every container is denied. */
export const confinement = { CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges"] };

/** Makes a node's container, with its home in it; it does not run yet. @throws as `engineRefusal` */
export async function createNodeContainer(
  engine: Engine,
  spec: NodeSpec,
  seat: NodeSeat,
  labels: Record<string, string>,
): Promise<Container> {
  const { client } = engine;
  const { image = "" } = spec;
  const { peers, outside, address, alias } = seat;
  const published = publishedPorts(spec, engine.publishOn);
  const endpoint = { IPAMConfig: { IPv4Address: address }, Aliases: [alias] };
  const command = [spec.binary, "start", "--home", containerHome, ...(spec.startFlags ?? [])] as const;
  try {
    const container = await client.container.dockerode.createContainer({
      ...containerOptions(image, command, { ...labels, [labelNames.node]: spec.name, [labelNames.address]: address }),
      name: `${peers.name}-${alias}`,
      Hostname: alias,
      ExposedPorts: Object.fromEntries(Object.keys(published).map((port) => [port, {}])),
      HostConfig: {
        ...confinement,
        ...limitsOf(spec),
        NetworkMode: (outside ?? peers).name,
        PortBindings: published,
      },
      NetworkingConfig: outside ? undefined : { EndpointsConfig: { [peers.name]: endpoint } },
    });
    if (outside) await peers.connect(container.id, address, alias);
    await client.container.putArchive(container, packHome(spec.home), "/");
    return container;
  } catch (error) {
    throw engineRefusal(error, { image, binary: spec.binary, what: spec.name, placement: spec.placement });
  }
}

/** Starts a node's container, in the networks that it is in. @throws as `engineRefusal` */
export async function startNodeContainer(
  engine: Engine,
  spec: NodeSpec,
  container: Container,
  seat: NodeSeat,
): Promise<ContainerRun> {
  const start = (): Promise<ContainerRun> => ContainerRun.start(engine, container, spec.logPath);
  try {
    return await (seat.outside && engine.publishesFromAll ? startOutsideFirst(container, seat, start) : start());
  } catch (error) {
    const { image = "", binary, name: what, placement } = spec;
    throw engineRefusal(error, { image, binary, what, placement });
  }
}

/** Has a container published from the network that cannot be cut: it joins its peers, if it is to, when it runs. */
async function startOutsideFirst<Run>(
  container: Container,
  { peers, address, alias }: NodeSeat,
  start: () => Promise<Run>,
): Promise<Run> {
  const joined = peers.name in (await container.inspect()).NetworkSettings.Networks;
  if (joined) await peers.disconnect(container.id);
  const run = await start();
  if (joined) await peers.connect(container.id, address, alias);
  return run;
}

/** A name that is unique in the testnet's network, and a host name: letters, digits, `-`. */
export function aliasOf(chain: ChainToPlace["name"], node: string): string {
  return `${chain}-${node}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");
}

function publishedPorts(
  { placement }: NodeSpec,
  HostIp: string,
): Record<string, { HostIp: string; HostPort: string }[]> {
  const { ports: inside, outside } = placement;
  const pairs = [
    [inside.rpc, outside.ports.rpc],
    [inside.api?.grpc, outside.ports.api?.grpc],
    [inside.api?.rest, outside.ports.api?.rest],
  ].filter((pair): pair is [number, number] => pair[0] !== undefined && pair[1] !== undefined);
  return Object.fromEntries(pairs.map(([port, HostPort]) => [`${port}/tcp`, [{ HostIp, HostPort: String(HostPort) }]]));
}

function limitsOf({ limits }: NodeSpec): { Memory?: number; MemorySwap?: number; NanoCpus?: number } {
  const memory = limits?.memoryMiB === undefined ? undefined : limits.memoryMiB * 2 ** 20;
  return {
    // The same number for both: none of it may be swapped out.
    ...(memory !== undefined && { Memory: memory, MemorySwap: memory }),
    ...(limits?.cpus !== undefined && { NanoCpus: Math.round(limits.cpus * 1e9) }),
  };
}
