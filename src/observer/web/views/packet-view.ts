import type * as z from "zod";
import { vscLatency } from "../../latency.ts";
import type { SlashRequest } from "../../slash-requests.ts";
import { slashRequestStatus } from "../../summary-totals.ts";
import type { SlashTimeline, VscTimeline } from "../../timeline.ts";
import { vscProgress } from "../../vsc-progress.ts";
import type { slashRequest, vscPacket } from "../schemas/packet-schema.ts";

/** A VSC packet as the API gives it, at a time of the consumer's clock. */
export function vscPacketView(vsc: VscTimeline, consumerClock: Date): z.input<typeof vscPacket> {
  const { sequence, sent, received, applied, acknowledged, timedOut } = vsc;
  const { packet, timeoutTime } = sent ?? received ?? {};
  const latency = vscLatency(vsc);
  return {
    sequence,
    ...vscProgress(vsc, consumerClock),
    valsetUpdateId: packet?.valsetUpdateId,
    updates: packet?.validatorUpdates.length,
    slashAcknowledgements: packet?.slashAcknowledgements ?? [],
    timeoutTime,
    ...{ sent, received, applied, acknowledged, timedOut },
    receivedSeconds: latency.sentToReceivedSeconds,
    acknowledgedSeconds: latency.sentToAcknowledgedSeconds,
  };
}

/** A slash request and its packets as the API gives them. */
export function slashRequestView(request: SlashRequest): z.input<typeof slashRequest> {
  const { requested, tries, outcome, retry } = request;
  const { consumerConsensusAddress, infraction, valsetUpdateId } = requested;
  return {
    ...{ requested, consumerConsensusAddress, infraction, valsetUpdateId },
    status: slashRequestStatus(request),
    dropReason: outcome?.dropReason,
    tries: tries.map(tryView),
    executedOn: tries.at(-1)?.received?.executedOn,
    jailed: outcome?.jailed,
    providerPowerGone: outcome?.providerPowerGone,
    consumerPowerGone: outcome?.consumerPowerGone,
    retryNotBefore: retry?.notBefore,
  };
}

function tryView(slash: SlashTimeline): z.input<typeof slashRequest>["tries"][number] {
  const { sequence, sent, received, acknowledged, timedOut } = slash;
  const verdict = received?.verdict.kind ?? acknowledged?.verdict?.kind;
  return { sequence, timeoutTime: sent?.timeoutTime, verdict, ...{ sent, received, acknowledged, timedOut } };
}
