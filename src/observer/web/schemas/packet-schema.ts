import * as z from "zod";
import { slashRequestStatuses } from "../../summary-totals.ts";
import { moment, seconds, time, wholeNumber } from "./wire.ts";

/** One VSC packet on its way. */
export const vscPacket = z
  .object({
    sequence: wholeNumber,
    status: z.enum(["sent", "received", "acknowledged", "refused", "timed-out"]),
    valsetUpdateId: wholeNumber.optional(),
    updates: z.number().int().optional().meta({ description: "How many validators it changes" }),
    slashAcknowledgements: z.array(z.string()).readonly(),
    sent: moment.optional(),
    timeoutTime: time.optional(),
    secondsToTimeout: seconds.optional().meta({ description: "While it is on its way, by the consumer's clock" }),
    received: moment.optional(),
    applied: moment.extend({ effectiveHeight: wholeNumber }).optional(),
    acknowledged: moment.optional(),
    timedOut: moment.optional(),
    receivedSeconds: seconds.optional().meta({ description: "From sent to received, between block times" }),
    acknowledgedSeconds: seconds.optional(),
  })
  .meta({ id: "VscPacket" });

const slashTry = z
  .object({
    sequence: wholeNumber,
    sent: moment.optional(),
    timeoutTime: time.optional(),
    received: moment.optional(),
    verdict: z.enum(["handled", "bounced", "v1", "error"]).optional(),
    acknowledged: moment.optional(),
    timedOut: moment.optional(),
  })
  .meta({ id: "SlashTry", description: "One packet; each but the last has bounced" });

/** A punishment that the consumer asked for. */
export const slashRequest = z
  .object({
    requested: moment,
    consumerConsensusAddress: z.string(),
    infraction: z.enum(["downtime", "double-sign"]),
    valsetUpdateId: wholeNumber,
    status: z.enum(slashRequestStatuses),
    dropReason: z.enum(["not-launched", "not-in-set", "not-slashable", "unknown"]).optional(),
    tries: z.array(slashTry),
    executedOn: z.string().optional().meta({ description: "The validator's consensus address on the provider" }),
    jailed: moment.optional(),
    providerPowerGone: moment.optional(),
    consumerPowerGone: moment.optional(),
    retryNotBefore: time.optional(),
  })
  .meta({ id: "SlashRequest" });

/** VSC packets, newest first. */
export const vscPacketList = z
  .object({
    packets: z.array(vscPacket),
    total: z.number().int().meta({ description: "Those kept; old finished ones are forgotten" }),
    next: wholeNumber.optional().meta({ description: "`before` of the next page; absent on the last" }),
  })
  .meta({ id: "VscPacketList" });

/** Slash requests, newest first. */
export const slashRequestList = z
  .object({
    requests: z.array(slashRequest),
    total: z.number().int(),
    next: z.number().int().optional().meta({ description: "`before` of the next page; absent on the last" }),
  })
  .meta({ id: "SlashRequestList" });
