import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { errorMessage, jsonText } from "../../../errors.ts";
import type { Logger } from "../../../logger.ts";
import type { DroppedMessages, ObserverMessage } from "../../service/observer-message.ts";
import type { ServedService } from "../observed-service.ts";
import { message } from "../schemas/message-schema.ts";
import { streamQuery } from "../schemas/query-schema.ts";
import { consumer } from "../schemas/summary-schema.ts";
import { consumerView } from "../views/consumer-view.ts";
import { messageView } from "../views/message-view.ts";
import { readQuery, refuse } from "./answer.ts";

/** How a stream of events behaves. */
export interface StreamOptions {
  /** Ends every stream: the server is being closed. */
  readonly signal: AbortSignal;
  /** How often a summary is sent, and that the stream lives; default 1,000. */
  readonly beatMs: number;
  /** A subscriber who took nothing in for so long is cut off; default 30,000. */
  readonly patienceMs: number;
  /** At most so many at a time; default 200. */
  readonly maxSubscribers: number;
  readonly logger: Logger;
}

/** Server-sent events, which a browser resumes by itself after the last id that it saw. */
export function eventStreamRoutes(service: ServedService, options: StreamOptions): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  let subscribers = 0;
  routes.get("/", (context) => {
    const { consumer: consumerId, summary } = readQuery(context, streamQuery);
    if (consumerId !== undefined && service.consumer(consumerId) === undefined) {
      throw refuse(context, 404, { error: `Consumer ${consumerId} is not observed` });
    }
    if (context.req.method === "HEAD") return context.body(null, 200, { "content-type": "text/event-stream" });
    if (subscribers >= options.maxSubscribers) throw refuse(context, 503, { error: "Too many subscribers" });
    subscribers += 1;
    const withSummary = summary === "true" ? consumerId : undefined;
    return streamSSE(context, async (stream) => {
      const subscriber = new Subscriber(context, stream, service, options);
      try {
        await subscriber.serve(consumerId, withSummary);
      } finally {
        subscribers -= 1;
      }
    });
  });
  return routes;
}

/** One stream; what it sends waits until the subscriber has taken in what came before. */
class Subscriber {
  readonly #stream: SSEStreamingApi;
  readonly #service: ServedService;
  readonly #options: StreamOptions;
  readonly #resumeAfter: string | undefined;
  readonly #cut: () => void;
  readonly #ended = new AbortController();
  #writingSince: number | undefined;

  constructor(
    context: Context<{ Bindings: HttpBindings }>,
    stream: SSEStreamingApi,
    service: ServedService,
    options: StreamOptions,
  ) {
    this.#stream = stream;
    this.#service = service;
    this.#options = options;
    this.#resumeAfter = context.req.header("last-event-id");
    this.#cut = () => context.env.outgoing.destroy();
    stream.onAbort(() => this.#ended.abort());
  }

  async serve(consumerId: string | undefined, withSummary: string | undefined): Promise<void> {
    const signal = AbortSignal.any([this.#ended.signal, this.#options.signal]);
    const after = await this.#start();
    const beat = setInterval(() => this.#beat(withSummary), this.#options.beatMs);
    try {
      this.#beat(withSummary);
      const filter = { ...(consumerId !== undefined && { consumerId }), ...(after !== undefined && { after }) };
      let isResuming = after !== undefined;
      for await (const told of this.#service.events({ ...filter, signal })) {
        await this.#tell(told);
        if (told.type === "dropped" && !isResuming) return;
        isResuming = false;
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      clearInterval(beat);
    }
  }

  /** Where to begin: after the last id that was seen, if it is of this run. */
  async #start(): Promise<number | undefined> {
    const [, runId, position] = /^([0-9a-z]+)-(\d{1,15})$/.exec(this.#resumeAfter ?? "") ?? [];
    const isThisRun = runId === this.#service.runId;
    if (this.#resumeAfter !== undefined && !isThisRun) await this.#send("reset", { runId: this.#service.runId });
    return isThisRun ? Number(position) : undefined;
  }

  async #tell(told: ObserverMessage | DroppedMessages): Promise<void> {
    const id = `${this.#service.runId}-${told.position}`;
    if (told.type === "dropped") await this.#send("dropped", { position: told.position, count: told.count }, id);
    else await this.#send(told.type, message.parse(messageView(told)), id);
  }

  /** Left out while the subscriber is still taking in what came before: only the newest summary matters. */
  #beat(withSummary: string | undefined): void {
    try {
      this.#tellState(withSummary);
    } catch (error) {
      this.#fail(error);
    }
  }

  #tellState(withSummary: string | undefined): void {
    if (this.#writingSince !== undefined) {
      if (performance.now() - this.#writingSince > this.#options.patienceMs) this.#cut();
      return;
    }
    const served = withSummary === undefined ? undefined : this.#service.consumer(withSummary);
    const summary = served?.summary();
    if (summary === undefined) void this.#send("beat", {});
    else void this.#send("summary", consumer.parse(consumerView(summary)));
  }

  /** The subscriber asks again, and gets no more than that the stream has ended. */
  #fail(error: unknown): void {
    this.#options.logger.error("A stream of events has failed", { error: errorMessage(error) });
    this.#ended.abort();
  }

  async #send(event: string, data: unknown, id?: string): Promise<void> {
    this.#writingSince ??= performance.now();
    await this.#stream.writeSSE({ event, data: jsonText(data) ?? "", ...(id !== undefined && { id }) });
    this.#writingSince = undefined;
  }
}
