import * as z from "zod";
import { revisionNumber } from "../chain/chain-id.ts";
import { MsgCreateConsumer } from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { IcsError, type Problem } from "../errors.ts";
import type { CreateConsumer } from "./messages.ts";

const reservedChainIds = ["neutron-1", "stride-1"];

const text = (longest: number): z.ZodString =>
  z
    .string()
    .refine((value) => value.trim() !== "", { error: "a text that is not blank" })
    .refine((value) => new TextEncoder().encode(value).length <= longest, { error: `at most ${longest} bytes` });

const hash = z.instanceof(Uint8Array).refine((value) => value.length <= 64, { error: "at most 64 bytes" });

const duration = z
  .object({ seconds: z.bigint(), nanos: z.number() })
  .refine(({ seconds, nanos }) => seconds > 0n || (seconds === 0n && nanos > 0), { error: "more than zero" });

const fraction = z.string().refine((value) => /^(0|1|0?\.\d{1,18}|0\.\d{1,18}|1\.0{1,18})$/.test(value), {
  error: 'a decimal from "0" to "1" with at most 18 places',
});

const initialization = z.object({
  initialHeight: z.object({
    revisionNumber: z.bigint(),
    revisionHeight: z.bigint().positive({ error: "a height above 0" }),
  }),
  genesisHash: hash,
  binaryHash: hash,
  unbondingPeriod: duration,
  ccvTimeoutPeriod: duration,
  transferTimeoutPeriod: duration,
  consumerRedistributionFraction: fraction,
  blocksPerDistributionTransmission: z.bigint().positive({ error: "more than 0" }),
  historicalEntries: z.bigint().positive({ error: "more than 0" }),
});

const powerShaping = z.object({
  topN: z.literal(0, { error: "0: a consumer becomes Top N later, by governance" }),
  validatorsPowerCap: z.int().min(0).max(100, { error: "0 to 100 percent" }),
});

const createConsumer = z
  .object({
    chainId: z
      .string()
      .refine((value) => value.trim() !== "", { error: "a chain id" })
      .refine((value) => value.length <= 50, { error: "at most 50 characters" })
      .refine((value) => !reservedChainIds.includes(value), { error: "a chain id that is not reserved" }),
    metadata: z.object({ name: text(50), description: text(10_000), metadata: text(255) }),
    initializationParameters: initialization.optional(),
    powerShapingParameters: powerShaping.optional(),
    allowlistedRewardDenoms: z.array(z.string()).max(3, { error: "at most 3 denominations" }).optional(),
  })
  .superRefine(({ chainId, initializationParameters }, context) => {
    const revision = initializationParameters?.initialHeight.revisionNumber;
    const wanted = revisionNumber(chainId);
    if (revision !== undefined && revision !== wanted) {
      context.addIssue({
        code: "custom",
        path: ["initializationParameters", "initialHeight", "revisionNumber"],
        message: `${wanted}, the revision of chain id "${chainId}"`,
      });
    }
  });

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgCreateConsumer in x/ccv/provider/types/msg.go
 */
export function checkCreateConsumer(input: CreateConsumer): void {
  const verdict = createConsumer.safeParse(input);
  if (verdict.success) return;
  throw messageInvalid(
    MsgCreateConsumer.typeUrl,
    verdict.error.issues.map((issue) => ({
      name: issue.path.join("."),
      got: describe(issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], input)),
      wanted: issue.message,
    })),
  );
}

/** The key itself where it has the size of an ed25519 public key. @throws TX_MESSAGE_INVALID */
export function checkedConsumerKey(key: Uint8Array, typeUrl: string): Uint8Array {
  if (key.length === 32) return key;
  throw messageInvalid(typeUrl, [
    { name: "consumerKey", got: `${key.length} bytes`, wanted: "an ed25519 public key of 32 bytes" },
  ]);
}

function messageInvalid(typeUrl: string, problems: readonly Problem[]): IcsError<"TX_MESSAGE_INVALID"> {
  const lines = problems.map(({ name, got, wanted }) => `  ${name}: got ${got}, wanted ${wanted}`);
  return new IcsError(
    "TX_MESSAGE_INVALID",
    `The provider would refuse this ${typeUrl.split(".").at(-1)}; nothing was sent\n${lines.join("\n")}`,
    { typeUrl, problems },
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 80)}"`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? item.toString() : item)) ?? "nothing";
}
