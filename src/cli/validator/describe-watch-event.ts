import type { WatchEvent } from "../../validator/watch/watch-event.ts";
import { dutyText } from "./describe-plan.ts";

/** One event in a line for people. */
export function describeWatchEvent(event: WatchEvent): string {
  const text = what(event);
  return "consumerId" in event ? `consumer ${event.consumerId} (${event.chainId}): ${text}` : text;
}

function what(event: WatchEvent): string {
  switch (event.kind) {
    case "round":
      return `looked at height ${event.height}: opted in to ${event.optedIn} of ${event.consumers} consumers`;
    case "applied": {
      const done = event.summary.length > 0 ? event.summary.join("; ") : "what an earlier run had signed";
      return `done: ${done} (${event.hash}, block ${event.height})`;
    }
    case "left-open":
      return `left alone: transactions of an earlier run whose fate is not known: ${event.hashes.join(", ")}`;
    case "blocked":
      return `in the way of the policy: ${event.reasons.join("; ")}`;
    case "approval-needed":
      return `needs a human's yes (icskit validator apply): ${event.changes.join("; ")}`;
    case "compelled":
      return `Top N has this validator validate${event.duty ? `; its node must run ${dutyText(event.duty)}` : ""}`;
    case "spawn-soon":
      return `spawns at ${event.spawnTime.toISOString()}, with this validator at a power of ${event.power}: its node must run by then`;
    case "node-missing":
      return `must be signed for now, and is not: ${event.reason}`;
    case "downtime-risk": {
      const { missed, allowed, window } = event.blocks;
      const cost = event.cost
        ? `; then ${event.cost.tokens} tokens are slashed, and ${event.cost.jailSeconds} s of jail`
        : "";
      return `${missed} blocks missed of the last ${window}; with more than ${allowed} it is jailed${cost}`;
    }
    case "jailed":
      return `${event.operatorAddress} is jailed on the provider: icskit validator unjail`;
    case "resolved":
      return `over: ${event.what}`;
    case "failed":
      return `failed: ${event.message} [${event.code}]`;
  }
}
