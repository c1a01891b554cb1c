import { join } from "node:path";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { pollUntil } from "../../../../src/async/poll-until.ts";
import { MsgOptIn } from "../../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { IcsError } from "../../../../src/errors.ts";
import { operatorAddress } from "../../../../src/provider/provider-client.ts";
import { createProviderRegistry } from "../../../../src/provider/registry.ts";
import type { Plan } from "../../../../src/validator/plan/plan.ts";
import { Ledger } from "../../../../src/validator/state/ledger.ts";
import type { WatchEvent } from "../../../../src/validator/watch/watch-event.ts";
import { WatchMetrics } from "../../../../src/validator/watch/watch-metrics.ts";
import { watchValidator } from "../../../../src/validator/watch/watch-validator.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { addAccount, createSender } from "../../../support/fake-account.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { consumerFacts, planOf, policyOf, syncedNode, valcons } from "../plan-fixtures.ts";

const { start, connect } = useFakeComet();
const folder = useTemporaryFolder();
const policy = policyOf({});
const toDo = planOf(policy, [consumerFacts()]);
const done = planOf(policy, [consumerFacts({ optedIn: [valcons(2)] })]);
/** A transaction in name only: what an earlier run left. */
const signed = TxRaw.encode(
  TxRaw.fromPartial({ bodyBytes: new Uint8Array(), signatures: [new Uint8Array(64)] }),
).finish();
const relevant = { type: "update_consumer", attributes: [{ key: "consumer_id", value: "0" }] };

/** A watch over a fake node; `plans` are what it finds, look by look, the last one from then on. */
async function watched(
  plans: readonly (Plan | Error)[],
  { left = [], ...options }: { dryRun?: boolean; everyBlocks?: number; left?: readonly string[] } = {},
) {
  const comet = await start({ blocks: 3 });
  addAccount(comet);
  const connection = await connect(comet);
  const sender = await createSender(connection, { registry: createProviderRegistry() });
  const ledger = await Ledger.open(join(await folder(), "v.sqlite"));
  const of = { providerChainId: connection.chainId, address: sender.address };
  for (const hash of left) ledger.add({ ...of, hash, bytes: signed, timeoutHeight: 100n, summary: [] });
  const open = () => ledger.open(of.providerChainId, of.address).map(({ hash }) => hash);
  const events: WatchEvent[] = [];
  const waiters = new Set<() => void>();
  const controller = new AbortController();
  const heights: bigint[] = [];
  let [looks, isJailed] = [0, false];
  const running = watchValidator({
    ...{ connection, sender, ledger, policy, operatorAddress: operatorAddress(sender.address) },
    means: {
      plan: async () => {
        const next = plans[Math.min(looks, plans.length - 1)];
        looks += 1;
        heights.push(connection.knownHeight);
        if (next instanceof Error) throw next;
        return next ?? done;
      },
      signs: async () => () => ({ node: undefined, missed: undefined }),
      isJailed: () => isJailed,
    },
    onEvent: (event) => {
      events.push(event);
      for (const wake of waiters) wake();
    },
    signal: controller.signal,
    ...options,
  });
  running.catch(() => undefined);
  const until = async (passes: () => boolean): Promise<void> => {
    while (!passes()) await new Promise<void>((resolve) => waiters.add(resolve));
  };
  const kinds = () => events.map(({ kind }) => kind);
  const rounds = () => kinds().filter((kind) => kind === "round").length;
  const jail = () => {
    isJailed = true;
  };
  return {
    comet,
    connection,
    ledger,
    open,
    heights,
    events,
    kinds,
    rounds,
    looks: () => looks,
    until,
    running,
    controller,
    jail,
  };
}

it("applies what the policy allows, looks again, and ends by its signal", async () => {
  const { comet, events, until, rounds, running, controller, ledger } = await watched([toDo, done]);
  const accepts = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    const verdict = accepts(bytes);
    setImmediate(() => comet.addBlock({ txs: [{ bytes }] }));
    return verdict;
  };
  await until(() => events.some(({ kind }) => kind === "applied"));
  expect(events.find(({ kind }) => kind === "applied")).toMatchObject({
    height: 4n,
    summary: ["opt in to consumer 0 (consumer-1) with the key in force"],
    wasLeft: false,
  });
  comet.addBlock();
  await until(() => rounds() === 2);
  expect(ledger.latest()).toMatchObject([{ status: "included" }]);
  controller.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
});

it("looks when something happened to a consumer, and else after so many blocks", async () => {
  const { comet, rounds, until, controller } = await watched([done], { everyBlocks: 3 });
  await until(() => rounds() === 1);
  comet.addBlock({ events: [relevant] });
  await until(() => rounds() === 2);
  for (let block = 0; block < 3; block += 1) comet.addBlock();
  await until(() => rounds() === 3);
  controller.abort(new Error("enough"));
});

it("tells a failure once, and tries again with the next block", async () => {
  const down = new IcsError("RPC_UNREACHABLE", "The node is away\nWait.", { url: "http://n" });
  const { comet, kinds, rounds, looks, until, events, controller } = await watched([down, down, done]);
  await until(() => kinds().includes("failed"));
  for (let look = 2; look <= 3; look += 1) {
    comet.addBlock();
    await pollUntil(
      async () => looks(),
      (seen) => seen === look,
      { what: `look ${look}`, intervalMs: 1 },
    );
  }
  await until(() => rounds() === 1);
  expect(events.filter(({ kind }) => kind === "failed")).toEqual([
    { kind: "failed", code: "RPC_UNREACHABLE", message: "The node is away" },
  ]);
  controller.abort(new Error("enough"));
});

