import type { Engine } from "./engine.ts";

/**
 * The ports that an engine on another machine publishes for anybody: nothing can be seen of them from here. Undefined
 * for an engine of this machine.
 */
export async function portsInUse({ client, publishOn }: Engine): Promise<ReadonlySet<number> | undefined> {
  if (publishOn !== "") return undefined;
  const containers = await client.container.dockerode.listContainers();
  return new Set(containers.flatMap(({ Ports = [] }) => Ports.map(({ PublicPort }) => PublicPort)));
}
