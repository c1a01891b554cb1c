import { join } from "node:path";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { pollUntil } from "../../../src/async/poll-until.ts";
import { MsgOptIn } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { operatorAddress } from "../../../src/provider/provider-client.ts";
import { createProviderRegistry } from "../../../src/provider/registry.ts";
import { applyChanges, settleLedger } from "../../../src/validator/apply-plan.ts";
import type { PlannedChanges } from "../../../src/validator/plan/plan.ts";
import { Ledger } from "../../../src/validator/state/ledger.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import { addAccount, createSender, readTx } from "../../support/fake-account.ts";
import type { FakeComet } from "../../support/fake-comet.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const { start, connect } = useFakeComet();
const folder = useTemporaryFolder();

const consumer = (id: number): PlannedChanges => ({
  consumerId: String(id),
  chainId: `consumer${id}-1`,
  changes: [{ kind: "opt-in" }, { kind: "set-commission", rate: "0.1" }],
  basis: { phase: "LAUNCHED", chainId: "", isOptedIn: false, assignedKey: undefined, commissionRate: undefined },
});

async function fixture() {
  const comet = await start({ blocks: 3 });
  addAccount(comet);
  const connection = await connect(comet);
  const sender = await createSender(connection, { registry: createProviderRegistry() });
  const path = join(await folder(), "validator.sqlite");
  const ledger = await Ledger.open(path);
  const options = { sender, ledger, operatorAddress: operatorAddress(sender.address) };
  return { comet, connection, sender, ledger, path, options };
}

/** Puts each transaction that is handed in into a block of its own. */
async function includeNext(comet: FakeComet, index: number): Promise<void> {
  await pollUntil(
    async () => comet.broadcasts.length,
    (seen) => seen > index,
    { what: "a broadcast", intervalMs: 1 },
  );
  comet.addBlock({ txs: [{ bytes: comet.broadcasts[index] ?? new Uint8Array() }] });
}

it("sends in transactions of many messages, never splitting a consumer, each kept before it leaves", async () => {
  const { comet, ledger, sender, options } = await fixture();
  const kept: number[] = [];
  const onBroadcast = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    kept.push(ledger.open("fake-1", sender.address).length);
    return onBroadcast(bytes);
  };
  const sent = applyChanges([consumer(0), consumer(1), consumer(2)], { ...options, batchSize: 5 });
  await includeNext(comet, 0);
  await includeNext(comet, 1);
  expect((await sent).map(({ height }) => height)).toEqual([4n, 5n]);
  expect(comet.broadcasts.map((bytes) => readTx(bytes).typeUrls.length)).toEqual([4, 2]);
  expect(kept).toEqual([1, 1]);
  expect(ledger.open("fake-1", sender.address)).toEqual([]);
  expect(ledger.latest()).toMatchObject([{ status: "included" }, { status: "included", summary: { length: 4 } }]);
});

it("keeps a transaction that the node refused as refused, and one that failed as failed", async () => {
  const { comet, ledger, options } = await fixture();
  const accepts = comet.onBroadcast;
  comet.onBroadcast = () => ({ code: 13, codespace: "sdk", log: "insufficient fee" });
  await expect(applyChanges([consumer(0)], options)).rejects.toMatchObject({ code: "TX_REFUSED" });
  expect(ledger.latest(1)).toMatchObject([{ status: "refused", reason: expect.stringContaining("insufficient fee") }]);
  comet.onBroadcast = accepts;
  const failing = applyChanges([consumer(0)], options);
  failing.catch(() => undefined);
  await pollUntil(
    async () => comet.broadcasts.length,
    (seen) => seen > 1,
    { what: "a broadcast", intervalMs: 1 },
  );
  comet.addBlock({
    txs: [{ bytes: comet.broadcasts[1] ?? new Uint8Array(), code: 5, codespace: "provider", log: "no" }],
  });
  await expect(failing).rejects.toMatchObject({ code: "TX_FAILED" });
  expect(ledger.latest(1)).toMatchObject([{ status: "failed" }]);
});

it("does not sign again behind a transaction that it does not know of", async () => {
  const { comet, ledger, options } = await fixture();
  comet.onBroadcast = () => ({ code: 32, codespace: "sdk", log: "account sequence mismatch, expected 9, got 4" });
  await expect(applyChanges([consumer(0)], options)).rejects.toMatchObject({ code: "TX_REFUSED" });
  expect(comet.broadcasts).toHaveLength(1);
  expect(ledger.latest()).toHaveLength(1);
});

