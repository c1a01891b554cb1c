import { findings } from "../../../../src/observer/web/views/findings.ts";
import { FakeService } from "../../../support/browser/fake-service.ts";
import { eventsSince } from "../../../support/browser/full-history.ts";

const at = eventsSince(Date.UTC(2026, 0, 1));
const service = () => new FakeService().add("0");

it("finds nothing where nothing is wrong", () => {
  expect(findings(service().summary())).toEqual([]);
});

it("tells all kinds, latest first, and first what ended the observer", () => {
  const consumer = service();
  const event = at("consumer", 5, { kind: "unreadable", eventType: "x", reason: "y" });
  consumer.see(
    at("provider", 1, { kind: "launchFailed", reason: "nobody-opted-in", spawnTime: undefined, optedIn: [] }),
    at("provider", 2, { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" }),
    at("consumer", 3, { kind: "stateMissing", what: "validators", reason: "pruned at 3" }),
    at("consumer", 4, { kind: "stateDisagrees", about: "the channel", byEvents: "open", byState: "closed" }),
    at("provider", 6, { kind: "chainRestarted", knownHeight: 2n, expectedHash: "A", actualHash: "B" }),
  );
  consumer.tell({ type: "violation", violation: { invariant: "received-in-order", reason: "2 before 1", event } });
  consumer.tell({ type: "failure", error: new Error("The node is gone\nat 127.0.0.1"), isRetried: false });
  const told = findings(consumer.summary()).map(({ kind, title, text }) => [kind, title, text]);
  expect(told[0]).toEqual(["observer-failure", "The observer of this consumer has ended", "The node is gone"]);
  expect(told).toContainEqual(["violation", "Invariant received-in-order does not hold", "2 before 1"]);
  expect(told).toContainEqual([
    "restart",
    "Another chain with the same id",
    "It has another block 2 than the one observed",
  ]);
  const heights = findings(consumer.summary()).flatMap(({ height }) => height ?? []);
  expect(heights).toEqual(heights.toSorted((left, right) => Number(right - left)));
});

it("tells why blocks are missing", () => {
  const consumer = service();
  const gap = { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n } as const;
  consumer.see(
    at("provider", 9, { ...gap, reason: "pruned" }),
    at("consumer", 8, { ...gap, reason: "unreadable", detail: "No answer to block_results" }),
  );
  expect(findings(consumer.summary()).map(({ title, text }) => [title, text])).toEqual([
    ["Blocks 1 to 8 are missing", "No node asked has them: what happened there is unknown"],
    [
      "Blocks 1 to 8 are missing",
      "The node cannot tell them: what happened there is unknown. No answer to block_results",
    ],
  ]);
});

it("keeps to what a page can show", () => {
  const consumer = service();
  for (let height = 1; height <= 150; height += 1) {
    consumer.see(at("provider", height, { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" }));
  }
  const told = findings(consumer.summary());
  expect([told.length, told[0]?.height]).toEqual([100, 150n]);
});
