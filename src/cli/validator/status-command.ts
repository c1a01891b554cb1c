import { queryValidatorRewards } from "../../validator/consumer-rewards.ts";
import type { PlannedConsumer } from "../../validator/plan/plan.ts";
import { queryJailState } from "../../validator/unjail.ts";
import { nodeTrouble } from "../../validator/watch/concerns.ts";
import type { CliContext } from "../context.ts";
import { dutyText } from "./describe-plan.ts";
import { openValidator } from "./open-validator.ts";
import { type ValidatorFlags, writeData } from "./validator-output.ts";

/** Shows what this validator must run, what it runs, and how that goes. */
export async function statusCommand(flags: ValidatorFlags, context: CliContext): Promise<void> {
  await using validator = await openValidator(flags.config, context, false);
  const { session, ledger } = validator;
  const plan = await session.plan();
  const { facts } = session;
  if (facts === undefined) throw new TypeError("A plan was made without facts");
  const own = plan.consumers.filter(
    ({ isOptedIn, isCompelled, leasedPower }) => isOptedIn || isCompelled || leasedPower !== undefined,
  );
  const ownIds = new Set(own.map(({ consumerId }) => consumerId));
  const { connection, operatorAddress } = session;
  const ofOwn = facts.consumers.filter(({ consumerId }) => ownIds.has(consumerId));
  const [signs, rewards, jail] = await Promise.all([
    session.signs(plan),
    queryValidatorRewards(connection, operatorAddress, ofOwn, plan.height),
    queryJailState(connection, facts.provider),
  ]);
  const consumers = own.map((consumer) => {
    const { node, missed } = signs(consumer.consumerId);
    const waitingRewards = rewards.waiting.get(consumer.consumerId) ?? [];
    return { ...statusOf(consumer), node, trouble: troubleOf(consumer, node), missed, waitingRewards };
  });
  const { outstanding, commission } = rewards;
  const open = ledger.open(plan.providerChainId, validator.sender.address).map(({ hash }) => hash);
  const { validator: staked } = facts.provider;
  const data = {
    ...{ providerChainId: plan.providerChainId, height: plan.height, operatorAddress },
    ...{ power: staked.power, tokens: staked.tokens, jail, consumers, outstanding, commission },
    openTransactions: open,
  };
  writeData(flags, data, [
    `${operatorAddress} on ${plan.providerChainId} at height ${plan.height}: power ${staked.power}, ${jailText(jail)}`,
    ...(consumers.length === 0 ? ["opted in to no consumer"] : consumers.flatMap(lines)),
    `rewards not withdrawn: ${coins(outstanding)}; of these own commission: ${coins(commission)}`,
    ...(open.length > 0
      ? [`transactions whose fate is not known: ${open.join(", ")} (apply or watch settles them)`]
      : []),
  ]);
}

function statusOf({
  consumerId,
  chainId,
  phase,
  isCompelled,
  leasedPower,
  expected,
  duty,
  signingKey,
}: PlannedConsumer) {
  return { consumerId, chainId, phase, isCompelled, leasedPower, expected, duty, signingKey };
}

type Status = ReturnType<typeof statusOf> & {
  readonly trouble: string | undefined;
  readonly missed: { readonly missed: bigint; readonly allowed: bigint; readonly window: bigint } | undefined;
  readonly waitingRewards: readonly { readonly denom: string; readonly amount: string }[];
};

function lines(status: Status): readonly string[] {
  const { consumerId, chainId, phase, isCompelled, leasedPower, expected, duty, signingKey, trouble, missed } = status;
  const power = leasedPower === undefined ? `expected power ${expected?.power ?? 0n}` : `power ${leasedPower}`;
  return [
    `consumer ${consumerId} (${chainId}, ${phase}): ${power}${isCompelled ? ", compelled by Top N" : ""}`,
    `    must run ${duty ? `${dutyText(duty)} with key ${signingKey}` : "nothing"}${trouble ? `; ${trouble}` : duty?.kind === "now" ? "; runs" : ""}`,
    ...(missed
      ? [`    missed ${missed.missed} of ${missed.window} blocks; jailed with more than ${missed.allowed}`]
      : []),
    ...(status.waitingRewards.length > 0 ? [`    its set waits for ${coins(status.waitingRewards)}`] : []),
  ];
}

function troubleOf(consumer: PlannedConsumer, node: Parameters<typeof nodeTrouble>[1]): string | undefined {
  return consumer.duty?.kind === "now" || node !== undefined ? nodeTrouble(consumer, node) : undefined;
}

function jailText(jail: Awaited<ReturnType<typeof queryJailState>>): string {
  if (jail.kind === "must-wait") return `jailed until ${jail.until.toISOString()}`;
  if (jail.kind === "may-leave") return "jailed, and may leave: icskit validator unjail";
  return jail.kind === "for-ever" ? "jailed for ever" : "not jailed";
}

function coins(amounts: readonly { readonly denom: string; readonly amount: string }[]): string {
  return amounts.map(({ denom, amount }) => `${amount}${denom}`).join(", ") || "none";
}
