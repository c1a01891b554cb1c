import * as z from "zod";
import { coin, duration, fraction, hexHash, instantOrDelay, ofKind, onOff, text, wholeNumber } from "./spec-fields.ts";

const list = (wanted: string) => z.array(text(wanted), { error: `a list: ${wanted}` }).default([]);
const section = <Shape extends z.ZodRawShape>(shape: Shape, wanted: string) =>
  z.strictObject(shape, { error: ofKind(wanted) });

const infraction = section(
  { slashFraction: fraction, jailDuration: duration, tombstone: onOff.default(false) },
  "an object with slashFraction, jailDuration and tombstone",
);

const initialization = section(
  {
    spawnTime: instantOrDelay,
    initialHeight: wholeNumber(1n, "a height above 0").prefault(1),
    genesisHash: hexHash.default(""),
    binaryHash: hexHash.default(""),
    unbondingPeriod: duration.prefault("20d"),
    ccvTimeoutPeriod: duration.prefault("28d"),
    transferTimeoutPeriod: duration.prefault("1h"),
    consumerRedistributionFraction: fraction.default("0.75"),
    blocksPerDistributionTransmission: wholeNumber(1n, "a number of blocks above 0").prefault(1_000),
    historicalEntries: wholeNumber(1n, "a number above 0").prefault(10_000),
    distributionTransmissionChannel: z.string({ error: "a channel id" }).default(""),
    connectionId: z.string({ error: "a connection id" }).default(""),
  },
  "an object with spawnTime and the other initialization parameters",
);

const powerShaping = section(
  {
    validatorsPowerCap: z.int({ error: "0 to 100 percent" }).min(0).max(100).default(0),
    validatorSetCap: z.int({ error: "a number of validators" }).min(0).default(0),
    allowlist: list("a provider address cosmosvalcons1…"),
    denylist: list("a provider address cosmosvalcons1…"),
    prioritylist: list("a provider address cosmosvalcons1…"),
    minStake: wholeNumber(0n, "base units of stake").prefault(0),
    allowInactiveValidators: onOff.default(false),
  },
  "an object with power-shaping parameters",
);

const rewards = section(
  {
    denoms: list("a denom of the consumer"),
    providerDenoms: list("a denom of the provider"),
    allowlist: list("a denom as the provider knows it: ibc/…"),
  },
  "an object with denoms, providerDenoms and allowlist",
);

const genesis = section(
  {
    base: text("a path").optional(),
    out: text("a path").default("genesis.json"),
    time: z.iso.datetime({ offset: true, error: "a time such as 2027-01-31T12:00:00Z" }).optional(),
    retryDelayPeriod: duration.optional(),
    accounts: z
      .array(
        section(
          {
            address: text("an address of the consumer"),
            coins: z.array(coin, { error: "a list of coins" }).min(1, "at least one coin"),
          },
          "an object with address and coins",
        ),
        { error: "a list of accounts" },
      )
      .default([]),
    changes: z.record(z.string(), z.unknown(), { error: "an object that is merged into the genesis file" }).default({}),
    consumerVersion: z
      .enum(["v7", "v6.4", "v6", "v5", "v4.5", "v4"], { error: "one of v7, v6.4, v6, v5, v4.5 and v4" })
      .default("v7"),
  },
  "an object with base, out, time, accounts and changes",
);

/** What a consumer is to be: the schema of a spec file's part that every command reads. Unknown fields are refused. */
export const consumerSpecFields = {
  chainId: text("a chain id"),
  metadata: section(
    { name: text("a name"), description: text("a description"), metadata: text("free text, often a link") },
    "an object with name, description and metadata",
  ),
  initialization,
  powerShaping: powerShaping.prefault({}),
  infractions: section(
    { doubleSign: infraction.optional(), downtime: infraction.optional() },
    "an object with doubleSign and downtime",
  ).prefault({}),
  rewards: rewards.prefault({}),
  genesis: genesis.prefault({}),
  binary: text("a path").optional(),
  firstPacket: section(
    { delegate: coin, validator: text("an operator address cosmosvaloper1…").optional() },
    "an object with delegate",
  ).optional(),
};

/** What a consumer is to be. */
export const consumerSpecSchema = z.strictObject(consumerSpecFields, { error: ofKind("an object") });

/** What a consumer is to be, checked. */
export type ConsumerSpec = z.output<typeof consumerSpecSchema>;
