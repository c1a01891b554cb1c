import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { liveLines } from "../../../../src/cli/observe/live-lines.ts";
import { messageJson, messageLine } from "../../../../src/cli/observe/message-lines.ts";
import { createJsonOutput, createPlainOutput } from "../../../../src/cli/observe/observe-output.ts";
import { summaryLines } from "../../../../src/cli/observe/summary-lines.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import type { ObserverMessage } from "../../../../src/observer/service/observer-message.ts";
import { summarizeConsumer } from "../../../../src/observer/summary/consumer-summary.ts";
import { at, timelineOf, vscData, vscReceived, vscSent } from "../../observer/observed.ts";
import { launchSet, update } from "../../observer/pair-history.ts";
import { closed, consumerRead, input, launched, phase, providerRead } from "../../observer/summary/launched.ts";

const of = { position: 4, consumerId: "0" };
const sent = vscSent(7n, 1n, vscData(9n, [update("consumer", 0, 5n)]));
const messages: Readonly<Record<ObserverMessage["type"], ObserverMessage>> = {
  event: { ...of, type: "event", event: sent },
  violation: {
    ...of,
    type: "violation",
    violation: { invariant: "received-in-order", reason: "2 after 3", event: sent },
  },
  health: {
    ...of,
    type: "health",
    health: { verdict: "at-risk", reasons: [{ code: "set-behind", text: "1 change", since: sent.time }] },
  },
  failure: {
    ...of,
    type: "failure",
    error: new IcsError("RPC_UNREACHABLE", "no answer\nTry again.", { url: "x" }),
    isRetried: true,
  },
};
const started = {
  providerChainId: "provider-1",
  consumers: [{ consumerId: "0", chainId: "consumer-1" }],
  url: "http://127.0.0.1:8080",
};

function stream(write: (text: string, done: () => void) => void): NodeJS.WriteStream {
  const writable = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => write(String(chunk), done),
  });
  return writable as unknown as NodeJS.WriteStream;
}

describe("a message as JSON", () => {
  it("has whole numbers as text, times in ISO 8601 and bytes in base64", () => {
    expect(JSON.parse(messageJson(messages.event))).toMatchObject({
      type: "event",
      position: 4,
      consumerId: "0",
      event: {
        kind: "vscPacketSent",
        chain: "provider",
        chainId: "provider-1",
        height: "7",
        time: "2026-01-31T12:00:07.000Z",
        sequence: "1",
        packet: { valsetUpdateId: "9", validatorUpdates: [{ pubkey: expect.stringMatching(/=$/), power: "5" }] },
      },
    });
  });

  it("is one line of each type", () => {
    for (const [type, message] of Object.entries(messages)) {
      const text = messageJson(message);
      expect(text).not.toContain("\n");
      expect(JSON.parse(text)).toMatchObject({ type, consumerId: "0" });
    }
    expect(JSON.parse(messageJson(messages.failure))).toMatchObject({ code: "RPC_UNREACHABLE", isRetried: true });
    expect(JSON.parse(messageJson(messages.health))).toMatchObject({
      health: { verdict: "at-risk", reasons: [{ code: "set-behind", since: "2026-01-31T12:00:07.000Z" }] },
    });
  });
});

describe("a message as a line", () => {
  it("says what was seen, where and when", () => {
    const line = (message: ObserverMessage) => messageLine(message, "consumer-1", 1);
    expect(line(messages.event)).toMatch(/^2026-01-31T12:00:07.000Z provider-1 +7 {2}VSC packet 1 sent/);
    expect(line(messages.violation)).toBe("consumer-1 violates received-in-order: 2 after 3");
    expect(line(messages.health)).toBe("consumer-1 is at-risk\n  set-behind: 1 change");
    expect(line(messages.failure)).toBe("consumer-1 is observed no more for a while: no answer");
    const quiet = at("provider", 8n, { kind: "powerChanged", updates: [] });
    expect(line({ ...of, type: "event", event: quiet })).toBeUndefined();
  });
});

