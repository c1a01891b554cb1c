import type { ReportRange } from "../../observer/report/report-range.ts";
import { parseByChain, parseHeight } from "../chain-heights.ts";
import { checkConsumerId, checkStore, checkUrl, FlagProblems, type Wrong } from "../flag-checks.ts";

/** The flags of `icskit report` as they were typed. */
export interface ReportFlags {
  readonly store?: string;
  readonly provider?: string;
  readonly consumer?: string;
  readonly consumerId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** From where a report is made. */
export type ReportSource =
  | { readonly kind: "store"; readonly store: string }
  | { readonly kind: "chains"; readonly provider: string; readonly consumer: string | undefined };

/** What is to be reported, checked. */
export interface ReportRequest {
  readonly source: ReportSource;
  readonly consumerId: string | undefined;
  readonly range: ReportRange;
}

/** Checks the flags, all at once. @throws CONFIG_INVALID */
export function parseReportFlags(flags: ReportFlags): ReportRequest {
  const problems = new FlagProblems();
  const wrong = problems.note;
  const source = sourceOf(flags, wrong);
  if (flags.out === undefined && !flags.json) wrong("--out", "nothing", "the path of the report, or --json");
  if (flags.consumerId !== undefined) checkConsumerId(flags.consumerId, wrong);
  const range = { from: readHeights("--from", flags.from, wrong), to: readHeights("--to", flags.to, wrong) };
  for (const chain of ["provider", "consumer"] as const) {
    const [from, to] = [range.from[chain], range.to[chain]];
    if (from === undefined || to === undefined || from <= to) continue;
    wrong("--to", `${to} of the ${chain}`, `${from} or more, since --from is ${from}`);
  }
  problems.throwAny();
  return { source, consumerId: flags.consumerId, range };
}

function sourceOf({ store, provider = "", consumer, consumerId }: ReportFlags, wrong: Wrong): ReportSource {
  if (store !== undefined) {
    checkStore(store, wrong);
    if (provider !== "" || consumer !== undefined) {
      wrong("--store", "a store together with nodes", "a store, or nodes to read from");
    }
    return { kind: "store", store };
  }
  if (provider === "") {
    wrong("--provider", "nothing", "the RPC of a provider's node, or --store");
    return { kind: "chains", provider, consumer };
  }
  checkUrl("--provider", provider, wrong);
  if (consumer !== undefined) checkUrl("--consumer", consumer, wrong);
  else if (consumerId === undefined) wrong("--consumer", "nothing", "the RPC of a consumer's node, or --consumer-id");
  return { kind: "chains", provider, consumer };
}

function readHeights(name: string, text: string | undefined, wrong: Wrong): NonNullable<ReportRange["from"]> {
  if (text === undefined) return {};
  const heights = parseByChain(text, parseHeight);
  if (heights === undefined) wrong(name, text, "a height from 1 on, or provider:H,consumer:H");
  return heights ?? {};
}
