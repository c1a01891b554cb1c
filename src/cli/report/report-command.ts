import type { ChainRole } from "../../observer/observer-event.ts";
import type { ReportCollector } from "../../observer/report/report-collector.ts";
import type { ReportData } from "../../observer/report/report-data.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { parseReportFlags, type ReportFlags, type ReportRequest } from "./report-flags.ts";
import { checkNewFile, writeWhole } from "./write-report.ts";

/** How often progress is told. */
const PROGRESS_MS = 2_000;

/** `icskit report`: reads, then writes; nothing is written where anything failed. */
export async function reportCommand(flags: ReportFlags, context: CliContext): Promise<void> {
  const request = parseReportFlags(flags);
  const file = flags.out === undefined ? undefined : { path: flags.out, force: flags.force ?? false };
  if (file) await checkNewFile(file);
  const data = (await read(request, context)).data(new Date());
  context.signal.throwIfAborted();
  if (file) {
    const { renderReport } = await import("../../observer/report/render-report.ts");
    await writeWhole(file, await renderReport(data));
    console.error(`Wrote ${file.path}: ${summary(data)}`);
  }
  if (!flags.json) return;
  const { reportJson } = await import("../../observer/report/report-json.ts");
  console.log(reportJson(data));
}

async function read(request: ReportRequest, { signal, config }: CliContext): Promise<ReportCollector> {
  const { source } = request;
  if (source.kind === "store") return (await import("./read-stored.ts")).readStored(source.store, request, signal);
  const logger = createCliLogger(config.logLevel);
  const { readChains } = await import("./read-chains.ts");
  return readChains(source, request, { logger, signal, onProgress: createProgress() });
}

function createProgress(): (chain: ChainRole, height: bigint, last: bigint) => void {
  const heights: Partial<Record<ChainRole, string>> = {};
  let toldAt = Date.now();
  return (chain, height, last) => {
    heights[chain] = `${chain} ${height} of ${last}`;
    if (Date.now() - toldAt < PROGRESS_MS) return;
    toldAt = Date.now();
    console.error(`Reading ${Object.values(heights).join(", ")}`);
  };
}

function summary({ consumerId, summary: { health }, vscPackets, invariants, gaps }: ReportData): string {
  const broken = invariants.filter(({ violations }) => violations.length > 0).length;
  return `consumer ${consumerId} is ${health.verdict}; ${vscPackets.length} VSC packets, ${broken} of ${invariants.length} invariants broken, ${gaps.length} gaps`;
}