describe("outputs", () => {
  it("write JSON as fast as it is read, in order", async () => {
    const texts: string[] = [];
    const slow = stream((text, done) => {
      texts.push(text);
      setImmediate(done);
    });
    const output = createJsonOutput(slow);
    output.started(started, () => []);
    for (const message of Object.values(messages)) await output.message(message);
    expect(texts.map((text) => JSON.parse(text).type)).toEqual(["started", "event", "violation", "health", "failure"]);
    output.close();
  });

  it("do not wait for a reader that has gone", async () => {
    const gone = stream(() => undefined);
    gone.on("error", () => undefined);
    const output = createJsonOutput(gone);
    const writing = output.message(messages.health);
    gone.destroy(new Error("EPIPE"));
    await writing;
    expect(gone.destroyed).toBe(true);
  });

  it("write plain lines with the names of the consumers", () => {
    const lines: string[] = [];
    const output = createPlainOutput((line) => lines.push(line));
    output.started(started, () => []);
    for (const message of Object.values(messages)) void output.message(message);
    output.close();
    expect(lines.slice(0, 2)).toEqual(["observing consumer-1 of provider-1", "serving http://127.0.0.1:8080"]);
    expect(lines).toHaveLength(6);
  });
});

describe("the screen of a terminal", () => {
  const summaries = [summarizeConsumer(timelineOf(...launched), input(20))];
  const linesOf = (rows: number) =>
    liveLines({ started, summaries, seen: ["one", "two"], rows }).map((line) => stripVTControlCharacters(line));

  it("has the provider, the page, the consumers, and what was seen last", () => {
    const lines = linesOf(40);
    expect(lines.slice(0, 2)).toEqual(["provider-1  height 20, 0 s ago", "http://127.0.0.1:8080"]);
    expect(lines.slice(3)[0]).toContain("✓ consumer-1 (0)");
    expect(lines.slice(-2)).toEqual(["  one", "  two"]);
  });

  it("is cut where there is no room", () => {
    expect(linesOf(6)).toHaveLength(5);
    expect(liveLines({ started, summaries: [], seen: [], rows: 9 })[0]).toContain("no block read");
  });
});

describe("a consumer on a terminal", () => {
  const linesOf = (...events: readonly ObserverEvent[]) =>
    summaryLines(summarizeConsumer(timelineOf(...events), input(20))).map((line) => stripVTControlCharacters(line));

  it("is four lines or fewer while it is secured", () => {
    const received = [vscSent(7n, 1n), vscReceived(8n, 1n)];
    expect(linesOf(...launched, ...received, providerRead(10n), consumerRead(10n, { validators: launchSet }))).toEqual([
      "✓ consumer-1 (0)       secured   LAUNCHED  height 20, 0 s ago",
      "    set of 3 up to date   VSC 1 sent, 1 received, 0 acknowledged, received after 1.0 s",
      "    channel open (channel-4 ↔ channel-0)   clients expire in 9.7 min / 9.7 min   meter 100 of 100",
    ]);
  });

  it("says where the chains' clocks differ", () => {
    const received = { ...vscReceived(8n, 1n), time: new Date(vscSent(7n, 1n).time.getTime() - 300) };
    expect(linesOf(...launched, vscSent(7n, 1n), received)[1]).toContain("received at once (clocks differ by 0.3 s)");
  });

  it("says why it is not, and by what time", () => {
    const lines = linesOf(...launched, vscSent(7n, 1n), closed("provider", 9n), phase(9n, "STOPPED"));
    expect(lines[0]).toContain("✗ consumer-1 (0)       unsecured STOPPED");
    expect(lines[1]).toMatch(/set of 3 behind by 1 for 13 s {3}VSC 1 sent.*next timeout in 28.5 d/);
    expect(lines.slice(3)).toContain(
      "    channel-closed: The provider's end channel-4 has closed at height 9 (timeout)",
    );
    expect(linesOf()[0]).toContain("? consumer-1 (0)       unknown");
    expect(linesOf()[1]).toContain("set not read");
  });
});
