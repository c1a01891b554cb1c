import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Observation, toJsonText } from "../../src/index.ts";

/** Where testnets of this run keep their folders (`SCENARIO_ARTIFACTS`); undefined for the system's temporary folder. */
export async function artifactsFolder(): Promise<string | undefined> {
  const folder = process.env.SCENARIO_ARTIFACTS;
  if (folder === undefined || folder === "") return undefined;
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Puts what was seen and what went wrong beside the homes and logs of a testnet that is kept. */
export async function keepArtifacts(
  folder: string,
  error: unknown,
  observations: readonly Observation[],
): Promise<void> {
  await writeFile(join(folder, "failure.txt"), `${error instanceof Error ? error.stack : String(error)}\n`);
  for (const [index, { events }] of observations.entries()) {
    await writeFile(join(folder, `events-${index}.jsonl`), events.map((event) => `${toJsonText(event)}\n`).join(""));
  }
}
