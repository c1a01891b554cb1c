import * as z from "zod";
import { consumerPhases } from "../../../ccv/phase.ts";
import { slashRequestStatuses } from "../../summary-totals.ts";
import { health } from "./health-schema.ts";
import { consumerId, moment, role, seconds, time, wholeNumber } from "./wire.ts";

const progress = z
  .object({
    chainId: z.string(),
    height: wholeNumber,
    time,
    seenAt: time.optional().meta({ description: "By the observer's clock; absent for history" }),
    tip: wholeNumber.optional().meta({ description: "The chain's latest height when observing began" }),
  })
  .meta({ id: "ChainProgress", description: "How far a chain was read" });

const channelEnd = z
  .object({
    channelId: z.string(),
    state: z.enum(["opening", "open", "closed"]).meta({
      description: "By what was seen of it, else by the last reading of its chain's state",
    }),
    opened: moment.optional(),
    closed: moment.extend({ cause: z.enum(["timeout", "self", "counterparty"]) }).optional(),
  })
  .meta({ id: "ChannelEnd" });

const channel = z
  .object({
    status: z.enum(["none", "opening", "open", "half-closed", "closed"]),
    meaning: z.string(),
    provider: channelEnd.optional(),
    consumer: channelEnd.optional(),
    frozenSince: wholeNumber.optional().meta({
      description: "Height of the consumer from which the set can no longer change",
    }),
  })
  .meta({ id: "Channel", description: "The CCV channel" });

const setLag = z
  .object({
    isBehind: z.boolean(),
    receivedValsetUpdateId: wholeNumber.optional(),
    newestValsetUpdateId: wholeNumber.optional(),
    packetsBehind: z.number().int(),
    seconds: seconds.optional(),
    blocks: wholeNumber.optional(),
  })
  .meta({ id: "SetLag", description: "How far the consumer's set is behind what the provider computed" });

const client = z
  .object({
    clientId: z.string(),
    status: z.string().meta({ description: "As ibc-go says it: Active, Expired, Frozen, Unauthorized or Unknown" }),
    latestHeight: wholeNumber,
    trustingPeriodSeconds: z.number(),
    expiresAt: time.optional(),
    secondsToExpiry: seconds.optional(),
  })
  .meta({ id: "LightClient", description: "A chain's light client of the other chain" });

const quantiles = z.object({ p50: seconds, p99: seconds, count: z.number().int() }).meta({ id: "Quantiles" });

const vsc = z
  .object({
    sent: z.number().int(),
    received: z.number().int(),
    acknowledged: z.number().int(),
    timedOut: z.number().int(),
    refused: z.number().int(),
    pending: z.number().int(),
    oldestPending: z
      .object({
        sequence: wholeNumber,
        valsetUpdateId: wholeNumber,
        sentAt: time,
        sentHeight: wholeNumber,
        timeoutTime: time,
        secondsToTimeout: seconds,
      })
      .optional(),
    queue: z
      .object({
        valsetUpdateIds: z.array(wholeNumber).readonly(),
        waitsFor: z.enum(["channel", "client", "epoch"]),
        clientStatus: z.string().optional(),
      })
      .optional()
      .meta({ description: "Changes that wait on the provider" }),
    latency: z.object({
      receivedSeconds: quantiles.optional(),
      acknowledgedSeconds: quantiles.optional(),
      acknowledgedBlocks: quantiles.optional(),
    }),
  })
  .meta({ id: "VscTotals", description: "Validator-set change packets" });

const slash = z
  .object({
    meter: wholeNumber.optional(),
    allowance: wholeNumber.optional(),
    nextReplenishTime: time.optional(),
    requests: z.number().int(),
    outcomes: z.record(z.enum(slashRequestStatuses), z.number().int()),
  })
  .meta({ id: "SlashTotals", description: "The slash meter, and requests by what became of them" });

const validator = z
  .object({
    providerConsensusAddress: z.string().optional(),
    consumerConsensusAddress: z.string(),
    providerPower: wholeNumber.optional(),
    consumerPower: wholeNumber.optional(),
  })
  .meta({ id: "Validator", description: "A validator as both chains have it" });

const finding = z
  .object({
    kind: z.enum(["violation", "disagreement", "missing", "restart", "launch-failure", "observer-failure"]),
    title: z.string(),
    text: z.string(),
    chain: role.optional(),
    height: wholeNumber.optional(),
    time: time.optional(),
  })
  .meta({ id: "Finding", description: "Something that should not be: latest first, the last 100" });

/** What a list shows of a consumer. */
export const glance = z
  .object({
    consumerId,
    name: z.string().optional(),
    chainId: z.string().optional(),
    at: time,
    health,
    phase: z.enum(consumerPhases as [(typeof consumerPhases)[number]]).optional(),
    setLag,
    provider: progress.optional(),
    consumer: progress.optional(),
  })
  .meta({ id: "ConsumerGlance" });

const coins = z.string().meta({ description: "Coins as text; empty for none", example: "24500ibc/0A1B" });

const rewards = z
  .object({
    splits: z.number().int(),
    scheduled: z.number().int(),
    distributions: z.number().int(),
    lastSplit: moment
      .extend({ total: coins, toProvider: coins, fraction: z.string().meta({ description: "Kept by the consumer" }) })
      .optional()
      .meta({ description: "Fees of the consumer, and the provider's part of them, which was sent" }),
    lastScheduled: moment
      .extend({ denom: z.string(), amount: wholeNumber })
      .optional()
      .meta({ description: "What arrived on the provider and waits to be distributed" }),
    lastDistributed: moment
      .extend({ total: coins, distributed: coins, communityPool: coins })
      .optional()
      .meta({ description: "What went to validators and their delegators, and to the community pool" }),
  })
  .meta({ id: "Rewards", description: "How many rewards were seen on their way, with the last ones" });

/** Everything that is known of a consumer now, but for its packets. */
export const consumer = z
  .object({
    ...glance.shape,
    phaseSince: moment.optional(),
    removalTime: time.optional(),
    channel,
    vsc,
    slash,
    clients: z.object({ provider: client.optional(), consumer: client.optional() }),
    validators: z.array(validator).readonly(),
    rewards,
    counts: z.object({
      violations: z.number().int(),
      disagreements: z.number().int(),
      missing: z.number().int(),
      restarts: z.number().int(),
      launchFailures: z.number().int(),
    }),
    findings: z.array(finding),
  })
  .meta({ id: "Consumer" });

/** A page of consumers. */
export const consumerList = z
  .object({
    consumers: z.array(glance),
    total: z.number().int(),
    next: consumerId.optional().meta({ description: "`after` of the next page; absent on the last" }),
  })
  .meta({ id: "ConsumerList" });