it("tries each consumer alone where one of them has a transaction refused, and then tells of it", async () => {
  const { comet, options, ledger } = await fixture();
  const accepts = comet.onBroadcast;
  // What is about consumer 1 is refused.
  comet.onBroadcast = (bytes) => {
    const isBad = TxBody.decode(TxRaw.decode(bytes).bodyBytes).messages.some(
      ({ typeUrl, value }) => typeUrl === MsgOptIn.typeUrl && MsgOptIn.decode(value).consumerId === "1",
    );
    if (isBad) return { code: 5, codespace: "provider", log: "no such thing" };
    const verdict = accepts(bytes);
    setImmediate(() => comet.addBlock({ txs: [{ bytes }] }));
    return verdict;
  };
  const consumers = [consumer(0), consumer(1), consumer(2)];
  const told: string[] = [];
  const onIncluded = (_tx: unknown, summary: readonly string[]) => void told.push(summary[0] ?? "");
  const sent = applyChanges(consumers, { ...options, isolate: true, onIncluded });
  await expect(sent).rejects.toMatchObject({ code: "TX_REFUSED", context: { log: "no such thing" } });
  expect(told.map((line) => line.slice(0, 20))).toEqual(["opt in to consumer 0", "opt in to consumer 2"]);
  expect(
    ledger
      .latest()
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual(["included", "included", "refused", "refused"]);
});

describe("settleLedger", () => {
  /** A run that was ended after its transaction was kept, before anybody had it. */
  async function left() {
    const f = await fixture();
    f.comet.onBroadcast = () => {
      throw new Error("killed");
    };
    const controller = new AbortController();
    const run = applyChanges([consumer(0)], { ...f.options, signal: controller.signal });
    await pollUntil(
      async () => f.ledger.latest().length,
      (count) => count === 1,
      { what: "a kept one", intervalMs: 1 },
    );
    controller.abort(new Error("killed"));
    await expect(run).rejects.toThrow();
    f.ledger.close();
    await f.connection.close();
    addAccount(f.comet);
    return { ...f, connection: await connect(f.comet), ledger: await Ledger.open(f.path) };
  }

  it("hands the same bytes in where no block has them", async () => {
    const { comet, connection, sender, ledger } = await left();
    const [entry] = ledger.open("fake-1", sender.address);
    const before = comet.broadcasts.length;
    const settled = settleLedger(connection, sender.address, ledger);
    await includeNext(comet, before);
    expect(await settled).toMatchObject([{ hash: entry?.hash }]);
    expect(comet.broadcasts.at(-1)).toEqual(entry?.bytes);
    expect(await settleLedger(connection, sender.address, ledger)).toEqual([]);
  });

  it("finds one that was included while nobody looked, and hands nothing in", async () => {
    const { comet, connection, sender, ledger } = await left();
    const [entry] = ledger.open("fake-1", sender.address);
    const bytes = entry?.bytes ?? new Uint8Array();
    const height = comet.addBlock({ txs: [{ bytes }] });
    const tx = Buffer.from(bytes).toString("base64");
    comet.overrides.set("tx", () => ({ hash: entry?.hash, height: `${height}`, index: 0, tx_result: { code: 0 }, tx }));
    const before = comet.broadcasts.length;
    expect(await settleLedger(connection, sender.address, ledger)).toMatchObject([{ hash: entry?.hash, height }]);
    expect(comet.broadcasts).toHaveLength(before);
  });

  it("gives one up that can never be included any more", async () => {
    const { comet, connection, sender, ledger } = await left();
    comet.onBroadcast = () => ({ code: 30, codespace: "sdk", log: "tx timeout height" });
    expect(await settleLedger(connection, sender.address, ledger)).toEqual([]);
    expect(ledger.latest()).toMatchObject([{ status: "refused" }]);
  });
});

describe("Ledger", () => {
  it("refuses another application's file, and one that is no database", async () => {
    const { writeFile } = await import("node:fs/promises");
    const { DatabaseSync } = await import("node:sqlite");
    const path = join(await folder(), "other.sqlite");
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE t (x)");
    other.close();
    await expect(Ledger.open(path)).rejects.toMatchObject({ code: "VALIDATOR_STATE_FAILED" });
    const text = join(await folder(), "text");
    await writeFile(text, "hello, this is no database at all, whatever its length may be\n".repeat(20));
    await expect(Ledger.open(text)).rejects.toMatchObject({ code: "VALIDATOR_STATE_FAILED" });
  });

  it("tells the entries of one account and chain only", async () => {
    const ledger = await Ledger.open(join(await folder(), "l.sqlite"));
    const entry = { bytes: new Uint8Array([1]), timeoutHeight: 2n ** 60n, summary: ["a"], address: "cosmos1a" };
    ledger.add({ ...entry, hash: "A", providerChainId: "p-1" });
    ledger.add({ ...entry, hash: "B", providerChainId: "q-1" });
    expect(ledger.open("p-1", "cosmos1a")).toMatchObject([{ hash: "A", timeoutHeight: 2n ** 60n, summary: ["a"] }]);
    expect(ledger.open("p-1", "cosmos1b")).toEqual([]);
    ledger.settle("A", "refused", "why");
    ledger.add({ ...entry, hash: "A", providerChainId: "p-1" });
    expect(ledger.latest().map(({ hash, status, reason }) => [hash, status, reason])).toEqual([
      ["B", "signed", ""],
      ["A", "signed", ""],
    ]);
    ledger.close();
    expect(() => ledger.open("p-1", "cosmos1a")).toThrow(/could not be read/);
  });
});
