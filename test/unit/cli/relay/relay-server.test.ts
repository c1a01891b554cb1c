import { request } from "node:http";
import { type RelayServerOptions, startRelayServer } from "../../../../src/cli/relay/relay-server.ts";
import type { Listening } from "../../../../src/http/listen.ts";
import type { PathStatus, RelayerStatus } from "../../../../src/relayer/service/relayer-status.ts";

const end = { chainId: "a", height: 1n, heardAt: new Date(0), isSilent: false, client: undefined, account: undefined };
const path: PathStatus = {
  name: "0",
  consumerId: "0",
  state: "relaying",
  since: new Date(0),
  reason: undefined,
  error: undefined,
  provider: end,
  consumer: end,
  channels: [],
};
const status = (...paths: readonly PathStatus[]): RelayerStatus => ({
  provider: {
    chainId: "provider-1",
    height: 12n,
    heardAt: new Date(0),
    isSilent: false,
    account: { address: "a", denom: "d", balance: 5n },
  },
  paths,
});

const started: Listening[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server[Symbol.asyncDispose]();
});

async function start(options: Partial<RelayServerOptions> = {}): Promise<Listening> {
  const server = await startRelayServer({
    host: "127.0.0.1",
    port: 0,
    status: () => status(path),
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
    ...options,
  });
  started.push(server);
  return server;
}

interface Answer {
  readonly code: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** By node:http, since fetch lets nobody set the Host header. */
function ask(url: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { method = "GET", host } = options;
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, ...(host !== undefined && { headers: { host } }) }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += String(chunk);
      });
      response.on("end", () => resolve({ code: response.statusCode, type: response.headers["content-type"], body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

it("serves metrics as Prometheus wants them", async () => {
  const { url } = await start();
  expect(await ask(`${url}/metrics?x=1`)).toEqual({ code: 200, type: "text/plain; version=0.0.4", body: "up 1\n" });
});

it("is healthy while every path relays, with everything that is known as JSON", async () => {
  const { url } = await start();
  const { code, type, body } = await ask(`${url}/health`);
  expect([code, type]).toEqual([200, "application/json; charset=utf-8"]);
  expect(JSON.parse(body)).toMatchObject({
    healthy: true,
    reasons: [],
    provider: { chainId: "provider-1", height: "12", account: { balance: "5" } },
    paths: [{ name: "0", state: "relaying" }],
  });
});

it("names each path that does not relay, and why", async () => {
  const failing: PathStatus = {
    ...path,
    name: "1",
    state: "failing",
    error: { code: "RPC_UNREACHABLE", message: "no answer\nIs it up?", since: new Date(0), failures: 3 },
  };
  const waiting: PathStatus = { ...path, name: "2", state: "waiting", reason: "not launched yet" };
  const { url } = await start({ status: () => status(path, failing, waiting) });
  const { code, body } = await ask(`${url}/health`);
  expect(code).toBe(503);
  expect(JSON.parse(body)).toMatchObject({
    healthy: false,
    reasons: ["1: failing: RPC_UNREACHABLE: no answer", "2: waiting: not launched yet"],
  });
});

it("is not healthy while the provider does not answer", async () => {
  const { url } = await start({ status: () => "the provider does not answer yet" });
  expect(await ask(`${url}/health`)).toMatchObject({ code: 503, body: expect.stringContaining("does not answer yet") });
});

it.each([
  ["GET", "/", 404],
  ["GET", "/metrics/x", 404],
  ["POST", "/health", 405],
  ["DELETE", "/metrics", 405],
])("answers %s %s with %i", async (method, where, code) => {
  const { url } = await start();
  expect((await ask(`${url}${where}`, { method })).code).toBe(code);
});

it("answers HEAD without a body", async () => {
  const { url } = await start();
  expect(await ask(`${url}/health`, { method: "HEAD" })).toMatchObject({ code: 200, body: "" });
});

it.each(["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "@", "a b"])(
  "refuses who asks for the name %s",
  async (host) => {
    const { url } = await start();
    expect((await ask(`${url}/health`, { host })).code).toBe(403);
  },
);

it.each(["localhost", "LOCALHOST:9464", "127.0.0.1", "10.0.0.7:80", "[::1]:9464", "relayer.internal:9464"])(
  "answers who asks for %s",
  async (host) => {
    const { url } = await start({ allowedHosts: ["relayer.internal"] });
    expect((await ask(`${url}/health`, { host })).code).toBe(200);
  },
);

it("says so where its address is taken", async () => {
  const { url } = await start();
  await expect(start({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("EADDRINUSE"),
  });
});

it("tells a failure of its own as one", async () => {
  const { url } = await start({ metrics: () => Promise.reject(new Error("no figures")) });
  expect(await ask(`${url}/metrics`)).toMatchObject({ code: 500, body: expect.stringContaining("no figures") });
});
