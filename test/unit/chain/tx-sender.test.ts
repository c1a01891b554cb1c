import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { createSender, readTx, testWallet } from "../../support/fake-account.ts";
import { Refusal } from "../../support/fake-comet-faults.ts";
import { gas, hashOf, includeAtOnce, message, senderFixture, sequences } from "./tx-sender-rig.ts";

const fake = useFakeComet();
const { start, connect } = fake;
const fixture = () => senderFixture(fake);

describe("a transaction", () => {
  it("resolves with its block once it has succeeded there", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet);
    const tx = await sender.send([message, message], { gas: 123_456, memo: "hello", timeoutBlocks: 7 });
    expect(tx).toMatchObject({ chainId: "fake-1", height: 5n, hash: hashOf(comet.broadcasts[0]), gasUsed: 1234n });
    expect(tx.responses).toEqual([{ typeUrl: "/x", value: new Uint8Array([1]) }]);
    expect(comet.broadcasts.map(readTx)).toEqual([
      {
        sequence: 4,
        gas: 123_456n,
        timeoutHeight: 10n,
        typeUrls: [message.typeUrl, message.typeUrl],
        memo: "hello",
      },
    ]);
  });

  it("is simulated for its gas where none is given, with room for what else is in its block", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet);
    await sender.send([message]);
    expect(readTx(comet.broadcasts[0] as Uint8Array).gas).toBe(110_000n);
  });

  it("fails with the chain's words, its code by name, and where it is to be found", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet, { code: 3, codespace: "provider", log: "unknown consumer" });
    const error = await rejection("TX_FAILED", sender.send([message], gas));
    expect(error.context).toEqual({
      chainId: "fake-1",
      hash: hashOf(comet.broadcasts[0]),
      height: 5n,
      codespace: "provider",
      abciCode: 3,
      sentinel: "Err_provider_3",
      log: "unknown consumer",
    });
    expect(error.message).toMatch(
      /^Transaction [0-9A-F]{64} failed on fake-1 at height 5 \(Err_provider_3, provider 3\)/,
    );
    expect(error.retryable).toBe(false);
  });

  it("is refused at CheckTx without having been included, and its sequence is used by the next", async () => {
    const { comet, sender } = await fixture();
    const check = comet.onBroadcast;
    comet.onBroadcast = () => ({ code: 5, codespace: "sdk", log: "insufficient funds" });
    const error = await rejection("TX_REFUSED", sender.send([message], gas));
    expect(error.context).toMatchObject({ codespace: "sdk", abciCode: 5, sentinel: "Err_sdk_5" });
    expect(error.context.hash).toBe(hashOf(comet.broadcasts[0]));
    comet.onBroadcast = check;
    includeAtOnce(comet);
    await sender.send([message], gas);
    expect(sequences(comet)).toEqual([4, 4]);
  });

  it("is refused in simulation before anything is sent", async () => {
    const { comet, sender } = await fixture();
    comet.queries.set("/cosmos.tx.v1beta1.Service/Simulate", () => ({ code: 6, log: "no such consumer" }));
    const error = await rejection("TX_REFUSED", sender.send([message]));
    expect(error.context).toMatchObject({ hash: "", log: expect.stringContaining("no such consumer") });
    expect(error.message).toContain("Nothing was sent");
    expect(comet.broadcasts).toEqual([]);
  });

  it("of an account that the chain does not know is not sent, whether simulated or not", async () => {
    const { comet, sender } = await fixture();
    comet.queries.set("/cosmos.auth.v1beta1.Query/Account", () => ({
      code: 22,
      log: "rpc error: code = NotFound desc = account cosmos1 not found: key not found",
    }));
    for (const options of [gas, {}]) {
      const error = await rejection("TX_ACCOUNT_NOT_FOUND", sender.send([message], options));
      expect(error.context).toEqual({ chainId: "fake-1", address: sender.address });
    }
    comet.queries.set("/cosmos.auth.v1beta1.Query/Account", () => ({ code: 1, log: "out of order" }));
    const error = await rejection("RPC_QUERY_FAILED", sender.send([message], gas));
    expect(error.message).toContain("out of order");
    expect(comet.broadcasts).toEqual([]);
  });
});

