import * as z from "zod";
import { consumerId } from "./wire.ts";

const limit = z.coerce.number().int().min(1).max(500).default(100).meta({ description: "At most so many" });
const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Which consumer a path is about. */
export const consumerPath = z.object({ consumerId });

/** Which page of the consumers. */
export const consumersQuery = z.strictObject({ after: consumerId.optional(), limit });

/** Which messages. */
export const messagesQuery = z.strictObject({
  after: position.optional().meta({ description: "Only messages after this position; default: the newest ones" }),
  limit,
});

/** Which VSC packets. */
export const vscPacketsQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d{1,20}$/, "a sequence")
    .optional()
    .meta({ description: "Only packets with a lower sequence" }),
  limit,
});

/** Which slash requests. */
export const slashRequestsQuery = z.strictObject({
  before: position.optional().meta({ description: "Only those before this place" }),
  limit,
});

/** Which stream. */
export const streamQuery = z.strictObject({
  consumer: consumerId.optional().meta({ description: "Only of this consumer" }),
  summary: z
    .enum(["true", "false"])
    .default("false")
    .meta({ description: "With `consumer`: also what /consumers/{consumerId} gives, whenever it changed" }),
});

/** What a refusal says. */
export const refusal = z
  .object({
    error: z.string(),
    problems: z.array(z.object({ name: z.string(), wanted: z.string() })).optional(),
  })
  .meta({ id: "Refusal" });
