import { IcsError } from "../../../../src/errors.ts";
import { askJson } from "../../../support/browser/ask.ts";
import { FakeService } from "../../../support/browser/fake-service.ts";
import { eventsSince } from "../../../support/browser/full-history.ts";
import { fullService, useServed } from "../../../support/browser/served.ts";

const serve = useServed();
const at = eventsSince(Date.UTC(2026, 0, 1));
const unreadable = (height: number) => at("provider", height, { kind: "unreadable", eventType: "x", reason: "y" });
const positions = (body: { messages: { position: number }[] }) => body.messages.map(({ position }) => position);

it("gives the newest messages, oldest first", async () => {
  const { api } = await serve();
  const { body } = await askJson(`${api}/consumers/0/events?limit=3`);
  expect(body).toMatchObject({ runId: "run1", missed: 0 });
  expect(body.next).toBeUndefined();
  expect(body.messages.map(({ event }: { event: { kind: string } }) => event.kind)).toEqual([
    "rewardsDistributed",
    "providerStateRead",
    "consumerStateRead",
  ]);
});

it("gives what follows a position, page after page", async () => {
  const service = new FakeService();
  const [first, second] = [service.add("0"), service.add("1")];
  for (let height = 1; height <= 5; height += 1) {
    first.see(unreadable(height));
    second.see(unreadable(height));
  }
  const { api } = await serve({}, service);
  const one = await askJson(`${api}/consumers/1/events?after=2&limit=2`);
  expect(positions(one.body)).toEqual([4, 6]);
  expect(one.body.next).toBe(6);
  const two = await askJson(`${api}/consumers/1/events?after=6&limit=2`);
  expect(positions(two.body)).toEqual([8, 10]);
  expect(two.body.next).toBeUndefined();
});

it("says how many messages are no longer kept", async () => {
  const service = fullService({ keep: 10 });
  const { api } = await serve({}, service);
  const { body } = await askJson(`${api}/consumers/0/events?after=1`);
  expect(body.messages).toHaveLength(10);
  expect(body.missed).toBe(body.messages[0].position - 2);
});

it("tells every type of message in plain JSON", async () => {
  const service = new FakeService();
  const consumer = service.add("0");
  consumer.see(
    at("provider", 4, {
      kind: "powerChanged",
      updates: [{ pubkey: new Uint8Array([1, 2, 3]), power: 12_345_678_901_234_567_890n }],
    }),
  );
  consumer.tell({
    type: "violation",
    violation: { invariant: "received-in-order", reason: "2 before 1", event: unreadable(5) },
  });
  consumer.tell({
    type: "health",
    health: { verdict: "unsecured", reasons: [{ code: "channel-closed", text: "closed" }] },
  });
  const error = new IcsError("RPC_UNREACHABLE", "No answer\nIs it up?", { url: "http://127.0.0.1:1" });
  consumer.tell({ type: "failure", error, isRetried: true });
  const { api } = await serve({}, service);
  const { body } = await askJson(`${api}/consumers/0/events`);
  const place = { consumerId: "0" };
  expect(body.messages).toEqual([
    {
      ...{ ...place, type: "event", position: 1 },
      event: {
        ...{
          kind: "powerChanged",
          chain: "provider",
          chainId: "provider-1",
          height: "4",
          time: "2026-01-01T00:00:24.000Z",
        },
        updates: [{ pubkey: "AQID", power: "12345678901234567890" }],
      },
    },
    expect.objectContaining({
      ...place,
      type: "violation",
      position: 2,
      invariant: "received-in-order",
      reason: "2 before 1",
    }),
    {
      ...{ ...place, type: "health", position: 3 },
      health: { verdict: "unsecured", reasons: [{ code: "channel-closed", text: "closed" }] },
    },
    { ...place, type: "failure", position: 4, code: "RPC_UNREACHABLE", text: "No answer", isRetried: true },
  ]);
});
