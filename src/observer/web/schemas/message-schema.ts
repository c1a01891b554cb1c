import * as z from "zod";
import { health } from "./health-schema.ts";
import { consumerId, role, time, wholeNumber } from "./wire.ts";

/** Something that happened on a chain; the fields of each kind stand beside these. */
const event = z
  .looseObject({
    kind: z.string().meta({ description: "What happened, such as vscPacketSent" }),
    chain: role,
    chainId: z.string(),
    height: wholeNumber,
    time,
    txHash: z.string().optional(),
  })
  .meta({ id: "ObserverEvent" });

const place = {
  position: z.number().int().meta({ description: "Among all messages of this run, counted from 1" }),
  consumerId,
};

/** What the observer tells of a consumer. */
export const message = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("event"), ...place, event }).meta({ id: "EventMessage" }),
    z
      .object({ type: z.literal("violation"), ...place, invariant: z.string(), reason: z.string(), event })
      .meta({ id: "ViolationMessage" }),
    z.object({ type: z.literal("health"), ...place, health }).meta({ id: "HealthMessage" }),
    z
      .object({
        type: z.literal("failure"),
        ...place,
        code: z.string().optional(),
        text: z.string(),
        isRetried: z.boolean(),
      })
      .meta({ id: "FailureMessage" }),
  ])
  .meta({ id: "Message" });

/** Messages of a consumer, oldest first. */
export const messageList = z
  .object({
    runId: z.string().meta({ description: "Positions count per run of the observer" }),
    messages: z.array(message),
    missed: z.number().int().meta({ description: "How many messages after `after` are no longer kept" }),
    next: z.number().int().optional().meta({ description: "`after` of the next page; absent at the end" }),
  })
  .meta({ id: "MessageList" });

/** Stands in a stream of events where messages are missing. */
export const dropped = z
  .object({ position: z.number().int(), count: z.number().int() })
  .meta({ id: "Dropped", description: "The last position that was missed, and how many were" });
