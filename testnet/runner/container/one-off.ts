import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeBinary } from "../../binary-defaults.ts";
import { readLastLines } from "../log-tail.ts";
import { confinement, containerOptions } from "./container-nodes.ts";
import { ContainerRun } from "./container-run.ts";
import type { Engine } from "./engine.ts";
import { engineRefusal } from "./engine-errors.ts";
import { containerHome, packHome, unpackHome } from "./home-archive.ts";

/** As long as a binary may take by itself. */
const limitMs = 60_000;

/** How a command in a container of its own ended. */
export interface OneOffResult {
  readonly exitCode: number | null;
  /** The last lines of what it wrote. */
  readonly output: string;
}

/** Runs a command of a binary in a container of its own, and copies its home into `folder`. @throws as `engineRefusal` */
export async function runOnce(
  engine: Engine,
  binary: NodeBinary & { readonly image: string },
  args: readonly string[],
  { folder, labels }: { readonly folder: string; readonly labels: Record<string, string> },
): Promise<OneOffResult> {
  const { client } = engine;
  const { image, path } = binary;
  const scratch = await mkdtemp(join(tmpdir(), "icskit-once-"));
  const log = join(scratch, "log");
  try {
    const container = await client.container.dockerode.createContainer({
      ...containerOptions(image, [path, ...args], labels),
      HostConfig: { ...confinement, NetworkMode: "none" },
    });
    try {
      await client.container.putArchive(container, packHome(folder), "/");
      const run = await ContainerRun.start(engine, container, log);
      // An image's own entry point may not end, whatever it is told to do.
      const late = setTimeout(() => void run.signal("SIGKILL").catch(() => undefined), limitMs);
      const { exitCode } = await run.exited.finally(() => clearTimeout(late));
      await unpackHome(await client.container.fetchArchive(container, containerHome), folder);
      return { exitCode, output: (await readLastLines(log, 20)).join("\n") };
    } finally {
      await container.remove({ force: true, v: true });
    }
  } catch (error) {
    throw engineRefusal(error, { image, binary: path, what: `${path} ${args[0] ?? ""}` });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
