import { createHash } from "node:crypto";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { pollUntil } from "../../../src/async/poll-until.ts";
import type { TxSender } from "../../../src/chain/tx-sender.ts";
import type { useFakeComet } from "../../support/comet-fixtures.ts";
import { addAccount, createSender, type FakeSequence, readTx } from "../../support/fake-account.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

/** What a sender sends where it does not matter what. */
export const message = {
  typeUrl: "/cosmos.bank.v1beta1.MsgSend",
  value: { fromAddress: "a", toAddress: "b", amount: [] },
};
export const gas = { gas: 100_000 };

/** A sender with its chain. */
export interface Fixture {
  readonly comet: FakeComet;
  readonly sender: TxSender;
  readonly sequence: FakeSequence;
}

/** A chain of three blocks that includes nothing by itself. */
export async function senderFixture({ start, connect }: ReturnType<typeof useFakeComet>): Promise<Fixture> {
  const comet = await start({ blocks: 3 });
  const sequence = addAccount(comet);
  const connection = await connect(comet);
  const sentinelName = (codespace: string, code: number): string => `Err_${codespace}_${code}`;
  return { comet, sequence, sender: await createSender(connection, { sentinelName }) };
}

/** Puts every transaction that CheckTx accepts into a block at once. */
export function includeAtOnce(
  comet: FakeComet,
  result: { code?: number; codespace?: string; log?: string } = {},
): void {
  const check = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    const verdict = check(bytes);
    const msgResponses = [{ typeUrl: "/x", value: new Uint8Array([1]) }];
    const data = TxMsgData.encode(TxMsgData.fromPartial({ msgResponses })).finish();
    if (typeof verdict === "object" && "code" in verdict && verdict.code === 0) {
      comet.addBlock();
      comet.addBlock({ txs: [{ bytes: new Uint8Array([9]) }, { bytes, data, ...result }] });
    }
    return verdict;
  };
}

export const hashOf = (bytes: Uint8Array | undefined): string =>
  createHash("sha256")
    .update(bytes ?? new Uint8Array())
    .digest("hex")
    .toUpperCase();

export const sequences = (comet: FakeComet): number[] => comet.broadcasts.map((bytes) => readTx(bytes).sequence);

/** Resolves once the node has been handed this many transactions. */
export const onceBroadcast = (comet: FakeComet, count: number): Promise<number> =>
  pollUntil(
    async () => comet.broadcasts.length,
    (seen) => seen >= count,
    { what: `broadcast ${count}`, intervalMs: 1 },
  );
