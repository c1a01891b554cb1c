import type { NodeSpec } from "../runner.ts";
import { aliasOf, type NodeSeat, startNodeContainer } from "./container-nodes.ts";
import { type Container, ContainerRun } from "./container-run.ts";
import type { Engine } from "./engine.ts";
import { labelNames } from "./labels.ts";
import { findRunNetwork, networkNames } from "./run-network.ts";

/** A node's container that an earlier process made. */
export interface FoundNode {
  readonly container: Container;
  readonly seat: NodeSeat;
}

/** The nodes of a run that an earlier process made, by name. @throws what the engine says where a network is gone */
export async function findRun(engine: Engine, runId: string): Promise<ReadonlyMap<string, FoundNode>> {
  const { dockerode } = engine.client.container;
  const filters = { label: [`${labelNames.run}=${runId}`] };
  const names = networkNames(runId);
  const [containers, networks] = await Promise.all([
    dockerode.listContainers({ all: true, filters }),
    dockerode.listNetworks({ filters }),
  ]);
  const peers = await findRunNetwork(engine, names.peers);
  const outside = networks.some(({ Name }) => Name === names.outside)
    ? await findRunNetwork(engine, names.outside)
    : undefined;
  const nodes = containers.flatMap(({ Id, Labels }): [string, FoundNode][] => {
    const { [labelNames.node]: name, [labelNames.address]: address } = Labels;
    if (name === undefined || address === undefined) return [];
    const [chain = "", node = ""] = name.split("/");
    return [
      [name, { container: dockerode.getContainer(Id), seat: { peers, outside, address, alias: aliasOf(chain, node) } }],
    ];
  });
  return new Map(nodes);
}

/** Brings a node's container to how a new one would be: it runs, and is joined with its peers. @throws as `engineRefusal` */
export async function takeOver(engine: Engine, spec: NodeSpec, { container, seat }: FoundNode): Promise<ContainerRun> {
  const { State, NetworkSettings } = await container.inspect();
  const { peers, address, alias } = seat;
  if (!(peers.name in NetworkSettings.Networks)) await peers.connect(container.id, address, alias);
  if (State.Paused) await container.unpause();
  const runs = State.Running || State.Paused;
  return runs ? ContainerRun.adopt(engine, container, spec.logPath) : startNodeContainer(engine, spec, container, seat);
}