it("sends nothing in a dry run, and tells that the validator is jailed once", async () => {
  const { comet, rounds, until, kinds, jail, controller } = await watched([toDo], { dryRun: true });
  await until(() => rounds() === 1);
  jail();
  for (let round = 2; round < 4; round += 1) {
    comet.addBlock({ events: [relevant] });
    await until(() => rounds() === round);
  }
  expect(comet.broadcasts).toEqual([]);
  expect(kinds().filter((kind) => kind === "jailed")).toHaveLength(1);
  controller.abort(new Error("enough"));
});

it("leaves what an earlier run had signed alone in a dry run, and tells so once", async () => {
  const left = ["AA", "BB"];
  const { comet, rounds, until, events, open, controller, ledger } = await watched([done], { dryRun: true, left });
  await until(() => rounds() === 1);
  comet.addBlock({ events: [relevant] });
  await until(() => rounds() === 2);
  // Another process found out what became of one.
  ledger.settle("AA", "included");
  comet.addBlock({ events: [relevant] });
  await until(() => rounds() === 3);
  expect(comet.broadcasts).toEqual([]);
  expect(open()).toEqual(["BB"]);
  expect(events.filter(({ kind }) => kind !== "round")).toEqual([
    { kind: "left-open", hashes: left },
    { kind: "left-open", hashes: ["BB"] },
  ]);
  controller.abort(new Error("enough"));
});

it("tells of a refusal once, sends what else there is, and tries the refused again", async () => {
  const consumers = [consumerFacts(), consumerFacts({ consumerId: "1", chainId: "consumer-2" })];
  const means = { node: ({ chainId }: { readonly chainId: string }) => syncedNode({ chainId }) };
  const { comet, events, kinds, until, ledger, looks, controller } = await watched([planOf(policy, consumers, means)]);
  const accepts = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    const { messages } = TxBody.decode(TxRaw.decode(bytes).bodyBytes);
    const ids = messages.map(({ value }) => MsgOptIn.decode(value).consumerId);
    if (ids.includes("0")) return { code: 5, codespace: "provider", log: "no such thing" };
    const verdict = accepts(bytes);
    setImmediate(() => comet.addBlock({ txs: [{ bytes }] }));
    return verdict;
  };
  await until(() => kinds().includes("applied") && kinds().includes("failed"));
  expect(events.find(({ kind }) => kind === "applied")).toMatchObject({
    summary: [expect.stringContaining("consumer 1 (consumer-2)")],
  });
  expect(events.find(({ kind }) => kind === "failed")).toMatchObject({
    code: "TX_REFUSED",
    message: expect.stringContaining("no such thing"),
  });
  const seen = looks();
  comet.addBlock();
  await until(() => looks() > seen && kinds().filter((kind) => kind === "applied").length > 1);
  expect(kinds().filter((kind) => kind === "failed")).toHaveLength(1);
  expect(ledger.open("fake-1", ledger.latest(1)[0]?.address ?? "")).toEqual([]);
  controller.abort(new Error("enough"));
});

it("does not look for rewards that were distributed, or for what failed", async () => {
  const { comet, connection, rounds, until, heights, controller } = await watched([done]);
  await until(() => rounds() === 1);
  comet.addBlock({ events: [{ ...relevant, type: "distributed_ics_rewards" }] });
  await connection.waitForHeight(4n);
  comet.addBlock({ txs: [{ bytes: new Uint8Array([1]), code: 5, log: "no", events: [relevant] }] });
  await connection.waitForHeight(5n);
  comet.addBlock({ events: [relevant] });
  await until(() => rounds() === 2);
  expect(heights).toEqual([3n, 6n]);
  controller.abort(new Error("enough"));
});

it("ends where it can no longer keep what it sends", async () => {
  const { comet, ledger, rounds, until, running } = await watched([done, toDo]);
  await until(() => rounds() === 1);
  ledger.close();
  comet.addBlock({ events: [relevant] });
  await expect(running).rejects.toMatchObject({ code: "VALIDATOR_STATE_FAILED" });
  expect(comet.broadcasts).toEqual([]);
});

it("gives its figures to Prometheus", async () => {
  const metrics = new WatchMetrics({ processMetrics: false });
  metrics.event({ kind: "applied", hash: "A", height: 1n, summary: [], wasLeft: false });
  metrics.event({ kind: "failed", code: "RPC_UNREACHABLE", message: "m" });
  const plan = planOf(policy, [consumerFacts({ optedIn: [valcons(2)], leasedPower: 30n })]);
  const missed = { missed: 7n, window: 100n, allowed: 50n, share: 0.14 };
  const text = await metrics.text({ plan, signs: () => ({ node: undefined, missed }), isJailed: true });
  for (const line of [
    "icskit_validator_transactions_total 1",
    'icskit_validator_failures_total{code="RPC_UNREACHABLE"} 1',
    "icskit_validator_jailed 1",
    'icskit_validator_power{consumer="0"} 30',
    'icskit_validator_node_ready{consumer="0"} 0',
    'icskit_validator_missed_blocks{consumer="0"} 7',
    'icskit_validator_missed_blocks_allowed{consumer="0"} 50',
  ]) {
    expect(text).toContain(line);
  }
  expect(await metrics.text(undefined)).not.toContain('consumer="0"');
});
