import { ask } from "../../../support/browser/ask.ts";
import { EventReader } from "../../../support/browser/event-reader.ts";
import { eventsSince } from "../../../support/browser/full-history.ts";
import { fullService, useServed } from "../../../support/browser/served.ts";

const serve = useServed();
const at = eventsSince(Date.UTC(2026, 0, 1));
const unreadable = (height: number, reason = "y") =>
  at("provider", height, { kind: "unreadable", eventType: "x", reason });

it("tells what happens as it happens, each message with an id", async () => {
  const { api, service } = await serve();
  const last = service.recent().at(-1)?.position ?? 0;
  await using reader = await EventReader.open(`${api}/events`);
  expect(reader.response.headers["content-type"]).toBe("text/event-stream");
  await reader.next("beat");
  service.consumer("0")?.see(unreadable(7));
  service.consumer("0")?.tell({ type: "health", health: { verdict: "secured", reasons: [] } });
  const told = await reader.next("event", "health");
  expect(told).toMatchObject({
    event: "event",
    id: `run1-${last + 1}`,
    data: { position: last + 1, consumerId: "0", event: { kind: "unreadable", height: "7" } },
  });
  expect(await reader.next("event", "health")).toMatchObject({ event: "health", id: `run1-${last + 2}` });
});

it("continues after the last id that was seen", async () => {
  const { api } = await serve();
  await using reader = await EventReader.open(`${api}/events`, { "last-event-id": "run1-4" });
  expect(await reader.next("event", "dropped", "reset")).toMatchObject({ event: "event", id: "run1-5" });
  expect(await reader.next("event", "dropped", "reset")).toMatchObject({ event: "event", id: "run1-6" });
});

it("says so where the last id is of another run of the observer", async () => {
  const { api } = await serve();
  await using reader = await EventReader.open(`${api}/events`, { "last-event-id": "run0-4" });
  expect(await reader.next("event", "dropped", "reset")).toMatchObject({ event: "reset", data: { runId: "run1" } });
});

it("says what is missing where the last id is older than what is kept, and goes on", async () => {
  const service = fullService({ keep: 5 });
  const last = service.recent().at(-1)?.position ?? 0;
  const { api } = await serve({}, service);
  await using reader = await EventReader.open(`${api}/events`, { "last-event-id": "run1-1" });
  expect(await reader.next("event", "dropped")).toEqual({
    event: "dropped",
    id: `run1-${last - 5}`,
    data: { position: last - 5, count: last - 6 },
  });
  expect(await reader.next("event", "dropped")).toMatchObject({ event: "event", id: `run1-${last - 4}` });
});

it("tells of one consumer only, and how it stands whenever a beat passes", async () => {
  const { api, service } = await serve({ beatMs: 20 });
  const other = service.add("1");
  await using reader = await EventReader.open(`${api}/events?consumer=0&summary=true`);
  expect(await reader.next("summary")).toMatchObject({
    id: undefined,
    data: { consumerId: "0", setLag: { isBehind: false } },
  });
  other.see(unreadable(1));
  service.consumer("0")?.see(unreadable(2));
  expect(await reader.next("event")).toMatchObject({ data: { consumerId: "0", event: { height: "2" } } });
  expect(await reader.next("summary")).toMatchObject({ data: { consumerId: "0" } });
});

/** Far more than sockets hold between the two. */
function flood(service: ReturnType<typeof fullService>, messages: number): void {
  const reason = "z".repeat(100_000);
  for (let height = 1; height <= messages; height += 1) service.consumer("0")?.see(unreadable(height, reason));
}

it("ends the stream of a subscriber who fell behind, with an event that says so", async () => {
  const service = fullService({ keep: 20 });
  const { api } = await serve({}, service);
  await using reader = await EventReader.open(`${api}/events`);
  await reader.next("beat");
  flood(service, 400);
  const dropped = await reader.next("dropped");
  expect(dropped?.data).toMatchObject({ count: expect.any(Number) });
  expect(await reader.next("event", "beat")).toBeUndefined();
});

/** Resolves once a subscriber is taken; each attempt is answered, so that none waits for nothing. */
async function untilTaken(api: string): Promise<void> {
  for (let code: number | undefined; code !== 200; ) {
    await using next = await EventReader.open(`${api}/events`);
    code = next.response.statusCode;
  }
}

it("cuts off a subscriber who takes nothing in", async () => {
  const service = fullService({ keep: 400 });
  const { api } = await serve({ beatMs: 10, patienceMs: 50, maxSubscribers: 1 }, service);
  await using reader = await EventReader.open(`${api}/events`);
  reader.response.pause();
  flood(service, 400);
  await untilTaken(api);
});

it("takes only so many subscribers, and one more once one has left", async () => {
  const { api } = await serve({ maxSubscribers: 1, beatMs: 10 });
  const first = await EventReader.open(`${api}/events`);
  await first.next("beat");
  expect((await ask(`${api}/events`)).code).toBe(503);
  await first[Symbol.asyncDispose]();
  await untilTaken(api);
});

it("ends a stream that fails, and tells no more of it than the log", async () => {
  const lines: string[] = [];
  const log = (message: string, fields: unknown) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const { api, service } = await serve({ logger: { debug: log, info: log, warn: log, error: log } });
  jest.spyOn(service.consumer("0") as { summary: () => unknown }, "summary").mockImplementation(() => {
    throw new Error("a secret detail");
  });
  await using reader = await EventReader.open(`${api}/events?consumer=0&summary=true`);
  expect(await reader.next("summary", "error")).toBeUndefined();
  expect(lines).toEqual([expect.stringContaining("a secret detail")]);
});

it("ends every stream when the server is closed, and when the service is", async () => {
  const { api, server } = await serve();
  const reader = await EventReader.open(`${api}/events`);
  await reader.next("beat");
  await Promise.all([server.close(), reader.next("never").catch(() => undefined)]);
  const other = await serve();
  const second = await EventReader.open(`${other.api}/events`);
  await second.next("beat");
  other.service.close();
  expect(await second.next("never")).toBeUndefined();
});
