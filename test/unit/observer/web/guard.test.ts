import { ask } from "../../../support/browser/ask.ts";
import { useServed } from "../../../support/browser/served.ts";

const serve = useServed();
const paths = ["/", "/assets/page.js", "/api/v1/consumers", "/api/v1/events", "/metrics", "/health", "/openapi.json"];

it("listens on this machine alone unless told otherwise", async () => {
  const { url } = await serve();
  expect(new URL(url).hostname).toBe("127.0.0.1");
});

it.each(paths)("refuses a foreign name for %s", async (path) => {
  const { url } = await serve();
  expect((await ask(url + path, { headers: { host: "evil.example" } })).code).toBe(403);
});

it("answers a name that was allowed", async () => {
  const { url } = await serve({ allowedHosts: ["observer.example"] });
  expect((await ask(`${url}/health`, { headers: { host: "observer.example:443" } })).code).toBe(200);
});

it.each(paths)("refuses another site's script for %s", async (path) => {
  const { url } = await serve();
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", origin: "https://evil.example" };
  expect((await ask(url + path, { headers })).code).toBe(403);
});

it("answers a reader who follows a link from another site", async () => {
  const { url } = await serve();
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect((await ask(url, { headers })).code).toBe(200);
});

it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s", async (method) => {
  const { url } = await serve();
  const { code, headers } = await ask(`${url}/api/v1/consumers`, { method });
  expect([code, headers.allow]).toEqual([405, "GET, HEAD"]);
});

it.each(["/", "/api/v1/consumers", "/api/v1/events", "/metrics"])("answers HEAD %s without a body", async (path) => {
  const { url } = await serve();
  expect(await ask(url + path, { method: "HEAD" })).toMatchObject({ code: 200, text: "" });
});

it.each(paths.filter((path) => path !== "/api/v1/events"))("lets %s load nothing from elsewhere", async (path) => {
  const { url } = await serve();
  const { headers } = await ask(url + path);
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});

it.each(["/assets/..%2fapp.ts", "/assets/%2e%2e/app.ts", "/assets/../../../package.json", "/assets/wire.ts"])(
  "has no file %s",
  async (path) => {
    const { url } = await serve();
    expect((await ask(url + path)).code).toBe(404);
  },
);

it("keeps what failed to itself, and writes it to the log", async () => {
  const lines: string[] = [];
  const log = (message: string, fields: unknown) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger = { debug: log, info: log, warn: log, error: log };
  const { url, service } = await serve({ logger });
  jest.spyOn(service.consumer("0") as { summary: () => unknown }, "summary").mockImplementation(() => {
    throw new Error("a secret detail");
  });
  const { code, text } = await ask(`${url}/api/v1/consumers/0`);
  expect(code).toBe(500);
  expect(text).not.toContain("secret");
  expect(lines).toEqual([expect.stringContaining("a secret detail")]);
});
