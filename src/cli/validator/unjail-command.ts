import { IcsError } from "../../errors.ts";
import { sendKept, settleLedger } from "../../validator/apply-plan.ts";
import { msgUnjail, queryJailState } from "../../validator/unjail.ts";
import { type ConfirmFlags, confirmed } from "../confirm.ts";
import type { CliContext } from "../context.ts";
import { openValidator } from "./open-validator.ts";
import { type ValidatorFlags, writeData } from "./validator-output.ts";

/** Frees the validator on the provider, once its time is up. @throws CHECK_FAILED where it is not jailed, or may not leave */
export async function unjailCommand(flags: ValidatorFlags & ConfirmFlags, context: CliContext): Promise<void> {
  await using validator = await openValidator(flags.config, context, false);
  const { session, sender, ledger } = validator;
  const { connection, operatorAddress } = session;
  const { signal } = context;
  if (!flags.dryRun) await settleLedger(connection, sender.address, ledger, { signal });
  await session.plan();
  const { facts } = session;
  if (facts === undefined) throw new TypeError("A plan was made without facts");
  const jail = await queryJailState(connection, facts.provider);
  if (jail.kind !== "may-leave") {
    const actual = { free: "it is not jailed", "for-ever": "it is jailed for ever", "must-wait": "" }[jail.kind];
    const reason = jail.kind === "must-wait" ? `it must wait until ${jail.until.toISOString()}` : actual;
    throw new IcsError("CHECK_FAILED", `${operatorAddress} cannot be unjailed: ${reason}\nNothing was sent.`, {
      ...{ check: "jail", expected: "jailed, with its time up", actual: reason },
    });
  }
  if (!(await confirmed(`Unjail ${operatorAddress}?`, { ...flags, signal }))) {
    writeData(flags, { event: "plan", unjail: operatorAddress }, [`Would unjail ${operatorAddress}.`]);
    return;
  }
  const tx = await sendKept(sender, ledger, [msgUnjail(operatorAddress)], [`unjail ${operatorAddress}`], { signal });
  writeData(flags, { event: "unjailed", hash: tx.hash, height: tx.height }, [
    `Unjailed in ${tx.hash}, block ${tx.height}.`,
  ]);
}
