import { IcsError } from "../../errors.ts";
import { settleLedger } from "../../validator/apply-plan.ts";
import { changedConsumers, type Plan, type PlannedChanges } from "../../validator/plan/plan.ts";
import { changeText } from "../../validator/plan/plan-messages.ts";
import { confirmed } from "../confirm.ts";
import type { CliContext } from "../context.ts";
import { FlagProblems } from "../flag-checks.ts";
import { counted, describePlan } from "./describe-plan.ts";
import { type OpenValidator, openValidator } from "./open-validator.ts";
import { readPlanFile, writePlanFile } from "./plan-file.ts";
import { type ValidatorFlags, writeData } from "./validator-output.ts";

/** The flags of `icskit validator plan`. */
export interface PlanFlags extends ValidatorFlags {
  readonly out?: string;
  readonly all?: boolean;
}

/** The flags of `icskit validator apply`. */
export interface ApplyFlags extends ValidatorFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly consumer?: readonly string[];
}

/** Shows what the policy wants changed; sends nothing. */
export async function planCommand(flags: PlanFlags, context: CliContext): Promise<void> {
  await using validator = await openValidator(flags.config, context, false);
  const plan = await validator.session.plan();
  if (flags.out !== undefined) await writePlanFile(flags.out, plan);
  writeData(flags, plan, describePlan(plan, flags.all));
}

/**
 * Sends what a plan says: that of a file, or one made now, after it was shown and agreed to.
 * @throws VALIDATOR_PLAN_STALE, CONFIG_INVALID; as `TxSender.send`
 */
export async function applyCommand(file: string | undefined, flags: ApplyFlags, context: CliContext): Promise<void> {
  await using validator = await openValidator(flags.config, context, flags.dryRun !== true);
  const { session, sender, ledger } = validator;
  const { signal } = context;
  // A plan must not be made before it is known what became of the last one.
  const left = flags.dryRun ? [] : await settleLedger(session.connection, sender.address, ledger, { signal });
  for (const { hash, height } of left) {
    writeData(flags, { event: "settled", hash, height }, [`${hash} of an earlier run is in block ${height}`]);
  }
  const consumers = await changesOf(file, flags, validator);
  if (consumers.length === 0) {
    writeData(flags, { event: "done", transactions: 0 }, ["Nothing is to be changed."]);
    return;
  }
  const count = consumers.reduce((sum, { changes }) => sum + changes.length, 0);
  if (
    !(await confirmed(`Send ${counted(count, "message")} for ${counted(consumers.length, "consumer")}?`, {
      ...flags,
      signal,
    }))
  )
    return;
  const sent = await session.apply(consumers, {
    signal,
    onIncluded: ({ hash, height }, summary) =>
      writeData(flags, { event: "applied", hash, height, summary }, [...summary, `  in ${hash}, block ${height}`]),
  });
  writeData(flags, { event: "done", transactions: sent.length }, [`Done in ${counted(sent.length, "transaction")}.`]);
}

async function changesOf(
  file: string | undefined,
  flags: ApplyFlags,
  { session }: OpenValidator,
): Promise<readonly PlannedChanges[]> {
  if (file === undefined) {
    const plan = await session.plan();
    expectKnown(plan.consumers, flags.consumer, "a consumer of the provider");
    const chosen = onlyChosen(changedConsumers(plan, true), flags.consumer);
    if (flags.json) writeData(flags, { event: "plan", ...shownPlan(plan, chosen) }, []);
    else for (const line of describePlan(plan)) console.error(line);
    return chosen;
  }
  const plan = await readPlanFile(file);
  const { connection, operatorAddress } = session;
  for (const [name, got, wanted] of [
    ["providerChainId", plan.providerChainId, connection.chainId],
    ["operatorAddress", plan.operatorAddress, operatorAddress],
  ] as const) {
    if (got === wanted) continue;
    throw new IcsError("CONFIG_INVALID", `${file} was made for another ${name}: ${got}\nWanted: ${wanted}.`, {
      problems: [{ name, got, wanted }],
    });
  }
  expectKnown(plan.consumers, flags.consumer, `a consumer that ${file} changes`);
  const chosen = onlyChosen(plan.consumers, flags.consumer);
  for (const consumer of chosen) {
    for (const change of consumer.changes) console.error(`  + ${changeText(consumer, change)}`);
  }
  return chosen;
}

function shownPlan({ height }: Plan, consumers: readonly PlannedChanges[]) {
  return { height, consumers: consumers.map(({ consumerId, chainId, changes }) => ({ consumerId, chainId, changes })) };
}

/** @throws CONFIG_INVALID with every consumer that was asked for and is none of these */
function expectKnown(
  consumers: readonly { readonly consumerId: string }[],
  ids: readonly string[] | undefined = [],
  wanted: string,
): void {
  const problems = new FlagProblems();
  const known = new Set(consumers.map(({ consumerId }) => consumerId));
  for (const id of ids) if (!known.has(id)) problems.note("--consumer", id, wanted);
  problems.throwAny();
}

function onlyChosen<T extends PlannedChanges>(
  consumers: readonly T[],
  ids: readonly string[] | undefined,
): readonly T[] {
  return ids === undefined ? consumers : consumers.filter(({ consumerId }) => ids.includes(consumerId));
}
