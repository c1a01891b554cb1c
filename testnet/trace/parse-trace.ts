import { z } from "zod";
import { errorMessage, IcsError, type Problem, problemLines } from "../../src/index.ts";
import { parseAction, type TraceAction } from "./trace-actions.ts";

const uint = z.int().min(0);
const byValidator = <T extends z.ZodType>(value: T) => z.record(z.string(), value).nullish();

const state = z.object({
  ValPowers: byValidator(uint),
  StakedTokens: byValidator(uint),
  AssignedKeys: byValidator(z.string()),
  HasToValidate: byValidator(z.array(z.string())),
  ConsumerPendingPacketQueueSize: uint.nullish(),
  ConsumerCommissionRates: byValidator(z.number()),
  ConsumerChains: z.record(z.string(), z.boolean()).nullish(),
  InflationRateChange: z.int().nullish(),
});

/** What a trace expects of one chain. */
export type TraceState = z.output<typeof state>;

/** An action, and what holds after it, by chain. */
export interface TraceStep {
  readonly action: TraceAction;
  readonly state: ReadonlyMap<string, TraceState>;
  /** Expectations that are there and cannot be judged here: `provi.ValBalances`. */
  readonly notJudged: readonly string[];
}

const step = z.object({
  ActionType: z.string(),
  Action: z.unknown(),
  State: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
});

/**
 * Reads a trace that interchain-security's end-to-end driver has recorded: JSON, a list of actions, each with the state
 * that is expected after it.
 * @throws TESTNET_TRACE_INVALID with every step that cannot be carried out here
 * @see tests/e2e/json_utils.go and tests/e2e/testlib/types.go of interchain-security v7
 */
export function parseTrace(text: string): readonly TraceStep[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw traceInvalid([{ name: "trace", got: errorMessage(cause), wanted: "JSON" }], cause);
  }
  const steps = z.array(step).min(1, "a list of steps").safeParse(json);
  if (!steps.success) throw traceInvalid(problemsOf("trace", steps.error));
  const problems: Problem[] = [];
  const parsed = steps.data.flatMap(({ ActionType, Action, State }, index): TraceStep[] => {
    const name = `step ${index + 1}`;
    const type = ActionType.split(".").at(-1) ?? "";
    const action = parseAction(type, Action);
    if (action === undefined) problems.push({ name, got: ActionType, wanted: "a known action" });
    else if (!action.success) problems.push(...problemsOf(`${name}, ${type}`, action.error));
    const states = Object.entries(State ?? {}).map(([chain, given]) => ({
      chain,
      given,
      read: state.safeParse(given),
    }));
    for (const { chain, read } of states) {
      if (!read.success) problems.push(...problemsOf(`${name}, state of ${chain}`, read.error));
    }
    if (action?.success !== true) return [];
    return [
      {
        action: { type, ...action.data } as TraceAction,
        state: new Map(states.flatMap(({ chain, read }) => (read.success ? [[chain, read.data]] : []))),
        notJudged: states.flatMap(({ chain, given }) => notJudged(chain, given)),
      },
    ];
  });
  if (problems.length > 0) throw traceInvalid(problems);
  return parsed;
}

function notJudged(chain: string, given: Readonly<Record<string, unknown>>): string[] {
  const present = Object.keys(given).filter((field) => given[field] !== null && given[field] !== undefined);
  return present.filter((field) => !Object.hasOwn(state.shape, field)).map((field) => `${chain}.${field}`);
}

function problemsOf(name: string, { issues }: z.ZodError): Problem[] {
  return issues.map(({ path, message, code }) => ({ name: [name, ...path].join("."), got: code, wanted: message }));
}

/** A trace that says what cannot be read or done. */
export function traceInvalid(problems: readonly Problem[], cause?: unknown): IcsError {
  const text = `The trace cannot be run\n${problemLines(problems)}`;
  return new IcsError("TESTNET_TRACE_INVALID", text, { problems }, { cause });
}
