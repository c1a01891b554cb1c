import { isAlive } from "../../is-alive.ts";
import type { Engine } from "./engine.ts";
import { isLeftover, labelNames } from "./labels.ts";

type Labels = Readonly<Record<string, string>>;

/** Removes a run's containers, with their volumes, and its networks. @throws AggregateError with every failure */
export async function removeRun(engine: Engine, runId: string): Promise<void> {
  await removeAll(engine, `${labelNames.run}=${runId}`, () => true);
}

/** Removes what runs left behind whose process is gone. @throws as `removeRun` */
export async function removeLeftovers(engine: Engine): Promise<void> {
  await removeAll(engine, labelNames.own, (labels) => isLeftover(labels, isAlive));
}

async function removeAll({ client }: Engine, label: string, wanted: (labels: Labels) => boolean): Promise<void> {
  const { dockerode } = client.container;
  const filters = { label: [label] };
  const containers = (await dockerode.listContainers({ all: true, filters })).filter(({ Labels }) => wanted(Labels));
  await all(containers.map(({ Id }) => gone(dockerode.getContainer(Id).remove({ force: true, v: true }))));
  const networks = (await dockerode.listNetworks({ filters })).filter(({ Labels }) => wanted(Labels ?? {}));
  await all(networks.map(({ Id }) => gone(dockerode.getNetwork(Id).remove())));
}

async function all(removals: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(removals);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, "Some containers or networks could not be removed");
}

/** Two may remove the same thing at once: 404 says that it is gone, 409 that somebody is removing it. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    if (statusCode === 404 || (statusCode === 409 && message.includes("in progress"))) return;
    throw error;
  }
}
