import type * as z from "zod";
import { errorMessage, isIcsError } from "../../../errors.ts";
import type { ObserverEvent } from "../../observer-event.ts";
import type { ObserverMessage } from "../../service/observer-message.ts";
import type { message } from "../schemas/message-schema.ts";
import { plainJson } from "./plain-json.ts";

/** A message as the API gives it. */
export function messageView(told: ObserverMessage): z.input<typeof message> {
  const { position, consumerId } = told;
  switch (told.type) {
    case "event":
      return { type: "event", position, consumerId, event: eventView(told.event) };
    case "violation": {
      const { invariant, reason, event } = told.violation;
      return { type: "violation", position, consumerId, invariant, reason, event: eventView(event) };
    }
    case "health":
      return { type: "health", position, consumerId, health: told.health };
    case "failure": {
      const { error, isRetried } = told;
      const [text = ""] = errorMessage(error).split("\n");
      return {
        type: "failure",
        position,
        consumerId,
        code: isIcsError(error) ? error.code : undefined,
        text,
        isRetried,
      };
    }
  }
}

/** What is common to all kinds stays as it is for the schema; the rest of each kind is made plain here. */
function eventView({ kind, chain, chainId, height, time, txHash, ...rest }: ObserverEvent) {
  return { ...(plainJson(rest) as object), kind, chain, chainId, height, time, txHash };
}
