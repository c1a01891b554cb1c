import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { jsonText } from "../errors.ts";
import { isAllowedHost } from "../http/allowed-host.ts";
import { type Listening, listen } from "../http/listen.ts";
import type { ListenAddress } from "../http/listen-address.ts";

/** What a service tells of itself. */
export interface StatusServerOptions extends ListenAddress {
  /** Names, besides the address itself, under which the server may be asked. */
  readonly allowedHosts?: readonly string[];
  readonly health: () => Reply;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** An answer of the server. */
export interface Reply {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Serves `/metrics` and `/health` to who asks by an address, not by a name that a foreign page made up.
 * @throws CONFIG_INVALID where the address cannot be listened at
 */
export async function startStatusServer(options: StatusServerOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (reply) => send(request, response, reply),
      (error: unknown) => send(request, response, text(500, String(error))),
    );
  });
  return await listen(server, options);
}

async function answer(request: IncomingMessage, options: StatusServerOptions): Promise<Reply> {
  if (!isAllowedHost(request.headers.host, options)) {
    return text(403, "This name is not one of this service's: ask by its address, or add the name to allowedHosts");
  }
  if (request.method !== "GET" && request.method !== "HEAD") return text(405, "Only GET is answered");
  switch (request.url?.split("?", 1)[0]) {
    case "/metrics": {
      const metrics = await options.metrics();
      return { code: 200, type: metrics.contentType, body: metrics.text };
    }
    case "/health":
      return options.health();
    default:
      return text(404, "There are /metrics and /health");
  }
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

/** An answer in JSON. */
export function json(code: number, body: unknown): Reply {
  return { code, type: "application/json; charset=utf-8", body: `${jsonText(body)}\n` };
}
