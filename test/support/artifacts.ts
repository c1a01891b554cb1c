import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage, type ObserverEvent, ReportCollector, renderReport, toJsonText } from "../../src/index.ts";

/** Where testnets of this run keep their folders (`SCENARIO_ARTIFACTS`); undefined for the system's temporary folder. */
export async function artifactsFolder(): Promise<string | undefined> {
  const folder = process.env.SCENARIO_ARTIFACTS;
  if (folder === undefined || folder === "") return undefined;
  await mkdir(folder, { recursive: true });
  return folder;
}

/** What an observer saw of one consumer. */
export interface Observed {
  readonly consumerId: string;
  readonly events: readonly ObserverEvent[];
}

/**
 * Puts what was seen and what went wrong beside the homes and logs of a testnet that is kept: the error, and for each
 * observed consumer its events and the report of them.
 */
export async function keepArtifacts(folder: string, error: unknown, observed: readonly Observed[]): Promise<void> {
  const texts = [error instanceof Error ? error.stack : String(error)];
  for (const [index, { consumerId, events }] of observed.entries()) {
    await writeFile(join(folder, `events-${index}.jsonl`), events.map((event) => `${toJsonText(event)}\n`).join(""));
    try {
      const collector = new ReportCollector({ consumerId });
      for (const event of events) collector.add(event);
      await writeFile(join(folder, `report-${index}.html`), await renderReport(collector.data(new Date())));
    } catch (failure) {
      // What the scenario failed with matters more.
      texts.push(`No report of consumer ${consumerId} could be made: ${errorMessage(failure)}`);
    }
  }
  await writeFile(join(folder, "failure.txt"), `${texts.join("\n\n")}\n`);
}
