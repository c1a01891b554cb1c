import { IcsError } from "../../../../src/index.ts";
import type { Testnet } from "../../../../testnet/testnet.ts";
import { parseTrace } from "../../../../testnet/trace/parse-trace.ts";
import { playTrace } from "../../../../testnet/trace/play-trace.ts";
import { sendTokens } from "../../../../testnet/trace/send-tokens.ts";
import { TraceKeys } from "../../../../testnet/trace/trace-keys.ts";
import { expectOutcome } from "../../../../testnet/trace/trace-outcome.ts";
import { expectedState } from "../../../../testnet/trace/trace-state.ts";
import { traceTopology } from "../../../../testnet/trace/trace-topology.ts";

const traceOf = (...steps: readonly [string, object, object?][]) =>
  parseTrace(JSON.stringify(steps.map(([type, Action, State]) => ({ ActionType: `main.${type}`, Action, State }))));
const validator = (Id: string) => ({ Id, Stake: 500_000_000, Allocation: 1 });
const start: [string, object] = ["StartChainAction", { Chain: "provi", Validators: ["bob", "alice"].map(validator) }];
const refused = (log: string, sentinel?: string) =>
  Promise.reject(
    new IcsError("TX_REFUSED", "no", { chainId: "x", hash: "", codespace: "provider", abciCode: 1, log, sentinel }),
  );
const keys = () => new TraceKeys();

test("says every step that it reads and cannot play before it plays one", async () => {
  const trace = traceOf(start, ["RegisterRepresentativeAction", { Chain: "democ" }], ["SubmitTextProposalAction", {}]);
  await expect(playTrace({} as Testnet, trace)).rejects.toMatchObject({
    code: "TESTNET_TRACE_INVALID",
    context: {
      problems: [
        { name: "step 2", got: "RegisterRepresentativeAction", wanted: "an action that can be played" },
        { name: "step 3", got: "SubmitTextProposalAction", wanted: "an action that can be played" },
      ],
    },
  });
});

test("asks a chain through a validator that does not go down on it", () => {
  const consumer: [string, object] = [
    "StartConsumerChainAction",
    { ConsumerChain: "consu", Validators: ["bob", "alice"].map(validator) },
  ];
  const topology = traceTopology(
    traceOf(start, consumer, ["DowntimeSlashAction", { Chain: "consu", Validator: "bob" }]),
  );
  expect(topology.provider?.validators).toMatchObject([{ name: "bob" }, { name: "alice" }]);
  expect(topology.consumers?.[0]?.validators).toMatchObject([{ validator: "alice" }, { validator: "bob" }]);
});

test("takes a listed chain for launched, and one that is not listed for stopped once it was removed", () => {
  const [listed, gone] = traceOf(
    ["StartRelayerAction", {}, { provi: { ConsumerChains: { consu: true }, InflationRateChange: 1 } }],
    ["StartRelayerAction", {}, { provi: { ConsumerChains: {}, InflationRateChange: -1 } }],
  );
  const given = { provider: "provi", created: ["consu"], keys };
  expect(expectedState(listed?.state ?? new Map(), given)).toEqual({
    provider: { inflation: "rising" },
    consumers: { consu: { phase: "LAUNCHED" } },
  });
  const falling = { inflation: "falling" };
  const state = gone?.state ?? new Map();
  expect(expectedState(state, given)).toEqual({ provider: falling, consumers: { consu: {} } });
  expect(expectedState(state, { ...given, removed: ["consu"] })).toEqual({
    provider: falling,
    consumers: { consu: { phase: "STOPPED" } },
  });
});

describe("the end of an action", () => {
  const expected = (ExpectedError: string) => ({ ExpectError: true, ExpectedError });

  it("is right where it is accepted, or refused with the trace's words, as expected", async () => {
    await expectOutcome({ ExpectError: false, ExpectedError: "" }, Promise.resolve());
    await expectOutcome(expected("in use"), refused("failed: consumer key is already in use", "ErrConsumerKeyInUse"));
    await expectOutcome(expected(""), refused("whatever"));
  });

  it("is right where an earlier version said the same in other words", async () => {
    const former = expected("a validator has or had assigned this consumer key already");
    await expectOutcome(former, refused("consumer key is already in use by a validator", "ErrConsumerKeyInUse"));
    await expect(expectOutcome(former, refused("no such consumer", "ErrUnknownConsumerId"))).rejects.toMatchObject({
      code: "TESTNET_STATE_UNEXPECTED",
      context: {
        problems: [
          {
            name: "refusal",
            got: "ErrUnknownConsumerId: no such consumer",
            wanted: "a validator has or had assigned this consumer key already",
          },
        ],
      },
    });
  });

  it("is wrong where it is accepted and should not be, or refused and should not be", async () => {
    await expect(expectOutcome(expected(""), Promise.resolve())).rejects.toThrow("accepted");
    const free = { ExpectError: false, ExpectedError: "" };
    await expect(expectOutcome(free, refused("no"))).rejects.toMatchObject({ code: "TX_REFUSED" });
  });
});

describe("sent tokens", () => {
  const sent: unknown[] = [];
  const netOf = (send: () => Promise<unknown>) => {
    const chain = (name: string) => ({
      denom: `${name}-token`,
      account: (of: string) => ({ address: `${of}@${name}` }),
    });
    const sender = (address: string) => ({
      address,
      send: (messages: readonly unknown[]) => {
        sent.push(...messages);
        return send();
      },
    });
    const consumer = { spec: { name: "consu" }, chain: chain("consu"), sender: async () => sender("alice@consu") };
    const provider = { chain: chain("provi"), client: async () => ({ sender: sender("alice@provi") }) };
    return { consumers: [consumer], provider } as unknown as Testnet;
  };
  const transfer = { From: "alice", To: "bob", Amount: 3 };
  afterEach(() => sent.splice(0));

  it("go to the same chain's account, in its own tokens", async () => {
    for (const Chain of ["provi", "consu"])
      await sendTokens(
        netOf(async () => "sent"),
        { ...transfer, Chain },
      );
    const of = (chain: string) => ({
      typeUrl: "/cosmos.bank.v1beta1.MsgSend",
      value: {
        fromAddress: `alice@${chain}`,
        toAddress: `bob@${chain}`,
        amount: [{ denom: `${chain}-token`, amount: "3" }],
      },
    });
    expect(sent).toEqual([of("provi"), of("consu")]);
  });

  it("may be refused where the trace does not say, and must or must not be where it does", async () => {
    const refusing = netOf(() => refused("not yet"));
    await sendTokens(refusing, { ...transfer, Chain: "consu" });
    await sendTokens(refusing, { ...transfer, Chain: "consu", ExpectErr: true });
    const wanted = { ...transfer, Chain: "consu", ExpectErr: false };
    await expect(sendTokens(refusing, wanted)).rejects.toMatchObject({ code: "TX_REFUSED" });
    const accepting = netOf(async () => "sent");
    await expect(sendTokens(accepting, { ...wanted, ExpectErr: true })).rejects.toThrow("accepted");
    const failing = netOf(() => Promise.reject(new RangeError("no node")));
    await expect(sendTokens(failing, { ...transfer, Chain: "consu" })).rejects.toThrow("no node");
  });
});
