import * as z from "zod";
import { consumerPhases } from "../../ccv/phase.ts";
import { decimalFractionRule } from "../../ccv/rules/number-rules.ts";

const text = (wanted: string) => z.string({ error: wanted }).min(1, { error: wanted });
const list = (item: z.ZodType<string>, wanted: string) => z.array(item, { error: wanted }).min(1, { error: wanted });

const consumerId = z
  .union([z.string(), z.number().transform(String)], { error: 'a consumer id, for instance "0"' })
  .pipe(z.string().regex(/^(0|[1-9]\d{0,19})$/, { error: 'a consumer id, for instance "0"' }));

const wholeNumber = (wanted: string) =>
  z
    .union([z.number(), z.string()], { error: wanted })
    .transform(String)
    .pipe(
      z
        .string()
        .regex(/^\d{1,30}$/, { error: wanted })
        .transform(BigInt),
    );

const count = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const rate = z
  .union([z.string(), z.number().transform(String)], { error: 'a decimal from "0" to "1"' })
  .pipe(decimalFractionRule);

const pattern = text("a text, in which * stands for any").max(255, { error: "at most 255 characters" });

const penalty = z.strictObject(
  {
    slashFractionAtMost: rate.optional().describe("The largest part of the stake that may be slashed."),
    jailSecondsAtMost: wholeNumber("seconds").optional().describe("The longest time in jail."),
    tombstone: z.literal(false, { error: "false: refuse a penalty for ever" }).optional(),
  },
  { error: "an object of limits" },
);

const conditions = z.strictObject(
  {
    consumerIds: list(consumerId as unknown as z.ZodType<string>, "a list of consumer ids").optional(),
    chainIds: list(pattern, "a list of chain ids; * stands for any text").optional(),
    owners: list(text("an account's address"), "a list of owners' addresses").optional(),
    phases: z
      .array(z.enum(consumerPhases, { error: `one of ${consumerPhases.join(", ")}` }), { error: "a list of phases" })
      .min(1, { error: "at least one phase" })
      .optional(),
    metadata: z
      .strictObject(
        { name: pattern.optional(), description: pattern.optional(), metadata: pattern.optional() },
        { error: "an object with name, description or metadata" },
      )
      .optional()
      .describe("Each is a text in which * stands for any."),
    rewardDenoms: list(text("a denom"), "a list of denoms")
      .optional()
      .describe("The consumer may pay rewards in one of these."),
    minimumPower: wholeNumber("a voting power")
      .optional()
      .describe("The least voting power that this validator would have on the consumer."),
    powerCapAtMost: count(1, 100)
      .optional()
      .describe("The consumer caps every validator's share, at so many percent or less."),
    onAllowlist: z
      .boolean({ error: "true or false" })
      .optional()
      .describe("The consumer's allowlist names this validator."),
    doubleSign: penalty.optional().describe("What a double sign there costs is no worse than this."),
    downtime: penalty.optional().describe("What downtime there costs is no worse than this."),
  },
  { error: "an object of conditions, which must all hold" },
);

const key = z
  .union(
    [
      z.enum(["provider", "generated"]),
      z.strictObject({ publicKey: text("an ed25519 public key in base64").regex(/^[A-Za-z0-9+/]{43}=$/) }),
    ],
    { error: '"provider", "generated", or an object with publicKey (ed25519, base64)' },
  )
  .describe("The key that signs the consumer's blocks: the provider's own, one of the key folder, or a given one.");

const rule = z.strictObject(
  {
    name: text("a name"),
    action: z.enum(["opt-in", "opt-out", "leave"], { error: "opt-in, opt-out or leave" }),
    when: conditions.optional().describe("All must hold; a rule without conditions is for every consumer."),
    key: key.optional().describe('Default "provider".'),
    commission: rate.optional().describe("The commission rate on the consumer. Default: as it is."),
    approval: z
      .boolean({ error: "true or false" })
      .optional()
      .describe("True: `watch` reports it, and a human applies it."),
  },
  { error: "an object with name and action" },
);

/** What a policy may hold; unknown fields are refused. The first rule whose conditions all hold decides. */
export const policySchema = z.strictObject(
  {
    rules: z.array(rule, { error: "a list of rules" }).min(1, { error: "at least one rule" }),
    maximumConsumers: count(0, 100_000).optional().describe("Opts into no more consumers than these together."),
    warnBeforeSpawnSeconds: count(0, 31_536_000).optional().describe("Default 86400."),
    warnAtMissedShare: z
      .number({ error: "a number from 0 to 1" })
      .min(0, { error: "a number from 0 to 1" })
      .max(1, { error: "a number from 0 to 1" })
      .optional()
      .describe("Warns once this part of the missed blocks that jail is reached. Default 0.5."),
    requireNode: z
      .boolean({ error: "true or false" })
      .optional()
      .describe("Opts into launched consumers only where a synced node has the right key. Default true."),
  },
  { error: "an object with rules" },
);

/** A validator's policy. */
export type Policy = z.output<typeof policySchema>;

/** One rule of a policy. */
export type PolicyRule = Policy["rules"][number];

/** Conditions of a rule. */
export type PolicyConditions = NonNullable<PolicyRule["when"]>;

/** Which key a rule wants. */
export type PolicyKey = NonNullable<PolicyRule["key"]>;
