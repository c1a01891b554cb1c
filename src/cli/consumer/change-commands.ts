import { setupStakingExtension } from "@cosmjs/stargate";
import { milliseconds } from "../../ibc/client-state.ts";
import { findSpecConsumer } from "../../launch/find-consumer.ts";
import { removalSteps } from "../../launch/removal.ts";
import { specUpdate } from "../../launch/spec-changes.ts";
import { createConsumerOf } from "../../launch/spec-messages.ts";
import { checkAgainstProvider } from "../../provider/check-against-provider.ts";
import { queryConsumerOverview } from "../../provider/consumer-overview.ts";
import { carryOutPlan } from "../../provider/governance/carry-out-plan.ts";
import { findProposalUnderVote } from "../../provider/governance/find-proposal.ts";
import { missingEffects } from "../../provider/governance/governance-plan.ts";
import { planTopN } from "../../provider/governance/plan-top-n.ts";
import { msgRemoveConsumer, msgUpdateConsumer } from "../../provider/messages.ts";
import { type ConfirmFlags, confirmed } from "../confirm.ts";
import type { CliContext } from "../context.ts";
import { type LaunchSession, openLaunch, type SessionFlags } from "./connect-launch.ts";
import { type ConsumerOutput, createConsumerOutput } from "./consumer-output.ts";
import { requireConsumerId } from "./report-commands.ts";

/** The flags of a command that changes the provider. */
export interface ChangeFlags extends SessionFlags, ConfirmFlags {}

interface Change {
  readonly session: LaunchSession;
  readonly output: ConsumerOutput;
  readonly signal: AbortSignal;
  readonly flags: ChangeFlags;
}

/** `icskit consumer create`: only that; `launch` goes on from there. Does nothing where the consumer exists. */
export function createCommand(path: string, flags: ChangeFlags, context: CliContext): Promise<void> {
  return change(path, flags, context, async (made) => {
    const { session, output, signal } = made;
    const { file, provider } = session;
    if (await isCreated(made)) return;
    const input = createConsumerOf(file, new Date());
    output.data(
      `create "${file.chainId}", owned by ${provider.address}, spawning at ${input.initializationParameters?.spawnTime?.toISOString()}`,
      { would: "create", ...input },
    );
    if (!(await confirmed("Create it?", { ...flags, signal }))) return;
    // An earlier run's transaction may have been included while the user read the question.
    if (await isCreated(made)) return;
    const created = await provider.createConsumer(input, { signal, signAgain: false });
    await session.keepConsumerId(created.consumerId);
    output.data(`created consumer ${created.consumerId}`, {
      consumerId: created.consumerId,
      tx: created.tx.hash,
      height: created.tx.height,
    });
  });
}

/** True where the spec's consumer exists: it is told, and its id kept. */
async function isCreated({ session, output }: Change): Promise<boolean> {
  const { file, provider, consumerId } = session;
  const found = await findSpecConsumer(provider.queries, { spec: file, owner: provider.address, consumerId });
  if (found === undefined) return false;
  await session.keepConsumerId(found.consumerId);
  output.data(`consumer ${found.consumerId} ("${found.chainId}") exists: ${found.phase}`, {
    consumerId: found.consumerId,
    phase: found.phase,
  });
  return true;
}

/** `icskit consumer update`: makes the provider agree with the spec. */
export function updateCommand(path: string, flags: ChangeFlags, context: CliContext): Promise<void> {
  return change(path, flags, context, async ({ session, output, signal }) => {
    const { file, provider } = session;
    const { connection } = provider.sender;
    const overview = await queryConsumerOverview(connection, await requireConsumerId(session));
    const { changes, late, update } = specUpdate(file, overview, new Date());
    for (const each of changes) {
      const when = each.queued ? ", in force after the provider's unbonding time" : "";
      output.data(`${each.field}: ${each.now} -> ${each.next}${when}`, { would: "change", ...each });
    }
    for (const each of late)
      output.data(`${each.field}: stays ${each.now}; the spec's ${each.next} comes too late`, {
        would: "keep",
        ...each,
      });
    if (changes.length === 0) return output.data("the provider agrees with the spec", { would: "nothing" });
    await checkAgainstProvider(connection, [msgUpdateConsumer({ ...update, owner: provider.address })]);
    if (!(await confirmed("Change it so?", { ...flags, signal }))) return;
    const tx = await provider.updateConsumer(update, { signal });
    output.data(`updated consumer ${overview.consumerId}`, {
      consumerId: overview.consumerId,
      tx: tx.hash,
      height: tx.height,
    });
  });
}

