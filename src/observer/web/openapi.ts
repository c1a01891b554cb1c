import type * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject } from "zod-openapi";
import { overallHealth } from "./schemas/health-schema.ts";
import { dropped, message, messageList } from "./schemas/message-schema.ts";
import { slashRequestList, vscPacketList } from "./schemas/packet-schema.ts";
import {
  consumerPath,
  consumersQuery,
  messagesQuery,
  refusal,
  slashRequestsQuery,
  streamQuery,
  vscPacketsQuery,
} from "./schemas/query-schema.ts";
import { consumer, consumerList } from "./schemas/summary-schema.ts";

const streamText = `Server-sent events, named as the type of the message they carry: event, violation, health, failure.
Besides these: summary (a consumer as it is now), beat (nothing else to tell, once a second), dropped (messages are
missing; a stream that fell behind ends with it), reset (the Last-Event-ID is of another run). A client that sends the
last id it saw as Last-Event-ID continues after it.`;

/** The description of the API, made of the schemas that shape its answers. */
export function openApiDocument(version: string): object {
  return createDocument({
    openapi: "3.1.1",
    info: { title: "icskit observer", version, description: "What an observer knows of consumer chains. Read-only." },
    paths: {
      "/api/v1/consumers": {
        get: operation("listConsumers", "Consumers by id", consumerList, { query: consumersQuery }),
      },
      "/api/v1/consumers/{consumerId}": {
        get: operation("getConsumer", "One consumer as it is now", consumer, { path: consumerPath }),
      },
      "/api/v1/consumers/{consumerId}/events": {
        get: operation("listEvents", "What was observed, oldest first", messageList, {
          path: consumerPath,
          query: messagesQuery,
        }),
      },
      "/api/v1/consumers/{consumerId}/vsc-packets": {
        get: operation("listVscPackets", "VSC packets, newest first", vscPacketList, {
          path: consumerPath,
          query: vscPacketsQuery,
        }),
      },
      "/api/v1/consumers/{consumerId}/slash-requests": {
        get: operation("listSlashRequests", "Slash requests, newest first", slashRequestList, {
          path: consumerPath,
          query: slashRequestsQuery,
        }),
      },
      "/api/v1/events": { get: streamOperation() },
      "/health": {
        get: {
          ...operation("getHealth", "Whether every consumer is secured, or on its way there", overallHealth, {}),
          responses: { "200": json("Every one is", overallHealth), "503": json("Not every one is", overallHealth) },
        },
      },
      "/metrics": {
        get: { operationId: "getMetrics", summary: "Metrics for Prometheus", responses: { "200": text("text/plain") } },
      },
    },
    components: { schemas: { Message: message, Dropped: dropped } },
  });
}

function operation(
  operationId: string,
  summary: string,
  schema: z.ZodType,
  requestParams: { readonly path?: z.ZodObject; readonly query?: z.ZodObject },
): ZodOpenApiOperationObject {
  const refusals = {
    ...(requestParams.query && { "400": json("The query cannot be read", refusal) }),
    ...(requestParams.path && { "404": json("No such consumer is observed", refusal) }),
  };
  return { operationId, summary, requestParams, responses: { "200": json("OK", schema), ...refusals } };
}

function streamOperation(): ZodOpenApiOperationObject {
  return {
    operationId: "streamEvents",
    summary: "What is observed, as it happens",
    description: streamText,
    requestParams: { query: streamQuery },
    responses: {
      "200": text("text/event-stream"),
      "400": json("The query cannot be read", refusal),
      "404": json("No such consumer is observed", refusal),
      "503": json("Too many subscribers", refusal),
    },
  };
}

function json(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema } } };
}

function text(type: string) {
  return { description: "OK", content: { [type]: { schema: { type: "string" as const } } } };
}
