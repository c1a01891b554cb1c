import { basename } from "node:path";
import { z } from "zod";
import type { GenesisPatch } from "./genesis/genesis-document.ts";
import { isJsonObject, type Json, type JsonObject, mergeJson } from "./genesis/json.ts";

const chainId = z
  .string()
  .max(50, "at most 50 characters, as CometBFT allows")
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, '.', '_' and '-', for instance consumer-1");
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, "1 to 40 letters, digits, '_' or '-'");
const denom = z.string().regex(/^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/, "a Cosmos denomination, for instance stake");
const seconds = z.number().positive("more than 0 seconds");
const fraction = z.number().min(0, "a number from 0 to 1").max(1, "a number from 0 to 1");
const count = z.int().min(1, "a whole number of 1 or more");
const firstPort = z.int().min(1024, "a port from 1024 to 65000").max(65_000, "a port from 1024 to 65000");
const blockTimeMs = z.int().min(50, "50 ms or more").max(60_000, "60000 ms or less");

/** An object is laid over the genesis file; a function has all the freedom. */
const genesis = z
  .custom<GenesisPatch | JsonObject>((value) => typeof value === "function" || isJsonObject(value as Json), {
    error: "a function from genesis to genesis, or an object that is laid over it",
    abort: true,
  })
  .transform((patch): GenesisPatch => (typeof patch === "function" ? patch : (base) => mergeJson(base, patch)));

/** Whole numbers too big for a JavaScript number may be given as bigint or as digits. */
const wholeNumber = z
  .custom<bigint | number | string>(isWholeNumber, { error: "a whole number: bigint, number or digits", abort: true })
  .transform((value) => BigInt(value));

function isWholeNumber(value: unknown): boolean {
  if (typeof value === "string") return /^-?\d+$/.test(value);
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

const providerValidator = z.strictObject({
  name: name.optional(),
  stake: wholeNumber
    .refine((stake) => stake >= 1_000_000n, "at least 1000000 base units, which is a voting power of 1")
    .default(100_000_000n),
  commissionRate: fraction.default(0.1),
  running: z.boolean().default(true),
});

/** A number N stands for N validators with nothing but defaults. */
const providerValidators = z.preprocess(
  (value) => (Number.isInteger(value) ? Array.from({ length: Math.max(0, Number(value)) }, () => ({})) : value),
  z
    .array(providerValidator, { error: "a number of validators, or a list of them" })
    .min(1, "at least one validator")
    .max(180, "at most 180 validators"),
);

/** A stock binary by its name, one of the user's by its path, or one in a container image of his. */
export type ChainBinary =
  | { readonly name: "pd" | "cd" | "cdd"; readonly path?: undefined; readonly image?: undefined }
  | { readonly name: string; readonly path: string; readonly image?: undefined }
  | { readonly name: string; readonly image: string; readonly path?: string | undefined };

const ownBinary = z.strictObject({ path: z.string().min(1), name: z.string().min(1).optional() });
const ownImage = z.strictObject({
  image: z.string().min(1),
  path: z.string().startsWith("/", "an absolute path inside the image").optional(),
  name: z.string().min(1).optional(),
});

const binaryOf = <Stock extends "pd" | "cd" | "cdd">(stock: readonly [Stock, ...Stock[]]) => {
  const wanted = `${stock.map((name) => `"${name}"`).join(", ")}, { path } of a binary of your own, or { image }`;
  return z
    .union([z.enum(stock), ownBinary, ownImage], { error: wanted })
    .default(stock[0])
    .transform((given): ChainBinary => {
      if (typeof given === "string") return { name: given };
      if ("image" in given) return { ...given, name: given.name ?? given.image };
      return { path: given.path, name: given.name ?? basename(given.path) };
    });
};

const runner = z.enum(["native", "container"], { error: '"native" or "container"' });

const limits = z.strictObject({
  memoryMiB: z.int().min(64, "64 MiB or more").optional(),
  cpus: z.number().positive("more than 0").optional(),
});

const provider = z.strictObject({
  chainId: chainId.default("provider-1"),
  binary: binaryOf(["pd"]),
  runner: runner.optional(),
  limits: limits.optional(),
  validators: providerValidators.default(() => providerValidators.parse(3)),
  denom: denom.default("stake"),
  blockTimeMs: blockTimeMs.optional(),
  blocksPerEpoch: count.default(1),
  unbondingSeconds: seconds.default(1_814_400),
  slashMeterReplenishFraction: fraction.default(1),
  slashMeterReplenishSeconds: seconds.default(3_600),
  ccvTimeoutSeconds: seconds.default(2_419_200),
  votingPeriodSeconds: seconds.default(10),
  signedBlocksWindow: count.default(100),
  minSignedPerWindow: fraction.default(0.5),
  downtimeJailSeconds: seconds.default(60),
  maxValidators: count.default(100),
  maxProviderConsensusValidators: count.default(180),
  trustingPeriodFraction: fraction.default(0.66),
  numberOfEpochsToStartReceivingRewards: count.default(1),
  firstPort: firstPort.optional(),
  genesis: genesis.optional(),
});

const consumerValidator = z.strictObject({
  validator: z.union([z.string(), z.int()], { error: "a validator's name, or its place in the list from 0" }),
  ownKey: z.boolean().default(false),
  running: z.boolean().default(true),
});

const powerShaping = z.strictObject({
  validatorsPowerCap: z.int().min(0, "0 to 100").max(100, "0 to 100").default(0),
  validatorSetCap: z.int().min(0, "0 or more").default(0),
  allowlist: z.array(z.string()).default([]),
  denylist: z.array(z.string()).default([]),
  prioritylist: z.array(z.string()).default([]),
  minStake: wholeNumber.refine((stake) => stake >= 0n, "0 or more").default(0n),
  allowInactiveValidators: z.boolean().default(false),
});

const infraction = z.strictObject({
  slashFraction: fraction,
  jailSeconds: seconds,
  tombstone: z.boolean().default(false),
});

const spawnTime = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))], {
  error: "a date, or its ISO 8601 text with a time zone",
});

