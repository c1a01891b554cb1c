import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { errorMessage } from "../../errors.ts";
import type { AllowedHosts } from "../../http/allowed-host.ts";
import type { Logger } from "../../logger.ts";
import type { ObserverMetrics } from "../metrics.ts";
import { guard } from "./guard.ts";
import { headers } from "./headers.ts";
import type { ServedService } from "./observed-service.ts";
import { openApiDocument } from "./openapi.ts";
import type { PageFiles } from "./page-files.ts";
import { consumerRoutes } from "./routes/consumers.ts";
import { eventStreamRoutes, type StreamOptions } from "./routes/event-stream.ts";
import { overallHealth } from "./schemas/health-schema.ts";
import { overallHealthView } from "./views/health-view.ts";

/** What the app is made of. */
export interface AppOptions {
  readonly hosts: AllowedHosts;
  readonly page: PageFiles;
  readonly metrics: ObserverMetrics;
  readonly stream: Omit<StreamOptions, "logger">;
  readonly logger: Logger;
  readonly version: string;
}

/** Every answer of the server, as a function from request to response. */
export function createApp(service: ServedService, options: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const { page, metrics } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(headers(page.scriptHashes), guard(options.hosts));
  app.use("/assets/*", etag(), compress());
  app.use("/api/*", async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  app.route("/api/v1/consumers", consumerRoutes(service));
  app.route("/api/v1/events", eventStreamRoutes(service, { ...options.stream, logger: options.logger }));
  app.get("/", (context) => context.html(page.document));
  app.get("/assets/:name", (context) => {
    const file = page.assets.get(context.req.param("name"));
    if (file === undefined) return context.notFound();
    return context.body(file.text, 200, { "content-type": file.type, "cache-control": "no-cache" });
  });
  app.get("/metrics", async (context) => {
    const text = await metrics.text(service.consumers.map((each) => each.summary()));
    return context.body(text, 200, { "content-type": metrics.contentType });
  });
  app.get("/health", (context) => {
    const health = overallHealthView(service.consumers.map((each) => each.summary()));
    return context.json(overallHealth.parse(health), health.healthy ? 200 : 503, { "cache-control": "no-store" });
  });
  const document = openApiDocument(options.version);
  app.get("/openapi.json", (context) => context.json(document));
  app.notFound((context) => context.json({ error: "There is nothing here: /openapi.json lists what there is" }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    options.logger.error("The observer's server failed to answer", {
      path: context.req.path,
      error: errorMessage(error),
    });
    return context.json({ error: "The observer failed to answer; its log says why" }, 500);
  });
  return app;
}
