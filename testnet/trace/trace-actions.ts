import { z } from "zod";

const uint = z.int().min(0);
const startValidator = z.object({ Id: z.string(), Stake: uint, Allocation: uint.optional() });
const mayFail = { ExpectError: z.boolean().default(false), ExpectedError: z.string().default("") };
const powerShaping = {
  TopN: uint.default(0),
  ValidatorsPowerCap: uint.default(0),
  ValidatorSetCap: uint.default(0),
  MinStake: uint.default(0),
  AllowInactiveVals: z.boolean().default(false),
};

/** The fields that are used of each action that can be played, by the action's type. */
const playable = {
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
  /** `ExpectErr` is missing in old traces, whose driver took either outcome. */
  SendTokensAction: z.object({
    Chain: z.string(),
    From: z.string(),
    To: z.string(),
    Amount: uint,
    ExpectErr: z.boolean().optional(),
  }),
  SubmitConsumerRemovalProposalAction: z.object({ ConsumerChain: z.string() }),
  VoteGovProposalAction: z.object({ Vote: z.array(z.string()).default([]) }),
  StartConsumerEvidenceDetectorAction: z.object({ Chain: z.string() }),
  ForkConsumerChainAction: z.object({ ConsumerChain: z.string(), Validator: z.string() }),
  UpdateLightClientAction: z.object({ Chain: z.string() }),
  /** `Timeout` in nanoseconds. */
  SlashMeterReplenishmentAction: z.object({ TargetValue: z.int(), Timeout: uint }),
  /** Nanoseconds. */
  WaitTimeAction: z.object({ WaitTime: uint }),
  // What the toolkit does by itself, with the clients of the launch, or in one step with the action before.
  StartRelayerAction: z.object({}),
  AddChainToRelayerAction: z.object({}),
  CreateIbcClientsAction: z.object({}),
  AddIbcConnectionAction: z.object({}),
  TransferChannelCompleteAction: z.object({}),
} as const;

/** Actions of interchain-security's driver that nothing here does: they are read, and not played. */
const unplayable = {
  SubmitTextProposalAction: z.object({}),
  SubmitEnableTransfersProposalAction: z.object({}),
  SubmitChangeRewardDenomsProposalAction: z.object({}),
  RegisterRepresentativeAction: z.object({}),
  RelayRewardPacketsToProviderAction: z.object({}),
  DetectConsumerEvidenceAction: z.object({}),
  SubmitConsumerMisbehaviourAction: z.object({}),
  LightClientAmnesiaAttackAction: z.object({}),
  LightClientEquivocationAttackAction: z.object({}),
  LightClientLunaticAttackAction: z.object({}),
} as const;

const actions = { ...playable, ...unplayable } as const;

type ActionsOf<T extends Readonly<Record<string, z.ZodType>>> = {
  [K in keyof T]: { readonly type: K } & z.output<T[K]>;
}[keyof T];

/** An action of a trace, with its type's name as interchain-security has it. */
export type TraceAction = ActionsOf<typeof actions>;

/** One that can be played. */
export type PlayableAction = ActionsOf<typeof playable>;

/** Whether an action can be played. */
export function isPlayable(action: TraceAction): action is PlayableAction {
  return Object.hasOwn(playable, action.type);
}

/** Reads an action's fields; undefined where there is no such type. */
export function parseAction(type: string, action: unknown): z.ZodSafeParseResult<object> | undefined {
  return Object.hasOwn(actions, type) ? actions[type as keyof typeof actions].safeParse(action) : undefined;
}
