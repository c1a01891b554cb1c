import { fromBech32 } from "@cosmjs/encoding";
import * as z from "zod";
import { revisionNumber } from "../chain/chain-id.ts";
import { MsgCreateConsumer, MsgUpdateConsumer } from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { IcsError, jsonText, type Problem, problemLines } from "../errors.ts";
import type { CreateConsumer, UpdateConsumer, ValidatorForConsumer } from "./messages.ts";

const reservedChainIds = ["neutron-1", "stride-1"];
const MAX_UINT32 = 2 ** 32 - 1;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
/** Given always: CosmJS's default of Infinity is refused by the bech32 library that it calls. */
const BECH32_LIMIT = 1023;

const text = (longest: number): z.ZodString =>
  z
    .string()
    .refine((value) => value.trim() !== "", { error: "a text that is not blank" })
    .refine((value) => new TextEncoder().encode(value).length <= longest, { error: `at most ${longest} bytes` });

const chainId = text(50).refine((value) => !reservedChainIds.includes(value), {
  error: "a chain id that is not reserved",
});

const metadata = z.object({ name: text(50), description: text(10_000), metadata: text(255) });

const hash = z.instanceof(Uint8Array).refine((value) => value.length <= 64, { error: "at most 64 bytes" });

const nanoseconds = (duration: { seconds: bigint; nanos: number }): bigint =>
  duration.seconds * 1_000_000_000n + BigInt(duration.nanos);

/** A duration that a Go `time.Duration` holds. */
const duration = (least: bigint, wanted: string): z.ZodType =>
  z
    .object({ seconds: z.bigint(), nanos: z.int().min(-999_999_999).max(999_999_999) })
    .refine((value) => nanoseconds(value) >= least && nanoseconds(value) <= MAX_INT64, {
      error: `${wanted}, and at most 9223372036 seconds`,
    });
const positiveDuration = duration(1n, "more than zero");

/** As LegacyNewDecFromStr of cosmossdk.io/math reads it. */
const fraction = z
  .string()
  .refine((value) => /^\d+(\.\d{1,18})?$/.test(value) && /^0*(0(\.\d+)?|1(\.0+)?)$/.test(value), {
    error: 'a decimal from "0" to "1" with at most 18 places',
  });

const positive = z.bigint().min(1n, { error: "more than 0" }).max(MAX_INT64, { error: "an int64" });

/** @see ICS-24 and x/ccv/types/shared_params.go: blank stands for none. */
const identifier = (shortest: number): z.ZodString =>
  z.string().refine((value) => value === "" || new RegExp(`^[a-zA-Z0-9._+\\-#[\\]<>]{${shortest},64}$`).test(value), {
    error: `an identifier of ${shortest} to 64 characters, or "" for none`,
  });

const initialization = z.object({
  initialHeight: z.object({
    revisionNumber: z.bigint().min(0n).max(MAX_UINT64),
    // ValidateBasic lets {1, 0} pass, but the launch would fail: a light client cannot begin at height 0.
    revisionHeight: z.bigint().min(1n, { error: "a height above 0" }).max(MAX_UINT64),
  }),
  genesisHash: hash,
  binaryHash: hash,
  unbondingPeriod: positiveDuration,
  ccvTimeoutPeriod: positiveDuration,
  transferTimeoutPeriod: positiveDuration,
  consumerRedistributionFraction: fraction,
  blocksPerDistributionTransmission: positive,
  historicalEntries: positive,
  distributionTransmissionChannel: identifier(8),
  connectionId: identifier(10),
});

const consensusAddresses = z
  .array(z.string().refine((value) => bech32(value)?.prefix.endsWith("valcons"), { error: "a …valcons… address" }))
  .max(1_000, { error: "at most 1000 addresses" });

const powerShaping = z.object({
  topN: z.int().refine((value) => value === 0 || (value >= 50 && value <= 100), { error: "0, or 50 to 100 percent" }),
  validatorsPowerCap: z.int().refine((value) => value >= 0 && value <= 100, { error: "0 to 100 percent" }),
  validatorSetCap: z.int().refine((value) => value >= 0 && value <= MAX_UINT32, { error: "a uint32" }),
  minStake: z.bigint().refine((value) => value >= 0n && value <= MAX_UINT64, { error: "a uint64" }),
  allowlist: consensusAddresses,
  denylist: consensusAddresses,
  prioritylist: consensusAddresses,
});

const infraction = z.object({ slashFraction: fraction, jailDuration: duration(0n, "zero or more") }).optional();

/** @see ValidateIBCDenom in x/ccv/types/denom_helpers.go */
const denom = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/, { error: "a denomination" })
  .refine((value) => value !== "ibc" && (!value.startsWith("ibc/") || /^ibc\/[0-9a-fA-F]{64}$/.test(value)), {
    error: "ibc/ and a hash of 64 hex digits",
  });

const shared = {
  initializationParameters: initialization.optional(),
  powerShapingParameters: powerShaping.optional(),
  infractionParameters: z.object({ doubleSign: infraction, downtime: infraction }).optional(),
  allowlistedRewardDenoms: z.array(denom).max(3, { error: "at most 3 denominations" }).optional(),
};

