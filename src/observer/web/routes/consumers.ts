import { Hono } from "hono";
import type { DroppedMessages, ObserverMessage } from "../../service/observer-message.ts";
import type { ServedConsumer, ServedService } from "../observed-service.ts";
import { messageList } from "../schemas/message-schema.ts";
import { slashRequestList, vscPacketList } from "../schemas/packet-schema.ts";
import {
  consumerPath,
  consumersQuery,
  messagesQuery,
  slashRequestsQuery,
  vscPacketsQuery,
} from "../schemas/query-schema.ts";
import { consumer, consumerList } from "../schemas/summary-schema.ts";
import { consumerView, glanceView } from "../views/consumer-view.ts";
import { messageView } from "../views/message-view.ts";
import { slashRequestView, vscPacketView } from "../views/packet-view.ts";
import { answer, consumerOf, readQuery, refuse } from "./answer.ts";

/** What is known of the consumers, in pages. */
export function consumerRoutes(service: ServedService): Hono {
  const routes = new Hono();
  routes.get("/", (context) => {
    const { after, limit } = readQuery(context, consumersQuery);
    const all = service.consumers.toSorted(byId);
    const start = after === undefined ? 0 : all.findIndex(({ consumerId }) => consumerId === after) + 1;
    if (after !== undefined && start === 0) throw refuse(context, 404, { error: `Consumer ${after} is not observed` });
    const page = all.slice(start, start + limit);
    const next = start + limit < all.length ? page.at(-1)?.consumerId : undefined;
    return answer(context, consumerList, {
      consumers: page.map((each) => glanceView(each.summary())),
      total: all.length,
      next,
    });
  });
  routes.get("/:consumerId", (context) => {
    return answer(context, consumer, consumerView(consumerOf(context, consumerPath, service).summary()));
  });
  routes.get("/:consumerId/events", (context) => {
    const { consumerId } = consumerOf(context, consumerPath, service);
    const { after, limit } = readQuery(context, messagesQuery);
    return answer(context, messageList, { runId: service.runId, ...messages(service, consumerId, after, limit) });
  });
  routes.get("/:consumerId/vsc-packets", (context) => {
    const served = consumerOf(context, consumerPath, service);
    const { before, limit } = readQuery(context, vscPacketsQuery);
    const bySequence = [...served.timeline.vscPackets.values()].toSorted((a, b) => (a.sequence > b.sequence ? -1 : 1));
    const older = before === undefined ? bySequence : bySequence.filter(({ sequence }) => sequence < BigInt(before));
    const page = older.slice(0, limit);
    const { consumer: onConsumer, provider, at } = served.summary();
    const clock = onConsumer?.time ?? provider?.time ?? at;
    return answer(context, vscPacketList, {
      packets: page.map((vsc) => vscPacketView(vsc, clock)),
      total: bySequence.length,
      next: older.length > limit ? page.at(-1)?.sequence : undefined,
    });
  });
  routes.get("/:consumerId/slash-requests", (context) => {
    const { requests } = consumerOf(context, consumerPath, service).summary().slash;
    const { before = requests.length, limit } = readQuery(context, slashRequestsQuery);
    const start = Math.max(0, before - limit);
    const page = requests.slice(start, before).toReversed().map(slashRequestView);
    return answer(context, slashRequestList, { requests: page, total: requests.length, next: start || undefined });
  });
  return routes;
}

/** The newest, or those after a position; `missed` counts what is no longer kept. */
function messages(service: ServedService, consumerId: string, after: number | undefined, limit: number) {
  const kept = service.recent({ after: after ?? 0, consumerId, ...(after !== undefined && { limit: limit + 2 }) });
  const told = kept.filter(isMessage);
  const missed = after === undefined ? 0 : kept.reduce((sum, each) => sum + (isMessage(each) ? 0 : each.count), 0);
  const page = after === undefined ? told.slice(-limit) : told.slice(0, limit);
  const next = after !== undefined && told.length > limit ? page.at(-1)?.position : undefined;
  return { messages: page.map(messageView), missed, next };
}

function isMessage(each: ObserverMessage | DroppedMessages): each is ObserverMessage {
  return each.type !== "dropped";
}

function byId(left: ServedConsumer, right: ServedConsumer): number {
  return BigInt(left.consumerId) < BigInt(right.consumerId) ? -1 : 1;
}
