import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import {
  type SummaryInput,
  summarizeConsumer,
  summarizeHealth,
} from "../../../../src/observer/summary/consumer-summary.ts";
import { type HealthCode, healthCodes, isHealthCode } from "../../../../src/observer/summary/health-codes.ts";
import { activeClient } from "../made-readings.ts";
import { at, timelineOf, vscAcknowledged, vscReceived, vscSent, vscTimedOut } from "../observed.ts";
import { closed, consumerRead, input, launched, phase, providerRead, timeAt } from "./launched.ts";

interface Case {
  readonly events: readonly ObserverEvent[];
  readonly input?: SummaryInput;
}

const refused = { kind: "error" as const, error: "unknown valset update" };
const short = timeAt(40);
const violation = { invariant: "received-in-order", reason: "2 after 3", event: vscSent(7n, 1n) };
const onlyProvider = input(20);
const behindTip = { chainId: "provider-1", height: 5n, time: timeAt(5), tip: 900n };
const stale = { chainId: "x", height: 20n, time: timeAt(20), seenAt: timeAt(20) };

/** How each code comes about. */
const cases: Readonly<Record<HealthCode, Case>> = {
  "not-read": { events: [] },
  "catching-up": { events: launched, input: input(20, { progress: { provider: behindTip } }) },
  "observer-failed": { events: launched, input: input(20, { failure: new Error("broken\nmore") }) },
  "chain-restarted": {
    events: [
      ...launched,
      at("consumer", 9n, { kind: "chainRestarted", knownHeight: 9n, expectedHash: "A", actualHash: "B" }),
    ],
  },
  "consumer-unobserved": {
    events: launched,
    input: { ...onlyProvider, progress: { provider: onlyProvider.progress?.provider } },
  },
  "vsc-unseen": {
    events: [...launched, providerRead(9n, { unacknowledgedSequences: [1n, 2n] }), vscAcknowledged(10n, 1n)],
  },
  "not-launched": { events: [phase(2n, "INITIALIZED")] },
  "launch-failed": {
    events: [
      phase(2n, "INITIALIZED"),
      phase(4n, "REGISTERED"),
      at("provider", 4n, { kind: "launchFailed", reason: "nobody-opted-in", spawnTime: undefined, optedIn: [] }),
    ],
  },
  "channel-not-open": { events: [phase(3n, "LAUNCHED")] },
  "set-behind": { events: [...launched, vscSent(7n, 1n)], input: input(308) },
  "vsc-near-timeout": { events: [...launched, vscSent(7n, 1n, undefined, short)], input: input(38) },
  "client-expiring": { events: [...launched, providerRead(10n)], input: input(500) },
  "slash-throttled": { events: [...launched, providerRead(10n, { slashMeter: -4n, nextReplenishTime: short })] },
  "provider-halted": { events: launched, input: input(90, { progress: { provider: stale, consumer: stale } }) },
  "consumer-halted": { events: launched, input: input(90, { progress: { provider: stale, consumer: stale } }) },
  "state-disagrees": {
    events: [
      ...launched,
      at("consumer", 9n, { kind: "stateDisagrees", about: "validators", byEvents: "3", byState: "2" }),
    ],
  },
  "blocks-missing": {
    events: [
      ...launched,
      at("provider", 9n, { kind: "blocksMissing", fromHeight: 7n, toHeight: 8n, reason: "pruned" }),
    ],
  },
  "state-missing": {
    events: [...launched, at("consumer", 9n, { kind: "stateMissing", what: "state", reason: "pruned" })],
  },
  "client-expired": { events: [...launched, providerRead(10n)], input: input(601) },
  "client-frozen": { events: [...launched, consumerRead(10n, { client: { ...activeClient, status: "Frozen" } })] },
  "channel-closed": { events: [...launched, closed("provider", 9n), closed("consumer", 10n)] },
  "channel-half-closed": { events: [...launched, closed("provider", 9n)] },
  "consumer-stopped": { events: [...launched, phase(9n, "STOPPED")], input: input(20, { removalTime: short }) },
  "proof-of-authority": { events: [...launched, phase(9n, "STOPPED")] },
  "vsc-timed-out": { events: [...launched, vscSent(7n, 1n, undefined, short), vscTimedOut(50n, 1n)] },
  "vsc-refused": {
    events: [...launched, { ...vscReceived(8n, 1n), verdict: refused } as ObserverEvent],
  },
  "invariant-violated": { events: launched, input: input(20, { violations: [violation] }) },
};

function healthOf({ events, input: given = input(20) }: Case) {
  return summarizeHealth(timelineOf(...events), given);
}

