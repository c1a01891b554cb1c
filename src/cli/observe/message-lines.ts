import { errorMessage } from "../../errors.ts";
import type { ObserverMessage } from "../../observer/service/observer-message.ts";
import { message as messageSchema } from "../../observer/web/schemas/message-schema.ts";
import { messageView } from "../../observer/web/views/message-view.ts";
import { describeEvent, sightLine } from "../demo/describe-event.ts";

/** A message as one line of JSON, of the shape that the API has. */
export function messageJson(message: ObserverMessage): string {
  return JSON.stringify(messageSchema.parse(messageView(message)));
}

/** A message as a line for people; undefined for what they need not see. `consumer` is the consumer's name. */
export function messageLine(message: ObserverMessage, consumer: string, consumers: number): string | undefined {
  switch (message.type) {
    case "event": {
      const sight = describeEvent(consumer, message.event);
      return sight && `${message.event.time.toISOString()} ${sightLine(sight, consumers)}`;
    }
    case "violation": {
      const { invariant, reason } = message.violation;
      return `${consumer} violates ${invariant}: ${reason}`;
    }
    case "health": {
      const { verdict, reasons } = message.health;
      return [`${consumer} is ${verdict}`, ...reasons.map(({ code, text }) => `  ${code}: ${text}`)].join("\n");
    }
    case "failure": {
      const [text] = errorMessage(message.error).split("\n");
      return `${consumer} is observed no more${message.isRetried ? " for a while" : ""}: ${text}`;
    }
  }
}
