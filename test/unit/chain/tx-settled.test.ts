import { pollUntil } from "../../../src/async/poll-until.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { addAccount, createSender } from "../../support/fake-account.ts";

const { start, connect } = useFakeComet();
const message = { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: { fromAddress: "a", toAddress: "b", amount: [] } };

/** A transaction that was handed in, and then given up by its caller. */
async function abandoned() {
  const comet = await start({ blocks: 3 });
  addAccount(comet);
  const sender = await createSender(await connect(comet));
  const giveUp = new AbortController();
  const sent = sender.send([message], { gas: 100_000, timeoutBlocks: 5, signal: giveUp.signal });
  const failed = expect(sent).rejects.toThrow("given up");
  const handedIn = () => Promise.resolve(comet.broadcasts[0]);
  const bytes = await pollUntil(handedIn, (seen) => seen !== undefined, { what: "the broadcast", intervalMs: 1 });
  giveUp.abort(new Error("given up"));
  await failed;
  return { comet, sender, bytes: bytes as Uint8Array };
}

describe("a sender is settled", () => {
  it("at once where nothing is on its way", async () => {
    const comet = await start({ blocks: 3 });
    addAccount(comet);
    await expect((await createSender(await connect(comet))).settled()).resolves.toBeUndefined();
  });

  it("once a transaction that its caller gave up is in a block, succeeded or not", async () => {
    const { comet, sender, bytes } = await abandoned();
    let isSettled = false;
    const settled = sender.settled().then(() => {
      isSettled = true;
    });
    comet.addBlock();
    expect(isSettled).toBe(false);
    comet.addBlock({ txs: [{ bytes, code: 5 }] });
    await settled;
  });

  it("once such a transaction can never be included", async () => {
    const { comet, sender } = await abandoned();
    for (let blocks = 0; blocks < 6; blocks += 1) comet.addBlock();
    await sender.settled();
  });

  it("not before its time is up where a transaction stays on its way", async () => {
    const { sender } = await abandoned();
    await rejection("POLL_TIMEOUT", sender.settled({ timeoutMs: 20 }));
  });
});
