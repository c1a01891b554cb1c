import { connectEngine } from "./engine.ts";
import { labelNames } from "./labels.ts";
import { removeLabelled } from "./removal.ts";

/** What is left running of a testnet that is kept for later processes. */
export interface ReusedRun {
  readonly label: string;
  /** The names of the nodes that there are containers of, running or not. */
  readonly nodes: readonly string[];
}

/** Every testnet of the engine that is kept for later processes, whoever made it. @throws TESTNET_ENGINE_UNAVAILABLE */
export async function findReusedRuns(): Promise<readonly ReusedRun[]> {
  const { dockerode } = (await connectEngine()).client.container;
  const filters = { label: [labelNames.reuse] };
  const [containers, networks] = await Promise.all([
    dockerode.listContainers({ all: true, filters }),
    dockerode.listNetworks({ filters }),
  ]);
  const nodes = new Map<string, string[]>();
  // Of a testnet whose containers were removed by hand, the networks are left.
  for (const { Labels } of networks) nodes.set(Labels?.[labelNames.reuse] ?? "", []);
  for (const { Labels } of containers) {
    const { [labelNames.reuse]: label = "", [labelNames.node]: node } = Labels;
    nodes.set(label, [...(nodes.get(label) ?? []), ...(node === undefined ? [] : [node])]);
  }
  return [...nodes].map(([label, names]) => ({ label, nodes: names.toSorted() }));
}

/** Removes containers and networks with this label. @throws AggregateError with every failure */
export async function removeReusedRun(label: string): Promise<void> {
  await removeLabelled(await connectEngine(), labelNames.reuse, label);
}
