import type * as z from "zod";
import type { ConsumerSummary } from "../../summary/consumer-summary.ts";
import { ofBothChains, slashTotals } from "../../summary-totals.ts";
import type { consumer, glance } from "../schemas/summary-schema.ts";
import { findings } from "./findings.ts";

/** The part of a summary that lists show. */
export function glanceView(summary: ConsumerSummary): z.input<typeof glance> {
  const { consumerId, name, chainId, at, health, phase, setLag, provider, consumer } = summary;
  return { consumerId, name, chainId, at, health, phase, setLag, provider, consumer };
}

/** A summary as the API gives it: totals instead of the packets, which have lists of their own. */
export function consumerView(summary: ConsumerSummary): z.input<typeof consumer> {
  const { phaseSince, removalTime, channel, vsc, clients, validators, rewards } = summary;
  const { violations, disagreements, missing, restarts, launchFailures } = summary;
  const { meter, allowance, nextReplenishTime, requests } = summary.slash;
  return {
    ...glanceView(summary),
    phaseSince,
    removalTime,
    channel,
    vsc,
    slash: { meter, allowance, nextReplenishTime, requests: requests.length, outcomes: slashTotals(requests) },
    clients,
    validators,
    rewards,
    counts: {
      violations: violations.length,
      disagreements: ofBothChains(disagreements),
      missing: ofBothChains(missing),
      restarts: ofBothChains(restarts),
      launchFailures: launchFailures.length,
    },
    findings: findings(summary),
  };
}
