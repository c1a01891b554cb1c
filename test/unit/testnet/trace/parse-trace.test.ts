import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { consensusAddress } from "../../../../src/index.ts";
import { resolveTopology } from "../../../../testnet/topology.ts";
import { parseTrace } from "../../../../testnet/trace/parse-trace.ts";
import { TraceKeys } from "../../../../testnet/trace/trace-keys.ts";
import { expectedState } from "../../../../testnet/trace/trace-state.ts";
import { traceTopology } from "../../../../testnet/trace/trace-topology.ts";

const fixture = join(import.meta.dirname, "..", "..", "..", "fixtures", "traces", "opt-in-delegate-downtime.json");
const trace = async () => parseTrace(await readFile(fixture, "utf8"));

test("reads the actions of a trace in order, with the state after each", async () => {
  const steps = await trace();
  expect(steps).toHaveLength(16);
  expect(steps[0]).toMatchObject({
    action: { type: "StartChainAction", Chain: "provi" },
    notJudged: ["provi.ValBalances"],
  });
  expect(steps[9]?.action).toEqual({ type: "DelegateTokensAction", From: "bob", To: "carol", Amount: 50_000_000 });
  expect(steps[9]?.state.get("consu")?.ValPowers).toEqual({ carol: 100 });
});

test("makes a topology of it, with keys of their own for those who assigned one before the start", async () => {
  const { provider, consumers } = resolveTopology(traceTopology(await trace()));
  expect(provider.validators.map(({ name, stake }) => [name, stake])).toEqual([
    ["alice", 600_000_000n],
    ["bob", 200_000_000n],
    ["carol", 100_000_000n],
  ]);
  expect(
    consumers.map(({ chainId, validators }) => [
      chainId,
      validators.map(({ validator, ownKey }) => [validator, ownKey]),
    ]),
  ).toEqual([
    [
      "consu",
      [
        ["alice", false],
        ["carol", true],
      ],
    ],
  ]);
});

test("says all that it cannot carry out at once", () => {
  const steps = [
    { ActionType: "main.FlyAction", Action: {}, State: {} },
    { ActionType: "main.OptInAction", Action: { Chain: "consu" }, State: { provi: { ValPowers: { alice: "many" } } } },
  ];
  expect(() => parseTrace(JSON.stringify(steps))).toThrow(
    expect.objectContaining({
      code: "TESTNET_TRACE_INVALID",
      context: {
        problems: [
          { name: "step 1", got: "main.FlyAction", wanted: "a known action" },
          expect.objectContaining({ name: "step 2, OptInAction.Validator" }),
          expect.objectContaining({ name: "step 2, state of provi.ValPowers.alice" }),
        ],
      },
    }),
  );
});

test.each([
  ["no JSON", "{"],
  ["no list", "{}"],
  ["an empty list", "[]"],
])("refuses %s", (_what, text) => {
  expect(() => parseTrace(text)).toThrow(expect.objectContaining({ code: "TESTNET_TRACE_INVALID" }));
});

test("a trace without a provider has no topology", () => {
  const steps = parseTrace('[{"ActionType":"main.StartRelayerAction","Action":{},"State":null}]');
  expect(() => traceTopology(steps)).toThrow(expect.objectContaining({ code: "TESTNET_TRACE_INVALID" }));
});

test("turns a state into expectations, with our keys in place of the trace's", async () => {
  const keys = new TraceKeys();
  const traceKey = '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"QfqJ3n2rfqnGZVh8uNlgpTrF2cqUdOYeR0b3AJ2h7Ys="}';
  const ours = keys.ours(traceKey);
  expect(keys.ours(traceKey)).toBe(ours);
  const bytes = new Uint8Array(Buffer.from("QfqJ3n2rfqnGZVh8uNlgpTrF2cqUdOYeR0b3AJ2h7Ys=", "base64"));
  const address = consensusAddress(bytes, "cosmos");
  const [step] = parseTrace(
    JSON.stringify([
      {
        ActionType: "main.StartRelayerAction",
        Action: {},
        State: {
          provi: {
            ValPowers: { alice: 5 },
            StakedTokens: { alice: 5_000_000 },
            HasToValidate: { alice: ["consu"], bob: [] },
          },
          consu: {
            ValPowers: { alice: 4 },
            AssignedKeys: { alice: address, bob: "" },
            ConsumerPendingPacketQueueSize: 0,
            ConsumerCommissionRates: { alice: 0.5 },
          },
          other: { ValPowers: { alice: 3 } },
        },
      },
    ]),
  );
  expect(expectedState(step?.state ?? new Map(), { provider: "provi", created: ["consu"], keys: () => keys })).toEqual({
    provider: { powers: { alice: 5 }, tokens: { alice: 5_000_000 } },
    consumers: {
      consu: {
        powersUnderAnyKey: { alice: 4 },
        hasToValidate: { alice: true, bob: false },
        keys: { alice: ours.publicKey, bob: "none" },
        commission: { alice: "0.5" },
        queuedSlashPackets: 0,
      },
    },
  });
});
