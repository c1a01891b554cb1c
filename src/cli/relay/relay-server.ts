import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { jsonText } from "../../errors.ts";
import { isAllowedHost } from "../../http/allowed-host.ts";
import { type Listening, listen } from "../../http/listen.ts";
import type { ListenAddress } from "../../http/listen-address.ts";
import { type RelayerStatus, unhealthyBecause } from "../../relayer/service/relayer-status.ts";

/** What the server tells. */
export interface RelayServerOptions extends ListenAddress {
  /** Names, besides the address itself, under which the server may be asked. */
  readonly allowedHosts?: readonly string[];
  /** A text instead of a status says what is waited for before there is one. */
  readonly status: () => RelayerStatus | string;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * Serves `/metrics` and `/health` to who asks by an address, not by a name that a foreign page made up.
 * @throws CONFIG_INVALID where the address cannot be listened at
 */
export async function startRelayServer(options: RelayServerOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (reply) => send(request, response, reply),
      (error: unknown) => send(request, response, text(500, String(error))),
    );
  });
  return await listen(server, options);
}

interface Reply {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

async function answer(request: IncomingMessage, options: RelayServerOptions): Promise<Reply> {
  if (!isAllowedHost(request.headers.host, options)) {
    return text(403, "This name is not one of the relayer's: ask by its address, or add the name to allowedHosts");
  }
  if (request.method !== "GET" && request.method !== "HEAD") return text(405, "Only GET is answered");
  switch (request.url?.split("?", 1)[0]) {
    case "/metrics": {
      const metrics = await options.metrics();
      return { code: 200, type: metrics.contentType, body: metrics.text };
    }
    case "/health":
      return health(options.status());
    default:
      return text(404, "There are /metrics and /health");
  }
}

/** 200 only where every path relays with active clients at both ends. */
export function health(status: RelayerStatus | string): Reply {
  if (typeof status === "string") return json(503, { healthy: false, reasons: [status], paths: [] });
  const paths = status.paths.map((path) => ({ ...path, unhealthyBecause: unhealthyBecause(path) }));
  const reasons = paths.flatMap(({ name, unhealthyBecause: why }) => (why === undefined ? [] : [`${name}: ${why}`]));
  return json(reasons.length === 0 ? 200 : 503, { healthy: reasons.length === 0, reasons, ...status, paths });
}

function send(request: IncomingMessage, response: ServerResponse, { code, type, body }: Reply): void {
  response.writeHead(code, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(code === 405 && { allow: "GET, HEAD" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function text(code: number, body: string): Reply {
  return { code, type: "text/plain; charset=utf-8", body: `${body}\n` };
}

function json(code: number, body: unknown): Reply {
  return { code, type: "application/json; charset=utf-8", body: `${jsonText(body)}\n` };
}