describe("the sequence", () => {
  it("is taken from the chain's refusal where another sender used the account, once", async () => {
    const { comet, sender, sequence } = await fixture();
    sequence.checked = 6;
    includeAtOnce(comet);
    await sender.send([message], gas);
    expect(sequences(comet)).toEqual([4, 6]);
    sequence.checked = 9;
    await sender.send([message]);
    expect(sequences(comet)).toEqual([4, 6, 9]);
  });

  it("is taken from the chain's refusal as often as several senders race for it", async () => {
    const { comet, sender, sequence } = await fixture();
    const check = comet.onBroadcast;
    comet.onBroadcast = (bytes) => {
      if (comet.broadcasts.length < 5) sequence.checked += 1;
      return check(bytes);
    };
    includeAtOnce(comet);
    await sender.send([message], gas);
    expect(sequences(comet)).toEqual([4, 5, 6, 7, 8]);
  });

  it("that another sender took is refused where that one may have done the same, and right the next time", async () => {
    const { comet, sender } = await fixture();
    comet.onBroadcast = (bytes) => {
      const { sequence } = readTx(bytes);
      const log = `account sequence mismatch, expected 5, got ${sequence}: incorrect account sequence`;
      return sequence === 5 ? { code: 0 } : { code: 32, codespace: "sdk", log };
    };
    await rejection("TX_REFUSED", sender.send([message], { ...gas, signAgain: false }));
    expect(sequences(comet)).toEqual([4]);
    includeAtOnce(comet);
    await sender.send([message], { ...gas, signAgain: false });
    expect(sequences(comet)).toEqual([4, 5]);
  });

  it("that stays wrong ends in a refusal", async () => {
    const { comet, sender } = await fixture();
    comet.onBroadcast = (bytes) => {
      const { sequence } = readTx(bytes);
      const log = `account sequence mismatch, expected ${sequence + 5}, got ${sequence}: incorrect account sequence`;
      return { code: 32, codespace: "sdk", log };
    };
    const error = await rejection("TX_REFUSED", sender.send([message], gas));
    expect(error.context.sentinel).toBe("Err_sdk_32");
    expect(sequences(comet)).toEqual([4, 9, 14, 19, 24]);
  });

  it("is consecutive, in the order of the calls, where several are sent at once", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet);
    const memos = ["simulated", "given", "simulated too", "given too"];
    const sending = memos.map((memo) => sender.send([message], memo.startsWith("given") ? { ...gas, memo } : { memo }));
    const txs = await Promise.all(sending);
    expect(comet.broadcasts.map(readTx).map(({ memo, sequence }) => [sequence, memo])).toEqual(
      memos.map((memo, index) => [4 + index, memo]),
    );
    expect(txs.map(({ hash }) => hash)).toEqual(comet.broadcasts.map(hashOf));
  });

  it("goes on after a refusal in between", async () => {
    const { comet, sender } = await fixture();
    const check = comet.onBroadcast;
    comet.onBroadcast = (bytes) => (readTx(bytes).memo === "bad" ? { code: 5, codespace: "sdk" } : check(bytes));
    includeAtOnce(comet);
    const results = await Promise.allSettled(
      ["good", "bad", "good"].map((memo) => sender.send([message], { ...gas, memo })),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(sequences(comet)).toEqual([4, 5, 5]);
  });
});

describe("sending", () => {
  it("says at once that a node cannot be reached, as nothing was sent", async () => {
    const { comet, sender } = await fixture();
    includeAtOnce(comet);
    await sender.send([message], gas);
    await comet.close();
    // Uses up the connection that was open: of a request on it nobody could say whether it arrived.
    await rejection("RPC_UNREACHABLE", sender.connection.latestHeight());
    await rejection("RPC_UNREACHABLE", sender.send([message], gas));
  });

  it("passes on what the node refuses without a verdict", async () => {
    const { comet, sender } = await fixture();
    comet.overrides.set("broadcast_tx_sync", () => {
      throw new Refusal("mempool is full");
    });
    const error = await rejection("RPC_QUERY_FAILED", sender.send([message], gas));
    expect(error.message).toContain("mempool is full");
  });

  it("stops at its deadline, which counts for all blocks together", async () => {
    const { comet, sender } = await fixture();
    const error = await rejection("POLL_TIMEOUT", sender.send([message], { ...gas, timeoutMs: 1_000 }));
    expect(error.context.what).toBe("a transaction on fake-1");
    expect(comet.broadcasts).toHaveLength(1);
  });

  it("does not broadcast what was aborted while it waited for its turn", async () => {
    const { comet, sender } = await fixture();
    const controller = new AbortController();
    const reason = new Error("never mind");
    comet.onBroadcast = (bytes) => {
      if (comet.broadcasts.length === 1) controller.abort(reason);
      comet.addBlock({ txs: [{ bytes }] });
      return { code: 0 };
    };
    const [first, second] = await Promise.allSettled([
      sender.send([message], gas),
      sender.send([message], { ...gas, signal: controller.signal }),
    ]);
    expect(first.status).toBe("fulfilled");
    expect(second).toEqual({ status: "rejected", reason });
    await sender.send([message], gas);
    expect(sequences(comet)).toEqual([4, 5]);
  });

  it("needs an account of the signer", async () => {
    const comet = await start();
    const connection = await connect(comet);
    const [{ address } = { address: "" }] = await (await testWallet()).getAccounts();
    await expect(createSender(connection, { address })).resolves.toMatchObject({ address });
    const error = await rejection("CONFIG_INVALID", createSender(connection, { address: "cosmos1other" }));
    expect(error.context.problems).toMatchObject([{ name: "address", got: "cosmos1other" }]);
    const empty = { getAccounts: async () => [], signDirect: () => Promise.reject(new Error("no key")) };
    const none = await rejection("CONFIG_INVALID", createSender(connection, { signer: empty }));
    expect(none.message).toContain("holds no account at all");
  });
});