/** `icskit consumer transfer-ownership`: only the new owner can change or remove the consumer then. */
export function transferCommand(
  path: string,
  flags: ChangeFlags & { readonly to: string },
  context: CliContext,
): Promise<void> {
  return change(path, flags, context, async ({ session, output, signal }) => {
    const { provider } = session;
    const update = { consumerId: await requireConsumerId(session), newOwnerAddress: flags.to };
    await checkAgainstProvider(provider.sender.connection, [msgUpdateConsumer({ ...update, owner: provider.address })]);
    output.data(
      `consumer ${update.consumerId}: from ${provider.address} to ${flags.to}, which alone can change it then`,
      { would: "transfer", ...update },
    );
    if (!(await confirmed("Transfer it?", { ...flags, signal }))) return;
    const tx = await provider.updateConsumer(update, { signal });
    output.data(`consumer ${update.consumerId} belongs to ${flags.to}`, { ...update, tx: tx.hash, height: tx.height });
  });
}

/** `icskit consumer remove`: shows what follows when, then stops the consumer. */
export function removeCommand(path: string, flags: ChangeFlags, context: CliContext): Promise<void> {
  return change(path, flags, context, async ({ session, output, signal }) => {
    const { provider } = session;
    const { connection } = provider.sender;
    const overview = await queryConsumerOverview(connection, await requireConsumerId(session));
    await checkAgainstProvider(connection, [msgRemoveConsumer(provider.address, overview.consumerId)]);
    const { staking } = setupStakingExtension(connection.queryClient);
    const [{ params }, { block }] = await Promise.all([staking.params(), connection.comet.block()]);
    const steps = removalSteps(overview, new Date(block.header.time.getTime()), milliseconds(params.unbondingTime));
    for (const step of steps) output.data(step, { would: "remove", step });
    if (!(await confirmed(`Stop consumer ${overview.consumerId} for good?`, { ...flags, signal }))) return;
    const tx = await provider.removeConsumer(overview.consumerId, { signal });
    output.data(`consumer ${overview.consumerId} is STOPPED`, {
      consumerId: overview.consumerId,
      phase: "STOPPED",
      tx: tx.hash,
      height: tx.height,
    });
  });
}

/**
 * `icskit consumer top-n`: hands the consumer to governance, proposes, deposits, votes and verifies. Does nothing where
 * all is so already, and proposes nothing where the same proposal is under vote.
 */
export function topNCommand(
  path: string,
  flags: ChangeFlags & { readonly topN: number; readonly newOwner?: string },
  context: CliContext,
): Promise<void> {
  return change(path, flags, context, async ({ session, output, signal }) => {
    const { provider, file } = session;
    const newOwner = flags.newOwner === undefined ? {} : { newOwnerAddress: flags.newOwner };
    const plan = await planTopN(provider, {
      consumerId: await requireConsumerId(session),
      topN: flags.topN,
      ...newOwner,
    });
    const [missing, underVote] = await Promise.all([
      missingEffects(plan, await provider.sender.connection.latestHeight()),
      findProposalUnderVote(provider, plan),
    ]);
    if (missing.length === 0) return output.data("nothing to do: Top N and owner are so already", { would: "nothing" });
    for (const step of (underVote ?? plan).steps) output.data(step, { would: "govern", step });
    if (!(await confirmed(underVote ? "Vote on it?" : "Propose it?", { ...flags, signal }))) return;
    const voters = await Promise.all(file.voters.map((key, index) => session.clientOf(key, `voters[${index}]`)));
    const done = await carryOutPlan(plan, {
      proposer: provider,
      owner: provider,
      voters,
      signal,
      ...(underVote && { proposalId: underVote.proposalId }),
      onProgress: (progress) =>
        output.data(`proposal: ${progress.kind}`, {
          event: progress.kind,
          ...("tx" in progress && { tx: progress.tx.hash }),
        }),
    });
    output.data(`proposal ${done.proposalId} has passed, and Top N is ${flags.topN}`, {
      proposalId: done.proposalId,
      topN: flags.topN,
      height: done.height,
    });
  });
}

async function change(
  path: string,
  flags: ChangeFlags,
  context: CliContext,
  work: (change: Change) => Promise<void>,
): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const output = createConsumerOutput({ json: flags.json ?? false });
  await work({ session, output, signal: context.signal, flags });
}