const consumerId = z.string().refine((value) => /^\d+$/.test(value) && BigInt(value) <= MAX_UINT64, {
  error: "the number that createConsumer returned",
});

const createConsumer = z.object({
  ...shared,
  chainId,
  metadata,
  powerShapingParameters: powerShaping
    .extend({ topN: z.literal(0, { error: "0: a consumer becomes Top N later, by governance" }) })
    .optional(),
});

const updateConsumer = z.object({
  ...shared,
  consumerId,
  metadata: metadata.optional(),
  newChainId: chainId.optional(),
});

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgCreateConsumer in x/ccv/provider/types/msg.go
 */
export function checkCreateConsumer(input: CreateConsumer): void {
  const revision = revisionProblems(input.chainId, input);
  refuse(MsgCreateConsumer.typeUrl, [...problemsOf(createConsumer, input), ...revision]);
}

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgUpdateConsumer in x/ccv/provider/types/msg.go
 */
export function checkUpdateConsumer(input: UpdateConsumer): void {
  const revision = input.newChainId ? revisionProblems(input.newChainId, input) : [];
  // An empty chain id stands for the old one.
  const given = { ...input, newChainId: input.newChainId || undefined };
  refuse(MsgUpdateConsumer.typeUrl, [...problemsOf(updateConsumer, given), ...revision]);
}

/** @throws TX_MESSAGE_INVALID for what is no uint64. @see ValidateConsumerId in x/ccv/types/shared_params.go */
export function checkConsumerId(id: string, typeUrl: string): void {
  refuse(typeUrl, consumerIdProblems(id));
}

/** What is wrong with a consumer id; `[]` for a uint64. */
export function consumerIdProblems(id: string): Problem[] {
  return problemsOf(z.object({ consumerId }), { consumerId: id });
}

/**
 * Checks the consumer id, and that the operator address is that of the signer's account.
 * @throws TX_MESSAGE_INVALID
 * @see validateProviderAddress in x/ccv/provider/types/msg.go
 */
export function checkValidatorForConsumer(input: ValidatorForConsumer, typeUrl: string): void {
  const { signer, providerOperatorAddress } = input;
  const [account, operator] = [bech32(signer), bech32(providerOperatorAddress)];
  const isSame =
    account !== undefined &&
    operator?.prefix === `${account.prefix}valoper` &&
    Buffer.compare(account.data, operator.data) === 0;
  const address = isSame
    ? []
    : [{ name: "providerOperatorAddress", got: providerOperatorAddress, wanted: `the operator address of ${signer}` }];
  refuse(typeUrl, [...problemsOf(z.object({ consumerId }), input), ...address]);
}

/** The key itself where it has the size of an ed25519 public key. @throws TX_MESSAGE_INVALID */
export function checkedConsumerKey(key: Uint8Array, typeUrl: string): Uint8Array {
  if (key.length === 32) return key;
  throw messageInvalid(typeUrl, [
    { name: "consumerKey", got: `${key.length} bytes`, wanted: "an ed25519 public key of 32 bytes" },
  ]);
}

/** The rate itself where it is a decimal from "0" to "1". @throws TX_MESSAGE_INVALID */
export function checkedRate(rate: string, typeUrl: string): string {
  refuse(typeUrl, problemsOf(z.object({ rate: fraction }), { rate }));
  return rate;
}

/** @see ValidateInitialHeight in x/ccv/provider/types/msg.go */
function revisionProblems(id: string, input: Pick<CreateConsumer, "initializationParameters">): Problem[] {
  const revision = input.initializationParameters?.initialHeight.revisionNumber;
  const wanted = revisionNumber(id);
  if (revision === undefined || revision === wanted) return [];
  const name = "initializationParameters.initialHeight.revisionNumber";
  return [{ name, got: `${revision}`, wanted: `${wanted}, the revision of chain id "${id}"` }];
}

function problemsOf(schema: z.ZodType, input: unknown): Problem[] {
  const verdict = schema.safeParse(input);
  return (verdict.error?.issues ?? []).map((issue) => ({
    name: issue.path.join("."),
    got: describe(issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], input)),
    wanted: issue.message,
  }));
}

/** Throws where there are problems. @throws TX_MESSAGE_INVALID */
export function refuse(typeUrl: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw messageInvalid(typeUrl, problems);
}

function messageInvalid(typeUrl: string, problems: readonly Problem[]): IcsError<"TX_MESSAGE_INVALID"> {
  return new IcsError(
    "TX_MESSAGE_INVALID",
    `The provider would refuse this ${typeUrl.split(".").at(-1)}; nothing was sent\n${problemLines(problems)}`,
    { typeUrl, problems },
  );
}

function bech32(address: string): { readonly prefix: string; readonly data: Uint8Array } | undefined {
  try {
    return fromBech32(address, BECH32_LIMIT);
  } catch {
    return undefined;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 80)}"`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return jsonText(value) ?? "nothing";
}
