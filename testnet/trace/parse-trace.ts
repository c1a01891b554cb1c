import { z } from "zod";
import { errorMessage, IcsError, type Problem, problemLines } from "../../src/index.ts";

const uint = z.int().min(0);
const startValidator = z.object({ Id: z.string(), Stake: uint, Allocation: uint.optional() });
const byValidator = <T extends z.ZodType>(value: T) => z.record(z.string(), value).nullish();

const mayFail = { ExpectError: z.boolean().default(false), ExpectedError: z.string().default("") };
const powerShaping = {
  TopN: uint.default(0),
  ValidatorsPowerCap: uint.default(0),
  ValidatorSetCap: uint.default(0),
  MinStake: uint.default(0),
  AllowInactiveVals: z.boolean().default(false),
};

/** The fields that are used of each action that is known, by the action's type. */
const actions = {
  StartChainAction: z.object({ Chain: z.string(), Validators: z.array(startValidator) }),
  CreateConsumerChainAction: z.object({
    ConsumerChain: z.string(),
    PowerShapingParams: z.object(powerShaping).nullish(),
  }),
  SubmitConsumerAdditionProposalAction: z.object({ ConsumerChain: z.string(), ...powerShaping }),
  StartConsumerChainAction: z.object({ ConsumerChain: z.string(), Validators: z.array(startValidator) }),
  RemoveConsumerChainAction: z.object({ ConsumerChain: z.string() }),
  OptInAction: z.object({ Chain: z.string(), Validator: z.string(), ...mayFail }),
  OptOutAction: z.object({ Chain: z.string(), Validator: z.string(), ...mayFail }),
  AssignConsumerPubKeyAction: z.object({
    Chain: z.string(),
    Validator: z.string(),
    ConsumerPubkey: z.string(),
    ReconfigureNode: z.boolean().default(false),
    ...mayFail,
  }),
  SetConsumerCommissionRateAction: z.object({
    Chain: z.string(),
    Validator: z.string(),
    CommissionRate: z.number(),
    ...mayFail,
  }),
  AddIbcChannelAction: z.object({ ChainA: z.string(), PortA: z.string() }),
  RelayPacketsAction: z.object({ ChainA: z.string(), ChainB: z.string() }),
  DelegateTokensAction: z.object({ From: z.string(), To: z.string(), Amount: uint }),
  UnbondTokensAction: z.object({ Sender: z.string(), UnbondFrom: z.string(), Amount: uint }),
  CancelUnbondTokensAction: z.object({ Delegator: z.string(), Validator: z.string(), Amount: uint }),
  RedelegateTokensAction: z.object({ Src: z.string(), Dst: z.string(), TxSender: z.string(), Amount: uint }),
  DowntimeSlashAction: z.object({ Chain: z.string(), Validator: z.string() }),
  DoublesignSlashAction: z.object({ Chain: z.string(), Validator: z.string() }),
  UnjailValidatorAction: z.object({ Validator: z.string() }),
  /** Nanoseconds. */
  WaitTimeAction: z.object({ WaitTime: uint }),
  // What the toolkit does by itself, with the clients of the launch, or in one step with the action before.
  VoteGovProposalAction: z.object({}),
  StartRelayerAction: z.object({}),
  AddChainToRelayerAction: z.object({}),
  CreateIbcClientsAction: z.object({}),
  AddIbcConnectionAction: z.object({}),
  TransferChannelCompleteAction: z.object({}),
} as const;

const state = z.object({
  ValPowers: byValidator(uint),
  StakedTokens: byValidator(uint),
  AssignedKeys: byValidator(z.string()),
  HasToValidate: byValidator(z.array(z.string())),
  ConsumerPendingPacketQueueSize: uint.nullish(),
  ConsumerCommissionRates: byValidator(z.number()),
});

type Actions = typeof actions;

/** An action of a trace, with its type's name as interchain-security has it. */
export type TraceAction = { [K in keyof Actions]: { readonly type: K } & z.output<Actions[K]> }[keyof Actions];

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
    throw invalid([{ name: "trace", got: errorMessage(cause), wanted: "JSON" }], cause);
  }
  const steps = z.array(step).min(1, "a list of steps").safeParse(json);
  if (!steps.success) throw invalid(problemsOf("trace", steps.error));
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
  if (problems.length > 0) throw invalid(problems);
  return parsed;
}

function parseAction(type: string, action: unknown): z.ZodSafeParseResult<object> | undefined {
  return Object.hasOwn(actions, type) ? actions[type as keyof Actions].safeParse(action) : undefined;
}

function notJudged(chain: string, given: Readonly<Record<string, unknown>>): string[] {
  const present = Object.keys(given).filter((field) => given[field] !== null && given[field] !== undefined);
  return present.filter((field) => !Object.hasOwn(state.shape, field)).map((field) => `${chain}.${field}`);
}

function problemsOf(name: string, { issues }: z.ZodError): Problem[] {
  return issues.map(({ path, message, code }) => ({ name: [name, ...path].join("."), got: code, wanted: message }));
}

function invalid(problems: readonly Problem[], cause?: unknown): IcsError {
  const text = `The trace cannot be run\n${problemLines(problems)}`;
  return new IcsError("TESTNET_TRACE_INVALID", text, { problems }, { cause });
}
