import { createHash } from "node:crypto";
import { toBase64 } from "@cosmjs/encoding";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { pollUntil } from "../../../src/async/poll-until.ts";
import { broadcastSignedTx } from "../../../src/chain/broadcast.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

const { start, connect } = useFakeComet();
const refusal = { code: 32, codespace: "sdk", log: "account sequence mismatch, expected 5, got 4" };

/** A signed transaction; without a timeout height unless one is given. */
function transaction(timeoutHeight = 0n): Uint8Array {
  return TxRaw.encode({
    bodyBytes: TxBody.encode(TxBody.fromPartial({ timeoutHeight })).finish(),
    authInfoBytes: AuthInfo.encode(AuthInfo.fromPartial({})).finish(),
    signatures: [new Uint8Array([1])],
  }).finish();
}

const bytes = transaction();
const hash = createHash("sha256").update(bytes).digest("hex").toUpperCase();

async function fixture(): Promise<{ comet: FakeComet; connection: ChainConnection }> {
  const comet = await start({ blocks: 3 });
  return { comet, connection: await connect(comet) };
}

const onceBroadcast = (comet: FakeComet, count: number): Promise<number> =>
  pollUntil(
    async () => comet.broadcasts.length,
    (seen) => seen >= count,
    { what: `broadcast ${count}`, intervalMs: 1 },
  );

it("resolves with the block that has the transaction", async () => {
  const { comet, connection } = await fixture();
  const sent = broadcastSignedTx(connection, bytes);
  await onceBroadcast(comet, 1);
  comet.addBlock();
  comet.addBlock({ txs: [{ bytes: new Uint8Array([9]) }, { bytes }] });
  expect(await sent).toMatchObject({ chainId: "fake-1", hash, height: 5n });
  expect(comet.broadcasts).toEqual([bytes]);
});

it("finds the one that was included before in the node's index, and hands in nothing", async () => {
  const { comet, connection } = await fixture();
  comet.blocks[1] = { txs: [{ bytes }] };
  comet.overrides.set("tx", () => ({ hash, height: "2", index: 0, tx_result: { code: 0 }, tx: toBase64(bytes) }));
  expect(await broadcastSignedTx(connection, bytes)).toMatchObject({ hash, height: 2n });
  expect(comet.broadcasts).toEqual([]);
});

it("finds the one that the latest block has, where the node has no index and refuses it", async () => {
  const { comet, connection } = await fixture();
  comet.blocks[2] = { txs: [{ bytes }] };
  comet.onBroadcast = () => refusal;
  expect(await broadcastSignedTx(connection, bytes)).toMatchObject({ hash, height: 3n });
});

it("tells a refusal of a transaction that is in no block", async () => {
  const { comet, connection } = await fixture();
  comet.onBroadcast = () => refusal;
  const sentinelName = (): string => "ErrWrongSequence";
  const error = await rejection("TX_REFUSED", broadcastSignedTx(connection, bytes, { sentinelName }));
  expect(error.context).toMatchObject({ hash, codespace: "sdk", abciCode: 32, sentinel: "ErrWrongSequence" });
});

it("tells a failure in the block", async () => {
  const { comet, connection } = await fixture();
  comet.onBroadcast = () => {
    comet.addBlock({ txs: [{ bytes, code: 5, codespace: "sdk", log: "insufficient funds" }] });
    return { code: 0 };
  };
  const error = await rejection("TX_FAILED", broadcastSignedTx(connection, bytes));
  expect(error.context).toMatchObject({ height: 4n, abciCode: 5, sentinel: undefined });
});

it("hands the same bytes in again where the node may have lost them", async () => {
  const { comet, connection } = await fixture();
  const sent = broadcastSignedTx(connection, bytes);
  await onceBroadcast(comet, 1);
  for (let block = 0; block < 4; block += 1) comet.addBlock();
  await onceBroadcast(comet, 2);
  comet.addBlock({ txs: [{ bytes }] });
  expect((await sent).hash).toBe(hash);
  expect(comet.broadcasts).toEqual([bytes, bytes]);
});

it("tells when another transaction has taken its sequence meanwhile", async () => {
  const { comet, connection } = await fixture();
  const sent = broadcastSignedTx(connection, bytes);
  await onceBroadcast(comet, 1);
  comet.onBroadcast = () => refusal;
  for (let block = 0; block < 8; block += 1) comet.addBlock();
  await rejection("TX_REFUSED", sent);
});

it("ends at the transaction's own timeout height", async () => {
  const { comet, connection } = await fixture();
  const expiring = transaction(4n);
  const sent = broadcastSignedTx(connection, expiring);
  await onceBroadcast(comet, 1);
  comet.addBlock();
  comet.addBlock({ txs: [{ bytes: expiring }] });
  const error = await rejection("TX_EXPIRED", sent);
  expect(error.context.timeoutHeight).toBe(4n);
});

it("gives up when told to, and knows nothing of the transaction then", async () => {
  const { connection } = await fixture();
  const error = await rejection("POLL_TIMEOUT", broadcastSignedTx(connection, bytes, { timeoutMs: 20 }));
  expect(error.context.what).toContain(hash);
});