const consumer = z.strictObject({
  chainId,
  binary: binaryOf(["cd", "cdd"]),
  runner: runner.optional(),
  limits: limits.optional(),
  addressPrefix: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,39}$/, "a bech32 prefix in lower case, for instance cosmos")
    .default("consumer"),
  coinType: z
    .int()
    .min(0, "a SLIP-44 coin type, for instance 118")
    .max(2 ** 31 - 1, "a SLIP-44 coin type, for instance 118")
    .default(118),
  startFlags: z.array(z.string().min(1, "a flag such as --x-crisis-skip-assert-invariants")).default([]),
  validators: z.array(consumerValidator).min(1, "at least one of the provider's validators"),
  initialHeight: z
    .union([wholeNumber, z.strictObject({ revisionNumber: wholeNumber, revisionHeight: wholeNumber })], {
      error: "a height, or { revisionNumber, revisionHeight }",
    })
    .default(1n),
  spawnTime: spawnTime.optional(),
  spawnDelayMs: z.int().min(0, "0 ms or more").optional(),
  denom: denom.default("stake"),
  blockTimeMs: blockTimeMs.optional(),
  metadata: z
    .strictObject({
      name: z.string().min(1).max(50),
      description: z.string().min(1).max(10_000),
      metadata: z.string().min(1).max(255),
    })
    .default({ name: "icskit consumer", description: "A consumer chain of an icskit testnet", metadata: "icskit" }),
  powerShaping: powerShaping.default(() => powerShaping.parse({})),
  infractions: z.strictObject({ downtime: infraction.optional(), doubleSign: infraction.optional() }).default({}),
  unbondingSeconds: seconds.default(1_728_000),
  ccvTimeoutSeconds: seconds.default(2_419_200),
  transferTimeoutSeconds: seconds.default(3_600),
  consumerRedistributionFraction: fraction.default(0.75),
  blocksPerDistributionTransmission: count.default(20),
  historicalEntries: count.default(10_000),
  connectionId: z.string().default(""),
  rewardDenoms: z.array(denom).optional(),
  providerRewardDenoms: z.array(denom).default([]),
  retryDelaySeconds: seconds.optional(),
  signedBlocksWindow: count.default(100),
  minSignedPerWindow: fraction.default(0.5),
  firstPort: firstPort.optional(),
  genesis: genesis.optional(),
});

/** The shape of a topology with every default filled in; what parts say about each other is checked elsewhere. */
export const topologySchema = z.strictObject({
  blockTimeMs: blockTimeMs.default(250),
  mnemonic: z.string().optional(),
  users: z.int().min(0, "0 to 1000").max(1_000, "0 to 1000").default(0),
  minimumGasPrice: z
    .string()
    .regex(/^\d+(\.\d{1,18})?$/, "a decimal number, for instance 0.001")
    .default("0.001"),
  apiServers: z.boolean().default(false),
  runner: runner.default("native"),
  faults: z.strictObject({ network: z.boolean().default(false) }).default({ network: false }),
  logLevel: z.enum(["debug", "info", "warn", "error", "none"]).default("info"),
  provider: provider.default(() => provider.parse({})),
  consumers: z.array(consumer).default([]),
});

/** A topology that has the right shape. */
export type ParsedTopology = z.output<typeof topologySchema>;
