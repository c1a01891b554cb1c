import { describeMessage, isTelling, newestMessages } from "../../../../../src/observer/web/page/describe-message.js";
import type { Message } from "../../../../../src/observer/web/page/wire.ts";

const place = { position: 1, consumerId: "0" };
const occurrence = { chain: "provider", chainId: "provider-1", height: "5", time: "2026-01-01T00:00:00.000Z" } as const;
const event = (rest: { kind: string; [name: string]: unknown }): Message => ({
  type: "event",
  ...place,
  event: { ...occurrence, ...rest },
});

it("tells a packet by its numbers and its verdict", () => {
  const received = {
    kind: "slashPacketReceived",
    sequence: "3",
    packet: { valsetUpdateId: "9" },
    verdict: { kind: "bounced" },
  };
  expect(describeMessage(event(received))).toEqual({
    text: "Slash packet received",
    detail: "packet 3, update 9, bounced",
    tone: "",
  });
});

it("tells a change of phase", () => {
  expect(describeMessage(event({ kind: "consumerPhaseChanged", to: "STOPPED" })).detail).toBe("now STOPPED");
});

it("tells which blocks are missing", () => {
  const gap = event({ kind: "blocksMissing", fromHeight: "3", toHeight: "5", reason: "unreadable" });
  expect(describeMessage(gap)).toMatchObject({ text: "Blocks missing", detail: "from height 3, to 5, unreadable" });
});

it("gives what is bad its tone", () => {
  const health = { verdict: "unsecured" as const, reasons: [{ code: "channel-closed" as const, text: "closed" }] };
  expect(describeMessage({ type: "health", ...place, health })).toEqual({
    text: "Verdict: not secured",
    detail: "closed",
    tone: "bad",
  });
  const violation = { invariant: "received-in-order", reason: "2 before 1", event: { kind: "x", ...occurrence } };
  expect(describeMessage({ type: "violation", ...place, ...violation }).tone).toBe("bad");
  expect(describeMessage({ type: "failure", ...place, text: "gone", isRetried: true }).detail).toBe("gone");
});

it("leaves out readings that come every few blocks", () => {
  expect(isTelling(event({ kind: "providerStateRead" }))).toBe(false);
  expect(isTelling(event({ kind: "stateDisagrees" }))).toBe(true);
});

it("keeps the newest, each once, whatever the order in which they come", () => {
  const told = (position: number, kind = "vscPacketSent"): Message => ({ ...event({ kind }), position });
  const positions = (messages: readonly Message[]) => messages.map(({ position }) => position);
  expect(positions(newestMessages([told(3), told(1)], [told(2), told(3), told(4, "consumerStateRead")]))).toEqual([
    3, 2, 1,
  ]);
  const many = Array.from({ length: 100 }, (_, index) => told(index));
  expect(positions(newestMessages([], many))).toEqual(Array.from({ length: 60 }, (_, index) => 99 - index));
});
