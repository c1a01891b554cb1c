import { isAlive } from "../../is-alive.ts";
import type { Container } from "./container-run.ts";
import type { Engine } from "./engine.ts";
import { isLeftover, labelNames } from "./labels.ts";

type Labels = Readonly<Record<string, string>>;

/** Removes a run's containers, with their volumes, and its networks. @throws AggregateError with every failure */
export async function removeRun(engine: Engine, runId: string): Promise<void> {
  await removeLabelled(engine, labelNames.run, runId);
}

/** Removes containers, with their volumes, and networks by the value of a label. @throws as `removeRun` */
export async function removeLabelled(engine: Engine, label: string, value: string): Promise<void> {
  await removeAll(engine, `${label}=${value}`, () => true);
}

/** Removes what runs left behind whose process is gone. @throws as `removeRun` */
export async function removeLeftovers(engine: Engine): Promise<void> {
  await removeAll(engine, labelNames.own, (labels) => isLeftover(labels, isAlive));
}

async function removeAll({ client }: Engine, label: string, wanted: (labels: Labels) => boolean): Promise<void> {
  const { dockerode } = client.container;
  const filters = { label: [label] };
  const containers = (await dockerode.listContainers({ all: true, filters })).filter(({ Labels }) => wanted(Labels));
  await all(containers.map(({ Id }) => removeContainer(dockerode.getContainer(Id))));
  const networks = (await dockerode.listNetworks({ filters })).filter(({ Labels }) => wanted(Labels ?? {}));
  await all(networks.map(({ Id }) => gone(dockerode.getNetwork(Id).remove())));
}

async function all(removals: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(removals);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, "Some containers or networks could not be removed");
}

/** Two may remove the same container at once: then it is waited for, since its network can go only after it. */
async function removeContainer(container: Container): Promise<void> {
  try {
    await gone(container.remove({ force: true, v: true }));
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    if (statusCode !== 409 || !message.includes("in progress")) throw error;
    await gone(container.wait({ condition: "removed" }));
  }
}

/** It may be gone already: 404. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
}
