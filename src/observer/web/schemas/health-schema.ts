import * as z from "zod";
import { type HealthCode, healthCodes, healthVerdicts } from "../../summary/health-codes.ts";
import { time } from "./wire.ts";

const codes = Object.keys(healthCodes) as [HealthCode, ...HealthCode[]];

/** A verdict and its reasons. */
export const health = z
  .object({
    verdict: z.enum(healthVerdicts as [(typeof healthVerdicts)[number]]).meta({
      id: "HealthVerdict",
      description:
        "How well the consumer is secured, from best to worst: secured, pending, at-risk, unknown, unsecured",
    }),
    reasons: z
      .array(
        z.object({
          code: z.enum(codes).meta({ id: "HealthCode", description: "Stable: codes are added, never renamed" }),
          text: z.string(),
          since: time.optional(),
        }),
      )
      .readonly()
      .meta({ description: "Worst first" }),
  })
  .meta({ id: "Health" });

/** Whether all consumers are as they should be. */
export const overallHealth = z
  .object({
    healthy: z.boolean(),
    reasons: z
      .array(z.string())
      .meta({ description: "One line for each consumer that is neither secured nor pending" }),
    consumers: z.number().int().meta({ description: "How many are observed" }),
  })
  .meta({ id: "OverallHealth" });