describe("the health of a consumer", () => {
  it("is secured while changes reach it and nothing is wrong", () => {
    const events = [...launched, vscSent(7n, 1n), vscReceived(8n, 1n), vscAcknowledged(9n, 1n), providerRead(10n)];
    expect(healthOf({ events })).toEqual({ verdict: "secured", reasons: [] });
    expect(healthOf({ events: [...launched, vscSent(19n, 1n)] })).toEqual({ verdict: "secured", reasons: [] });
  });

  it.each(Object.entries(cases))("has a case for %s", (code, given) => {
    const { verdict, reasons } = healthOf(given);
    expect(reasons.map((reason) => reason.code)).toContain(code);
    expect(verdict).toBe(healthCodes[reasons[0]?.code ?? "not-read"].verdict);
    for (const { text } of reasons) {
      expect(text).toMatch(/^\S.*[^.\s]$/);
      expect(text).not.toMatch(/\d-\d\dT\d|(1[2-9]|[2-9]\d|\d{3})\d s\b/);
    }
  });

  it("tells times and how long something takes as people say it", () => {
    const told = (code: HealthCode, given: Case = cases[code]) =>
      healthOf(given).reasons.find((reason) => reason.code === code)?.text;
    expect(told("set-behind")).toBe("1 change has not reached it for 5 min");
    expect(told("client-expiring")).toBe("The provider's client 07-tendermint-2 expires in 100 s");
    expect(told("slash-throttled")).toBe("The slash meter is -4, refilled at 2026-01-31 12:00:40 UTC");
    expect(told("vsc-near-timeout")).toBe("VSC packet 1 times out in 2 s");
    const late = { ...cases["vsc-near-timeout"], input: input(340) };
    expect(told("vsc-near-timeout", late)).toBe("VSC packet 1 is past its timeout by 5 min");
    expect(told("provider-halted")).toBe(
      "No block of x after 20 for 70 s: it or its node has halted, or its node cannot tell the next one",
    );
  });

  it("is not secured by old blocks of a node that is behind, however newly they are read", () => {
    const read = (age: number, height = 20n) => {
      const chain = { chainId: "x", height, time: timeAt(1_000 - age), seenAt: timeAt(1_000) };
      return healthOf({ events: launched, input: input(1_000, { progress: { provider: chain, consumer: chain } }) });
    };
    const text = "Block 20 of x was read now and is 3 min old: its node is behind, or the clock is off";
    expect(read(180)).toEqual({
      verdict: "at-risk",
      reasons: [
        { code: "provider-halted", text, since: timeAt(820) },
        { code: "consumer-halted", text, since: timeAt(820) },
      ],
    });
    // A header has the time of the commit before it, and a first block that of the genesis.
    expect(read(120).verdict).toBe("secured");
    expect(read(180, 1n).verdict).toBe("secured");
  });

  it("goes by the worst reason, which comes first", () => {
    const events = [...launched, providerRead(8n), closed("provider", 9n), phase(9n, "STOPPED")];
    const { verdict, reasons } = healthOf({ events, input: input(500) });
    expect(verdict).toBe("unsecured");
    const verdicts = reasons.map(({ code }) => healthCodes[code].verdict);
    expect(verdicts).toEqual(verdicts.toSorted((a, b) => (a === b ? 0 : a === "unsecured" ? -1 : 1)));
    expect(reasons.map(({ code }) => code)).not.toContain("client-expiring");
  });

  it("tells nothing that passes while history is read, and what lasts all the same", () => {
    const events = [...launched, vscSent(7n, 1n), closed("provider", 9n)];
    const provider = { ...behindTip, height: 400n, time: timeAt(400) };
    const { reasons } = healthOf({ events, input: input(400, { progress: { provider } }) });
    expect(reasons.map(({ code }) => code)).toEqual(["proof-of-authority", "channel-closed", "catching-up"]);
  });

  it("tells where reading history does not get on", () => {
    const text = (seconds: number) =>
      healthOf({
        events: launched,
        input: input(seconds, { progress: { provider: { ...behindTip, seenAt: timeAt(5) } } }),
      }).reasons.map((reason) => reason.text);
    const [read, stuck] = ["provider-1 is read up to height 5, 895 blocks are left", "could not be read for 61 s"];
    expect(text(65)).toEqual([read]);
    expect(text(66)).toEqual([`${read}, and the next one ${stuck}`]);
  });

  it("does not take what a store held for what is now", () => {
    const { progress } = input(20);
    const consumer = progress?.consumer && { ...progress.consumer, isStored: true as const };
    const given = input(20, { progress: { ...progress, consumer } });
    expect(healthOf({ events: launched, input: given })).toEqual({
      verdict: "unknown",
      reasons: [{ code: "catching-up", text: "consumer-1 was read up to height 20 before, and is not yet again" }],
    });
  });

  it("says that the removal comes, when, and with which set the consumer goes on", () => {
    const { reasons } = healthOf(cases["consumer-stopped"]);
    expect(reasons.map(({ text }) => text)).toEqual([
      "It is STOPPED, and is deleted at 2026-01-31 12:00:40 UTC",
      "It goes on with the set of height 1",
    ]);
  });

  it("lets its limits be set", () => {
    const given = cases["set-behind"];
    const limits = { setBehindSeconds: 400, timeoutShare: 0, expiryShare: 0, haltedSeconds: 9_000 };
    expect(healthOf({ ...given, input: { ...input(308), limits } }).verdict).toBe("secured");
    expect(healthOf({ ...cases["vsc-near-timeout"], input: { ...input(38), limits } }).verdict).toBe("secured");
    expect(healthOf({ ...cases["provider-halted"], input: { ...input(90), limits } }).verdict).toBe("secured");
  });

  it("is the same in the whole summary", () => {
    for (const { events, input: given = input(20) } of Object.values(cases)) {
      const timeline = timelineOf(...events);
      expect(summarizeConsumer(timeline, given).health).toEqual(summarizeHealth(timeline, given));
    }
  });
});

test("a code is told from other texts", () => {
  expect(isHealthCode("channel-closed")).toBe(true);
  expect(isHealthCode("toString")).toBe(false);
  for (const code of Object.keys(healthCodes)) expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
});
