import type { Server } from "node:http";
import type { AllowedHosts } from "../../http/allowed-host.ts";
import { listen } from "../../http/listen.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { ServedService } from "./observed-service.ts";
import type { StreamOptions } from "./routes/event-stream.ts";

/** Where the server listens, and how it behaves. */
export interface ObserverServerOptions
  extends Partial<AllowedHosts>,
    Partial<Omit<StreamOptions, "signal" | "logger">> {
  /** Default `127.0.0.1`: nobody but this machine. */
  readonly host?: string;
  /** Default 0, any that is free. */
  readonly port?: number;
  /** Also the figures of this process; default true. */
  readonly processMetrics?: boolean;
  /** Of the API's description; default `0.0.0`. */
  readonly version?: string;
  readonly logger?: Logger;
}

/** A server that answers; closed with the service, or before. */
export interface ObserverServer extends AsyncDisposable {
  /** Of the page, for instance `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops answering, and ends every stream of events. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves what an observer knows: a page for people at `/`, a JSON API described by `/openapi.json`, server-sent events
 * at `/api/v1/events`, Prometheus metrics at `/metrics`, and `/health` with 200 or 503. It only reads, and refuses names
 * that are not its own and requests that another site's page makes. Loads the web framework when it is called.
 * @throws CONFIG_INVALID where the address cannot be listened at
 */
export async function startObserverServer(
  service: ServedService,
  options: ObserverServerOptions = {},
): Promise<ObserverServer> {
  const { host = "127.0.0.1", port = 0, logger = silentLogger } = options;
  const [{ createAdaptorServer }, { createApp }, { readPageFiles }, { ObserverMetrics }] = await Promise.all([
    import("@hono/node-server"),
    import("./app.ts"),
    import("./page-files.ts"),
    import("../metrics.ts"),
  ]);
  const closing = new AbortController();
  const app = createApp(service, {
    hosts: { host, allowedHosts: options.allowedHosts ?? [] },
    page: await readPageFiles(),
    metrics: new ObserverMetrics({ processMetrics: options.processMetrics ?? true }),
    stream: {
      signal: closing.signal,
      beatMs: options.beatMs ?? 1_000,
      patienceMs: options.patienceMs ?? 30_000,
      maxSubscribers: options.maxSubscribers ?? 200,
    },
    logger,
    version: options.version ?? "0.0.0",
  });
  // Its own server is node:http's: the library's type covers HTTP/2 as well.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const listening = await listen(server, { host, port });
  const close = async (): Promise<void> => {
    closing.abort();
    await listening[Symbol.asyncDispose]();
  };
  return { url: listening.url, close, [Symbol.asyncDispose]: close };
}
