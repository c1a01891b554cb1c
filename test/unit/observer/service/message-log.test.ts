import { MessageLog } from "../../../../src/observer/service/message-log.ts";
import { collect } from "../collect.ts";
import { vscSent } from "../observed.ts";

const event = vscSent(7n, 1n);

function filled(keep: number, count: number): MessageLog {
  const log = new MessageLog(keep);
  for (let index = 0; index < count; index += 1) log.add({ type: "event", event, consumerId: String(index % 2) });
  return log;
}

const positions = (messages: readonly { readonly position: number }[]) => messages.map(({ position }) => position);

describe("the messages of a service", () => {
  it("count from 1 without holes, and the last ones are kept", () => {
    const log = filled(3, 3);
    expect(positions(log.recent({}))).toEqual([1, 2, 3]);
    expect(log.add({ type: "event", event, consumerId: "0" }).position).toBe(4);
    expect(log.recent({})).toEqual([
      { type: "dropped", position: 1, count: 1 },
      ...[2, 3, 4].map((position) => expect.objectContaining({ position })),
    ]);
  });

  it("are given after a position, of one consumer, and no more than asked for", () => {
    const log = filled(10, 6);
    expect(positions(log.recent({ after: 2 }))).toEqual([3, 4, 5, 6]);
    expect(positions(log.recent({ after: 1, consumerId: "1", limit: 2 }))).toEqual([2, 4]);
    expect(log.recent({ after: 6 })).toEqual([]);
    expect(log.recent({ after: 99 })).toEqual([]);
  });

  it("come to a subscriber as they are made", async () => {
    const log = filled(10, 2);
    const subscription = log.subscribe({});
    const next = subscription.next();
    log.add({ type: "event", event, consumerId: "0" });
    expect((await next).value).toMatchObject({ position: 3 });
    log.close();
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  });

  it("are resumed after a position, to the end", async () => {
    const log = filled(10, 5);
    log.close();
    expect(positions(await collect(log.subscribe({ after: 3 })))).toEqual([4, 5]);
  });

  it("tell a slow subscriber how many it has missed, in their place", async () => {
    const log = filled(4, 2);
    const subscription = log.subscribe({ after: 0 });
    expect((await subscription.next()).value).toMatchObject({ position: 1 });
    for (let index = 0; index < 10; index += 1) log.add({ type: "event", event, consumerId: "0" });
    log.close();
    expect(await collect(subscription)).toEqual([
      { type: "dropped", position: 8, count: 7 },
      ...[9, 10, 11, 12].map((position) => expect.objectContaining({ type: "event", position })),
    ]);
  });

  it("leave out other consumers, but never that messages were missed", async () => {
    const log = filled(4, 8);
    log.close();
    const messages = await collect(log.subscribe({ after: 0, consumerId: "1" }));
    expect(messages.map(({ type, position }) => [type, position])).toEqual([
      ["dropped", 4],
      ["event", 6],
      ["event", 8],
    ]);
  });

  it("end with the subscriber's signal", async () => {
    const log = filled(4, 1);
    const leaving = new AbortController();
    const next = log.subscribe({ signal: leaving.signal }).next();
    leaving.abort(new Error("left"));
    await expect(next).rejects.toThrow("left");
  });
});
