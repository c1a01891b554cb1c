import { describeRelayerEvent } from "../../../../src/cli/relay/describe-relayer-event.ts";
import { createRelayOutput } from "../../../../src/cli/relay/relay-output.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { RelayerEvent } from "../../../../src/relayer/service/relayer-events.ts";
import { relayedTo } from "../../relayer/service/relayer-rig.ts";

const error = { code: "TX_FUNDS_MISSING", message: "a has 0uatom\nSend it some.", since: new Date(0), failures: 3 };
const tx = { chainId: "provider-1", height: 9n, hash: "AB", gasUsed: 10n };
const doubleVote = { kind: "doubleVote", height: 40n };
const state = { kind: "state", path: "0", from: "connecting", reason: undefined, error: undefined, cause: undefined };

const cases: readonly [string, object, object][] = [
  ["a state", { ...state, to: "relaying" }, { level: "info", message: "relaying" }],
  [
    "a wait",
    { ...state, to: "waiting", reason: "not launched" },
    { message: "waiting: not launched", fields: { from: "connecting", to: "waiting", reason: "not launched" } },
  ],
  [
    "a failure, with what to do",
    { ...state, to: "failing", error },
    {
      level: "warn",
      message: "failing: a has 0uatom",
      fields: { code: "TX_FUNDS_MISSING", failures: 3, advice: "Send it some." },
    },
  ],
  ["an end that nobody planned", { ...state, to: "closed", reason: "over", error }, { level: "warn" }],
  [
    "a hop",
    { kind: "hop", path: "0", hop: { name: "ChannelOpenAck", chainId: "c", height: 5n, hash: "AB", blocks: 2 } },
    { message: "ChannelOpenAck", fields: { chainId: "c", height: 5n, hash: "AB", blocks: 2 } },
  ],
  [
    "a transaction",
    { kind: "relayed", path: "0", source: "provider", relayed: relayedTo("consumer-1") },
    {
      message: "relayed 1 packet from the provider",
      fields: { chainId: "consumer-1", height: 3n, hash: "AB", items: ["packet provider/channel-0#1"] },
    },
  ],
  [
    "a close, which has no packet",
    { kind: "relayed", path: "0", source: "provider", relayed: { tx, items: [{ kind: "close", height: 1n }] } },
    { message: "relayed 1 close from the provider", fields: { items: ["close"] } },
  ],
  [
    "an expired client, loudly",
    {
      kind: "client",
      path: "0",
      host: "provider",
      status: { clientId: "07-tendermint-0", chainId: "p", status: "Expired" },
    },
    { level: "error", message: "light client 07-tendermint-0 on p is Expired" },
  ],
  [
    "a refresh",
    { kind: "refreshed", path: "0", host: "provider", tx },
    { message: "light client on provider-1 refreshed" },
  ],
  [
    "evidence",
    { kind: "evidence", path: "0", evidence: doubleVote },
    { level: "warn", message: "evidence found: doubleVote at height 40" },
  ],
  [
    "evidence that was taken",
    { kind: "evidenceSubmitted", path: "0", submitted: { evidence: doubleVote, action: "punish", tx } },
    { level: "warn", message: "evidence submitted (punish): doubleVote at height 40", fields: { hash: "AB" } },
  ],
  [
    "evidence that somebody else brought",
    {
      kind: "evidenceNotSubmitted",
      path: "0",
      left: { evidence: doubleVote, action: "punish", reason: "submitted-before", error: undefined },
    },
    { level: "info", message: "evidence left alone (submitted-before): doubleVote at height 40" },
  ],
  ["a trouble", { kind: "trouble", path: "0", error }, { level: "warn", message: "a has 0uatom" }],
  [
    "latencies, quietly",
    {
      kind: "latency",
      path: "0",
      sender: "provider",
      latencies: [{ stage: "received", sequence: 1n, seconds: 2, blocks: 1 }],
    },
    { level: "debug", message: "received within 2 s" },
  ],
];

it.each(cases)("tells of %s", (_what, event, line) => {
  expect(describeRelayerEvent(event as RelayerEvent)).toMatchObject(line);
});

function output(options: { json?: boolean; logLevel?: "debug" | "info" | "warn" | "error" } = {}) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const { json = false, logLevel = "warn" } = options;
  const written = createRelayOutput({
    json,
    logLevel,
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
    now: () => new Date(0),
  });
  return { ...written, stdout, stderr };
}

it("is lines on stderr for people", () => {
  const { event, say, logger, stdout, stderr } = output();
  event({ kind: "relayed", path: "0", source: "provider", relayed: relayedTo("consumer-1") });
  say("info", "end", "over");
  logger.info("not asked for");
  logger.warn("node gone", { url: "http://x", error: new Error("why") });
  expect(stdout).toEqual([]);
  expect(stderr).toEqual([
    '1970-01-01T00:00:00.000Z info  relayed 1 packet from the provider path="0" source="provider" chainId="consumer-1" height=3 hash="AB" gasUsed=100 items=["packet provider/channel-0#1"]',
    "1970-01-01T00:00:00.000Z info  over",
    '1970-01-01T00:00:00.000Z warn  node gone url="http://x" error="why"',
  ]);
});

it("is one object a line on stdout with json", () => {
  const { event, logger, stdout, stderr } = output({ json: true });
  for (const [, told] of cases) event(told as RelayerEvent);
  logger.error("broken", { error: new IcsError("TX_EXPIRED", "x", { chainId: "c", hash: "h", timeoutHeight: 1n }) });
  expect(stderr).toEqual([]);
  const objects = stdout.map((line) => JSON.parse(line));
  expect(objects).toHaveLength(cases.length); // all but the quiet one, and the log
  for (const object of objects)
    expect(object).toMatchObject({ time: expect.any(String), level: expect.any(String), event: expect.any(String) });
  expect(objects.at(-1)).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    level: "error",
    event: "log",
    message: "broken",
    error: "x",
  });
});

it("tells more where the environment asks for it", () => {
  const { event, logger, stderr } = output({ logLevel: "debug" });
  event(cases.at(-1)?.[1] as RelayerEvent);
  logger.debug("detail");
  expect(stderr).toHaveLength(2);
});
