import { fromBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
  type ValidatorForConsumer,
} from "../../provider/validator-messages.ts";
import type { PlannedChange, PlannedChanges } from "./plan.ts";

/** Whose messages they are. */
export interface PlanSigner {
  readonly signer: string;
  readonly providerOperatorAddress: string;
}

/** The messages of one consumer's changes, in order. @throws TX_MESSAGE_INVALID */
export function planMessages(
  { consumerId, changes }: Pick<PlannedChanges, "consumerId" | "changes">,
  signer: PlanSigner,
): readonly EncodeObject[] {
  const of = { ...signer, consumerId };
  return changes.map((change) => messageOf(change, of));
}

/** One change in words: "opt in to 3 (stride-1)". */
export function changeText(
  { consumerId, chainId }: Pick<PlannedChanges, "consumerId" | "chainId">,
  change: PlannedChange,
): string {
  const consumer = `consumer ${consumerId} (${chainId})`;
  switch (change.kind) {
    case "opt-in":
      return `opt in to ${consumer} with ${change.key === undefined ? "the key in force" : `key ${change.key}`}`;
    case "opt-out":
      return `opt out of ${consumer}`;
    case "assign-key":
      return `assign key ${change.key} for ${consumer}`;
    case "set-commission":
      return `set a commission of ${change.rate} on ${consumer}`;
  }
}

function messageOf(change: PlannedChange, of: ValidatorForConsumer): EncodeObject {
  switch (change.kind) {
    case "opt-in":
      return msgOptIn(of, change.key === undefined ? undefined : fromBase64(change.key));
    case "opt-out":
      return msgOptOut(of);
    case "assign-key":
      return msgAssignConsumerKey(of, fromBase64(change.key));
    case "set-commission":
      return msgSetConsumerCommissionRate(of, change.rate);
  }
}
