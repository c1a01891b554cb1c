import { observeConsumer } from "../../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { renderReport } from "../../../../src/observer/report/render-report.ts";
import { ReportCollector } from "../../../../src/observer/report/report-collector.ts";
import { collect } from "../collect.ts";
import { providerReading } from "../made-readings.ts";
import { applied, at, setRead, slashSent, vscReceived, vscSent } from "../observed.ts";
import { launchSet, update } from "../pair-history.ts";
import { recordedRun } from "../recorded-run.ts";

async function pageOf(events: readonly ObserverEvent[]): Promise<string> {
  const collector = new ReportCollector({ consumerId: "0" });
  for (const event of events) collector.add(event);
  return renderReport(collector.data(new Date("2026-12-01T00:00:00Z")));
}

/** What would break a page: unbalanced elements, ids that are twice or missing. */
function faults(page: string): string[] {
  const found: string[] = [];
  const open: string[] = [];
  const single = /^(meta|br|hr|!doctype)$/;
  for (const [, slash, name = "", selfClosed] of page.matchAll(/<(\/?)([a-z!][\w:]*)[^>]*?(\/?)>/gi)) {
    if (single.test(name.toLowerCase()) || selfClosed) continue;
    if (!slash) open.push(name);
    else if (open.pop() !== name) found.push(`</${name}> closes something else`);
  }
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  if (new Set(ids).size !== ids.length) found.push("an id is there twice");
  for (const [, id] of page.matchAll(/ (?:aria-labelledby|href)="#?([^"]*)"/g)) {
    if (!ids.includes(id)) found.push(`nothing has the id ${id}`);
  }
  return [...found, ...open.map((name) => `<${name}> stays open`)];
}

describe("renderReport", () => {
  it("shows a recorded run, with charts and the tables behind them", async () => {
    const page = await pageOf(await collect(observeConsumer({ consumerId: "0", ...recordedRun("downtime-v7.0.1") })));
    expect(faults(page)).toEqual([]);
    expect(page).toMatch(/<section id="verdict" class="verdict secured"/);
    expect(page.match(/<svg role="img" aria-label="[^"]{40,}"/g)).toHaveLength(2);
    expect(page.match(/<details><summary>/g)).toHaveLength(2);
    expect(page.match(/<li class="held">/g)?.length).toBeGreaterThan(10);
    expect(page).toContain("Medians: received after 0.37 s");
    expect(page).toContain("#1 <span");
  });

  it("needs nothing from elsewhere, and nothing in it runs", async () => {
    const page = await pageOf([vscSent(3n, 1n), vscReceived(4n, 1n)]);
    expect(page).toContain(`content="default-src &#39;none&#39;;`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object)|@import|url\(|\son\w+=/i);
    // Names of XML namespaces are no addresses.
    expect(page.replaceAll(/ xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:/);
  });

  it("says of an empty range that it is empty", async () => {
    const page = await pageOf([]);
    expect(faults(page)).toEqual([]);
    expect(page).toContain("nothing observed in this range");
    expect(page).toContain("No VSC packet had a step in this range.");
    expect(page).not.toContain("<svg");
  });

  it("shows hostile text as text", async () => {
    const hostile = `</td></style><script>alert(1)</script><img src=x onerror="alert(2)">`;
    const error = { kind: "error" as const, error: hostile };
    const page = await pageOf([
      { ...vscSent(3n, 1n), chainId: hostile },
      { ...vscReceived(4n, 1n), chainId: hostile, verdict: error } as ObserverEvent,
      at("provider", 5n, { kind: "unreadable", eventType: hostile, reason: hostile }),
      at("provider", 5n, { kind: "stateDisagrees", about: hostile, byEvents: hostile, byState: hostile }),
      at("consumer", 5n, {
        kind: "feesDistributed",
        currentHeight: 5n,
        nextHeight: 6n,
        fraction: hostile,
        total: hostile,
        toProvider: hostile,
      }),
      at("provider", 6n, {
        kind: "consumerKeyAssigned",
        consumerId: "0",
        consumerChainId: hostile,
        providerOperatorAddress: hostile,
        submitterAddress: hostile,
        consumerKey: hostile,
      }),
    ]);
    expect(faults(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).toContain('<span class="status refused">refused</span>');
  });

  it("gives the largest validators a band each, and the others one", async () => {
    const many = Array.from({ length: 40 }, (_value, index) => ({
      pubkey: new Uint8Array(32).fill(index + 1),
      power: BigInt(1_000 - index),
    }));
    const page = await pageOf([setRead(1n, many), applied(4n, [{ ...update("consumer", 0, 9n) }], [1n])]);
    expect(page.match(/<span class="swatch"/g)).toHaveLength(11);
    expect(page).toContain("all others");
    expect(page).toContain("40 validators with power");
  });

  it("says that clocks differ, and counts what is still queued", async () => {
    const received = vscReceived(4n, 1n);
    const early = { ...received, time: new Date(received.time.getTime() - 60_000) };
    const page = await pageOf([setRead(1n, launchSet), vscSent(10n, 1n), early, slashSent(5n, 1n)]);
    expect(page).toMatch(
      /<p class="note">The two chains&#39; block times differ|<p class="note">The two chains' block times/,
    );
    expect(page).toContain("at least 66 s behind");
    expect(page).toContain("-66 s");
  });

  it("draws the meter from its second reading on", async () => {
    const read = (height: bigint, slashMeter: bigint) =>
      at("provider", height, { kind: "providerStateRead", ...providerReading({ slashMeter }) });
    expect(await pageOf([read(20n, 5n)])).not.toContain("below zero");
    const page = await pageOf([read(20n, 5n), read(40n, -3n)]);
    expect(page).toContain("2 readings; last -3 of 100.");
    expect(faults(page)).toEqual([]);
  });

  it("shows the last rows of very many, and says so", async () => {
    const events = Array.from({ length: 1_200 }, (_value, index) => vscSent(BigInt(index + 1), BigInt(index + 1)));
    const page = await pageOf(events);
    expect(page).toContain("The last 1000 of 1200 are shown; the data has all.");
  });
});
