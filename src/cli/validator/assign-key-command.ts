import { fromBase64 } from "@cosmjs/encoding";
import { checkAgainstProvider } from "../../provider/check-against-provider.ts";
import { msgAssignConsumerKey } from "../../provider/validator-messages.ts";
import { sendKept, settleLedger } from "../../validator/apply-plan.ts";
import type { KeyFolder, KeyFor } from "../../validator/keys/key-folder.ts";
import { keyRefused } from "../../validator/keys/key-refused.ts";
import type { ConsumerFacts, PlanFacts } from "../../validator/plan/consumer-facts.ts";
import { type ConfirmFlags, confirmed } from "../confirm.ts";
import type { CliContext } from "../context.ts";
import { type ConsumerKeyFlags, consumerOf } from "./keys-command.ts";
import { openKeys, openValidator } from "./open-validator.ts";
import { writeData } from "./validator-output.ts";

type AssignFlags = ConsumerKeyFlags & ConfirmFlags;

/** Assigns the newest key of the folder for a consumer. @throws VALIDATOR_KEY_REFUSED, TX_MESSAGE_INVALID */
export async function assignKeyCommand(flags: AssignFlags, context: CliContext): Promise<void> {
  await assign(flags, context, false);
}

/** Generates another key for a consumer, and assigns it. The old one must sign until the change has come there. */
export async function rotateKeyCommand(flags: AssignFlags, context: CliContext): Promise<void> {
  await assign(flags, context, true);
}

async function assign(flags: AssignFlags, context: CliContext, isRotation: boolean): Promise<void> {
  const { signal } = context;
  await using validator = await openValidator(flags.config, context, false);
  const { session, sender, ledger } = validator;
  const { connection, operatorAddress } = session;
  if (!flags.dryRun) await settleLedger(connection, sender.address, ledger, { signal });
  await session.plan();
  const { facts } = session;
  if (facts === undefined) throw new TypeError("A plan was made without facts");
  const consumer = consumerOf(facts.consumers, flags.consumer);
  const { keys, password } = await openKeys(flags.config, context);
  const purpose = { providerChainId: connection.chainId, consumerId: flags.consumer, chainId: consumer.chainId };
  const old = consumer.assignedKey ?? facts.provider.validator.providerKey;
  const known = isRotation ? undefined : knownKey(keys, purpose, facts);
  const question =
    known === undefined
      ? `Generate a key for consumer ${flags.consumer}, and assign it in place of ${old}?`
      : `Assign ${known} for consumer ${flags.consumer} in place of ${old}?`;
  if (!(await confirmed(question, { ...flags, signal }))) {
    writeData(flags, { event: "plan", ...purpose, old, prunedAfterSeconds: pruning(facts, consumer) }, [
      `Would replace ${old} for consumer ${flags.consumer}.`,
      pruningText(old, facts, consumer),
    ]);
    return;
  }
  const publicKey = known ?? (await keys.generate(purpose, await password()));
  const of = { signer: sender.address, providerOperatorAddress: operatorAddress, consumerId: flags.consumer };
  const message = msgAssignConsumerKey(of, fromBase64(publicKey));
  await checkAgainstProvider(connection, [message]);
  const summary = [`assign key ${publicKey} for consumer ${flags.consumer} (${consumer.chainId})`];
  const tx = await sendKept(sender, ledger, [message], summary, { signal });
  const data = { event: "assigned", ...purpose, publicKey, old, hash: tx.hash, height: tx.height };
  writeData(flags, { ...data, prunedAfterSeconds: pruning(facts, consumer) }, [
    `Assigned ${publicKey} in ${tx.hash}, block ${tx.height}; it signs once the next validator set has come to ${consumer.chainId}.`,
    pruningText(old, facts, consumer),
  ]);
}

/** The newest key for a consumer, where nothing else uses it: one key never signs for two chains. */
function knownKey(keys: KeyFolder, purpose: KeyFor, { consumers, provider }: PlanFacts): string {
  const { consumerId } = purpose;
  const publicKey = keys.publicKey(purpose);
  if (publicKey === undefined) throw keyRefused("", "missing", `the folder has none for consumer ${consumerId}`);
  const other = consumers.find((each) => each.assignedKey === publicKey && each.consumerId !== consumerId);
  if (other !== undefined) throw keyRefused(publicKey, "in-use", `it is assigned for consumer ${other.consumerId}`);
  const owner = provider.otherKeys.get(publicKey);
  if (owner !== undefined) throw keyRefused(publicKey, "in-use", `it is the provider key of ${owner}`);
  return publicKey;
}

/** How long the provider knows a replaced key; before a launch it forgets it at once. @see AssignConsumerKey in key_assignment.go */
function pruning({ provider }: PlanFacts, { phase, assignedKey }: ConsumerFacts): bigint {
  return phase === "LAUNCHED" && assignedKey !== undefined ? provider.unbondingSeconds : 0n;
}

function pruningText(old: string, facts: PlanFacts, consumer: ConsumerFacts): string {
  const seconds = pruning(facts, consumer);
  if (consumer.assignedKey === undefined) return `${old} is the provider's key, which stays known.`;
  if (seconds === 0n) return `The provider forgets ${old} at once, since the consumer has not launched.`;
  const until = new Date(facts.provider.time.getTime() + Number(seconds) * 1000);
  return `What ${old} signed can be punished, and nobody can assign it here, until about ${until.toISOString()}.`;
}
