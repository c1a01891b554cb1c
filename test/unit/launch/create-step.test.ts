import { IcsError } from "../../../src/errors.ts";
import { createStep, scheduleStep } from "../../../src/launch/create-step.ts";
import type { LaunchRun } from "../../../src/launch/launch-consumer.ts";
import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import { causeFirstPacket } from "../../../src/launch/start-step.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { launched, madeOverview, madeSpec } from "./made.ts";

const refusal = (log: string) =>
  new IcsError("TX_REFUSED", "refused", {
    chainId: "p",
    hash: "",
    codespace: "sdk",
    abciCode: 32,
    sentinel: undefined,
    log,
  });
const taken = refusal("account sequence mismatch, expected 8, got 7");

interface Sent {
  readonly what: string;
  readonly options: { readonly signAgain?: boolean };
}

/** A launch whose provider includes every transaction, or refuses it. */
function run(given: Partial<LaunchRun> = {}, error?: Error) {
  const [events, sent, waits]: [LaunchEvent[], Sent[], bigint[]] = [[], [], []];
  const send = (what: string) => async (_message: unknown, options: Sent["options"]) => {
    sent.push({ what, options });
    if (error !== undefined) throw error;
    return what === "create" ? { consumerId: "3", tx: { hash: "AB" } } : { hash: "AB" };
  };
  const connection = {
    latestHeight: async () => 5n,
    waitForHeight: async (height: bigint) => waits.push(height),
    async *blocks() {
      yield { height: 6n };
      yield { height: 7n };
    },
  };
  const queries = {
    consumerValidators: async (_id: string, { height }: { height: bigint }) =>
      height < 7n ? [] : [{ moniker: "a", providerOperatorAddress: "a", consumerPower: 5n }],
  };
  const provider = {
    address: "owner",
    queries,
    sender: { connection, send: send("delegate") },
    createConsumer: send("create"),
    updateConsumer: send("update"),
  };
  const { signal } = new AbortController();
  const tell = (event: LaunchEvent): void => void events.push(event);
  const options = { spec: madeSpec(), provider, tell, signal, ...given } as unknown as LaunchRun;
  return { options, events, sent, waits, kinds: () => events.map(({ kind }) => kind) };
}

describe("creating a consumer", () => {
  it("sends one transaction, which nothing puts behind another one", async () => {
    const { options, sent, events } = run();
    await createStep(options);
    expect(sent).toEqual([{ what: "create", options: expect.objectContaining({ signAgain: false }) }]);
    expect(events).toMatchObject([{ kind: "created", consumerId: "3" }]);
  });

  it("waits a block where a transaction of an earlier run took the sequence, for the state to tell", async () => {
    const { options, waits, kinds } = run({}, taken);
    await createStep(options);
    expect([waits, kinds()]).toEqual([[6n], ["waiting"]]);
  });

  it("ends for every other refusal, and sends nothing where the spawn time has passed", async () => {
    await rejection("TX_REFUSED", createStep(run({}, refusal("insufficient funds")).options));
    const past = run({ spec: madeSpec({ initialization: { spawnTime: "2020-01-01T00:00:00Z" } }) });
    const error = await rejection("CONFIG_INVALID", createStep(past.options));
    expect(error.message).toContain("The spawn time 2020-01-01T00:00:00.000Z has passed");
    expect(past.sent).toEqual([]);
  });
});

describe("setting a spawn time", () => {
  it("is done at once without watch", async () => {
    const { options, kinds } = run();
    await scheduleStep(options, madeOverview());
    expect(kinds()).toEqual(["scheduled"]);
  });

  it("waits with watch until somebody would validate, and tells who", async () => {
    const { options, events, kinds } = run({ watch: true });
    await scheduleStep(options, madeOverview());
    expect(kinds()).toEqual(["waiting", "ready", "ready", "scheduled"]);
    expect(events[1]).toMatchObject({ height: 6n, power: 0n });
    expect(events[2]).toMatchObject({ height: 7n, power: 5n, validators: [{ moniker: "a" }] });
  });
});

describe("causing a first packet", () => {
  const spec = madeSpec({ firstPacket: { delegate: "1000000uatom" } });
  const state = { step: "start", overview: madeOverview(launched), sent: 0n, acknowledged: 0n } as const;

  it("delegates once", async () => {
    const { options, sent, events } = run({ spec });
    await causeFirstPacket(options, state, options.signal);
    expect(sent).toEqual([{ what: "delegate", options: expect.objectContaining({ signAgain: false }) }]);
    expect(events).toMatchObject([{ kind: "delegated", validator: "a-valoper", amount: "1000000uatom" }]);
    // However long the provider takes to make a packet of it.
    await causeFirstPacket(options, state, options.signal);
    expect(sent).toHaveLength(1);
  });

  it("leaves it to an earlier run's transaction that took the sequence", async () => {
    const { options, kinds } = run({ spec }, taken);
    await causeFirstPacket(options, state, options.signal);
    expect(kinds()).toEqual([]);
    await rejection("TX_REFUSED", causeFirstPacket(run({ spec }, refusal("no funds")).options, state, options.signal));
  });
});
