import type { ListenAddress } from "../../http/listen-address.ts";
import type { FirstHeight } from "../../observer/start-height.ts";
import { type HealthCode, healthCodes, isHealthCode } from "../../observer/summary/health-codes.ts";
import { parseByChain, parseHeight } from "../chain-heights.ts";
import {
  checkConsumerId,
  checkStore,
  checkUrl,
  FlagProblems,
  isDatabase,
  readListen,
  type Wrong,
} from "../flag-checks.ts";

/** The flags of `icskit observe`, as they were written. */
export interface ObserveFlags {
  readonly provider: string;
  readonly consumer?: readonly string[];
  readonly consumerId?: readonly string[];
  readonly json?: boolean;
  readonly store?: string;
  readonly from?: string;
  readonly listen?: string;
  readonly allowHost?: readonly string[];
  readonly untilHealthy?: boolean;
  readonly failOn?: string;
  readonly timeout?: string;
  readonly stateEvery?: string;
  readonly worker?: boolean;
}

/** What the flags ask for. */
export interface ObservePlan {
  readonly provider: string;
  /** Each URL and each id once. */
  readonly consumers: readonly string[];
  readonly consumerIds: readonly string[];
  readonly json: boolean;
  readonly store: string | undefined;
  readonly from: { readonly provider: FirstHeight; readonly consumer: FirstHeight };
  readonly listen: ListenAddress | undefined;
  readonly allowedHosts: readonly string[];
  readonly untilHealthy: boolean;
  readonly failOn: readonly HealthCode[];
  readonly timeoutMs: number | undefined;
  readonly stateEveryBlocks: bigint;
  /** Follows a share of the consumers, beside other workers with the same database. */
  readonly worker: boolean;
}

/** Reads the flags. @throws CONFIG_INVALID with every problem at once */
export function planObserve(flags: ObserveFlags): ObservePlan {
  const problems = new FlagProblems();
  const wrong = problems.note;
  const consumers = [...new Set(flags.consumer ?? [])];
  const consumerIds = [...new Set(flags.consumerId ?? [])];
  checkUrl("--provider", flags.provider, wrong);
  for (const url of consumers) checkUrl("--consumer", url, wrong);
  for (const id of consumerIds) checkConsumerId(id, wrong);
  if (consumers.length + consumerIds.length === 0) wrong("--consumer", "", "at least one --consumer or --consumer-id");
  if (flags.store !== undefined) checkStore(flags.store, wrong);
  const plan: ObservePlan = {
    ...{ provider: flags.provider, consumers, consumerIds },
    json: flags.json ?? false,
    store: flags.store,
    from: readFrom(flags.from ?? "latest", wrong),
    listen: flags.listen === undefined ? undefined : readListen(flags.listen, wrong),
    allowedHosts: flags.allowHost ?? [],
    untilHealthy: flags.untilHealthy ?? false,
    failOn: readCodes(flags.failOn, wrong),
    timeoutMs: readTimeout(flags.timeout, wrong),
    stateEveryBlocks: readStateEvery(flags.stateEvery ?? "20", wrong),
    worker: flags.worker ?? false,
  };
  if (plan.worker) checkWorker(flags, wrong);
  problems.throwAny();
  return plan;
}

/** A worker judges nothing: it sees only what is its share at the time. */
function checkWorker(flags: ObserveFlags, wrong: Wrong): void {
  const { store = "", listen, untilHealthy, failOn, timeout } = flags;
  // What was given is not repeated: it may hold a password.
  if (!isDatabase(store)) wrong("--store", store && "another store", "postgres://… with --worker");
  const others = { "--listen": listen, "--until-healthy": untilHealthy, "--fail-on": failOn, "--timeout": timeout };
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) wrong(name, "it beside --worker", "one of the two");
  }
}

/** `latest`, `H`, `provider:H`, `consumer:H` or both, separated by a comma. */
function readFrom(text: string, wrong: Wrong): ObservePlan["from"] {
  const heights = parseByChain<FirstHeight>(text, (each) => (each === "latest" ? each : parseHeight(each)));
  if (heights === undefined) wrong("--from", text, "latest, a height from 1 on, or provider:H,consumer:H");
  return { provider: "latest", consumer: "latest", ...heights };
}

function readCodes(text: string | undefined, wrong: Wrong): readonly HealthCode[] {
  if (text === undefined) return [];
  const codes = text.split(",").map((code) => code.trim());
  for (const code of codes) {
    if (!isHealthCode(code)) wrong("--fail-on", code, `one of ${Object.keys(healthCodes).join(", ")}`);
  }
  return codes.filter(isHealthCode);
}

function readTimeout(text: string | undefined, wrong: Wrong): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  // Node.js counts a timer's milliseconds in 31 bits.
  if (seconds > 0 && seconds <= 2_000_000) return Math.ceil(seconds * 1000);
  wrong("--timeout", text, "seconds, more than 0 and at most 2000000");
  return undefined;
}

function readStateEvery(text: string, wrong: Wrong): bigint {
  if (/^[1-9]\d{0,8}$/.test(text)) return BigInt(text);
  wrong("--state-every", text, "a number of blocks from 1 on");
  return 1n;
}
