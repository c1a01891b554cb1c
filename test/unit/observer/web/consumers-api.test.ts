import { askJson } from "../../../support/browser/ask.ts";
import { FakeService } from "../../../support/browser/fake-service.ts";
import { useServed } from "../../../support/browser/served.ts";

const serve = useServed();

async function manyServed(count: number) {
  const service = new FakeService();
  for (let id = count - 1; id >= 0; id -= 1) service.add(String(id));
  return await serve({}, service);
}

it("lists consumers by id, page after page", async () => {
  const { api } = await manyServed(12);
  const seen: string[] = [];
  for (let after = ""; ; ) {
    const { body } = await askJson(`${api}/consumers?limit=5${after}`);
    expect(body.total).toBe(12);
    seen.push(...body.consumers.map(({ consumerId }: { consumerId: string }) => consumerId));
    if (body.next === undefined) break;
    after = `&after=${body.next}`;
  }
  expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
});

it("tells everything of one consumer, numbers as text and times in ISO 8601", async () => {
  const { api } = await serve();
  const { code, body } = await askJson(`${api}/consumers/0`);
  expect(code).toBe(200);
  expect(body).toMatchObject({
    consumerId: "0",
    name: "Neighbour",
    chainId: "neighbour-1",
    at: "2026-05-01T12:00:00.000Z",
    health: { verdict: "secured", reasons: [] },
    phase: "LAUNCHED",
    setLag: { isBehind: false, receivedValsetUpdateId: "48" },
    channel: {
      status: "open",
      provider: { channelId: "channel-4", state: "open" },
      consumer: { channelId: "channel-0", state: "open" },
    },
    vsc: { sent: 16, acknowledged: 16, pending: 0 },
    slash: { meter: "6200000", requests: 2, outcomes: { executed: 1, bounced: 1, queued: 0 } },
    clients: { provider: { status: "Active", secondsToExpiry: 950_400 } },
    counts: { violations: 0 },
    findings: [],
  });
  expect(body.validators).toHaveLength(5);
  expect(body.validators[0]).toMatchObject({ providerPower: "5120004", consumerPower: "5120004" });
});

it("gives VSC packets newest first, and older ones by sequence", async () => {
  const { api } = await serve();
  const first = await askJson(`${api}/consumers/0/vsc-packets?limit=10`);
  expect(first.body.packets[0]).toMatchObject({
    sequence: "16",
    status: "acknowledged",
    valsetUpdateId: "48",
    updates: 1,
    received: { height: "1153" },
    receivedSeconds: 6,
    acknowledgedSeconds: 12,
  });
  expect(first.body).toMatchObject({ total: 16, next: "7" });
  const second = await askJson(`${api}/consumers/0/vsc-packets?limit=10&before=${first.body.next}`);
  expect(second.body.packets.map(({ sequence }: { sequence: string }) => sequence)).toEqual([
    "6",
    "5",
    "4",
    "3",
    "2",
    "1",
  ]);
  expect(second.body.next).toBeUndefined();
});

it("gives slash requests newest first with their tries, verdicts and what followed", async () => {
  const { api } = await serve();
  const { body } = await askJson(`${api}/consumers/0/slash-requests`);
  expect(body.requests).toMatchObject([
    { status: "bounced", infraction: "downtime", tries: [{ sequence: "2", verdict: "bounced" }] },
    { status: "executed", tries: [{ sequence: "1", verdict: "handled" }], jailed: { height: "801" } },
  ]);
  expect(body.requests[0].retryNotBefore).toBe("2026-05-01T12:58:30.000Z");
  const page = await askJson(`${api}/consumers/0/slash-requests?limit=1`);
  expect(page.body).toMatchObject({ total: 2, next: 1, requests: [{ status: "bounced" }] });
  const rest = await askJson(`${api}/consumers/0/slash-requests?limit=1&before=1`);
  expect(rest.body.requests).toMatchObject([{ status: "executed" }]);
  expect(rest.body.next).toBeUndefined();
});

it.each([
  ["/consumers/7", 404, "Consumer 7 is not observed"],
  ["/consumers/7/vsc-packets", 404, "Consumer 7 is not observed"],
  ["/consumers?after=7", 404, "Consumer 7 is not observed"],
  ["/events?consumer=7", 404, "Consumer 7 is not observed"],
  ["/consumers/x", 400, "This is no consumer's address"],
  ["/consumers/00", 400, "This is no consumer's address"],
  ["/consumers/0'--", 400, "This is no consumer's address"],
  [`/consumers/${"9".repeat(300)}`, 400, "This is no consumer's address"],
  ["/consumers?limit=0", 400, "The query cannot be read"],
  ["/consumers?limit=501", 400, "The query cannot be read"],
  ["/consumers?limit=x", 400, "The query cannot be read"],
  ["/consumers?limit=1&limit=2", 400, "The query cannot be read"],
  ["/consumers?order=up", 400, "The query cannot be read"],
  ["/consumers/0/vsc-packets?before=-1", 400, "The query cannot be read"],
  ["/consumers/0/events?after=1e99", 400, "The query cannot be read"],
  ["/nothing", 404, "There is nothing here: /openapi.json lists what there is"],
])("answers %s with %i and why", async (path, code, error) => {
  const { api } = await serve();
  expect(await askJson(api + path)).toMatchObject({ code, body: { error } });
});

it("names each problem of a query", async () => {
  const { api } = await serve();
  const { body } = await askJson(`${api}/consumers?limit=0&after=x`);
  expect(body.problems.map(({ name }: { name: string }) => name).toSorted()).toEqual(["after", "limit"]);
});
