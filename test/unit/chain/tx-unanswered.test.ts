import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { readTx } from "../../support/fake-account.ts";
import { Refusal } from "../../support/fake-comet-faults.ts";
import { gas, hashOf, includeAtOnce, message, onceBroadcast, senderFixture, sequences } from "./tx-sender-rig.ts";

const fake = useFakeComet();
const fixture = () => senderFixture(fake);

describe("a transaction whose broadcast was not answered", () => {
  it.each([
    ["the connection broke", "break"],
    ["a proxy answered", { status: 502 }],
    ["the answer made no sense", { body: "<html>" }],
  ] as const)("is found in its block by its hash: %s", async (_name, trouble) => {
    const { comet, sender } = await fixture();
    comet.onBroadcast = (bytes) => {
      comet.addBlock();
      comet.addBlock({ txs: [{ bytes }] });
      return trouble;
    };
    const tx = await sender.send([message], gas);
    expect(tx).toMatchObject({ height: 5n, hash: hashOf(comet.broadcasts[0]) });
    expect(new Set(comet.broadcasts.map(hashOf)).size).toBe(1);
  });

  it.each([
    ["a connection that broke", "break"],
    ["too many requests", { status: 429 }],
  ] as const)("is handed in again, the same bytes, when the node had not got it: %s", async (_name, trouble) => {
    const { comet, sender } = await fixture();
    const check = comet.onBroadcast;
    includeAtOnce(comet);
    const include = comet.onBroadcast;
    comet.onBroadcast = (bytes) => {
      if (comet.broadcasts.length > 2) return include(bytes);
      comet.addBlock();
      return trouble;
    };
    const tx = await sender.send([message], gas);
    expect(comet.broadcasts.map(hashOf)).toEqual([tx.hash, tx.hash, tx.hash]);
    comet.onBroadcast = check;
    includeAtOnce(comet);
    await sender.send([message], gas);
    expect(sequences(comet)).toEqual([4, 4, 4, 5]);
  });

  it("is handed in again when the node has lost its mempool", async () => {
    const { comet, sender, sequence } = await fixture();
    const check = comet.onBroadcast;
    comet.onBroadcast = (bytes) => {
      const verdict = check(bytes);
      sequence.checked = 4;
      return verdict;
    };
    const sending = sender.send([message], gas);
    await onceBroadcast(comet, 1);
    includeAtOnce(comet);
    for (let count = 0; count < 4; count += 1) comet.addBlock();
    await expect(sending).resolves.toMatchObject({ height: 9n });
    expect(new Set(comet.broadcasts.map(hashOf)).size).toBe(1);
  });

  it("is refused, and can be sent again, once another transaction has taken its sequence for good", async () => {
    const { comet, sender, sequence } = await fixture();
    comet.onBroadcast = (bytes) => (comet.broadcasts.length === 1 ? { code: 0 } : refuse(bytes));
    const refuse = (bytes: Uint8Array) => {
      const log = `account sequence mismatch, expected 5, got ${readTx(bytes).sequence}: incorrect account sequence`;
      return { code: 32, codespace: "sdk", log };
    };
    const sending = rejection("TX_REFUSED", sender.send([message], gas));
    await onceBroadcast(comet, 1);
    for (let count = 0; count < 4; count += 1) comet.addBlock();
    await onceBroadcast(comet, 2);
    // Taken in the mempool only: the other transaction may still be dropped, and this one be included.
    sequence.committed = 5;
    for (let count = 0; count < 4; count += 1) comet.addBlock();
    const error = await sending;
    expect(error.retryable).toBe(true);
    expect(error.message).toContain("took its sequence (account sequence mismatch, expected 5, got 4");
    expect(error.context.hash).toBe(hashOf(comet.broadcasts[0]));
  });

  it("has expired when the chain passed its timeout height without it", async () => {
    const { comet, sender, sequence } = await fixture();
    comet.onBroadcast = () => {
      for (let count = 0; count < 3; count += 1) comet.addBlock({ txs: [{ bytes: new Uint8Array([count]) }] });
      return "break";
    };
    const error = await rejection("TX_EXPIRED", sender.send([message], { ...gas, timeoutBlocks: 2 }));
    expect(error.context).toEqual({ chainId: "fake-1", hash: hashOf(comet.broadcasts[0]), timeoutHeight: 5n });
    expect(error.retryable).toBe(true);
    sequence.committed = 30;
    await rejection("TX_EXPIRED", sender.send([message], { ...gas, timeoutBlocks: 2 }));
    expect([...new Set(sequences(comet))]).toEqual([4, 30]);
    expect(new Set(comet.broadcasts.map(hashOf)).size).toBe(2);
  });

  it("is followed where the node says that it has it already", async () => {
    const { comet, sender } = await fixture();
    comet.overrides.set("broadcast_tx_sync", ({ tx }) => {
      comet.addBlock({ txs: [{ bytes: new Uint8Array(Buffer.from(String(tx), "base64")) }] });
      throw new Refusal("tx already exists in cache");
    });
    await expect(sender.send([message], gas)).resolves.toMatchObject({ height: 4n });
  });

  it("is followed through blocks that the node does not give at first", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet);
    let asked = 0;
    comet.trouble = (method) => (method === "block_results" && asked++ < 3 ? { status: 503 } : undefined);
    await expect(sender.send([message], gas)).resolves.toMatchObject({ height: 5n });
    expect(comet.broadcasts).toHaveLength(1);
  });
});
