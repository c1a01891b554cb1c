import type { EncodeObject } from "@cosmjs/proto-signing";
import { MsgRecvPacketResponse, ResponseResultType } from "cosmjs-types/ibc/core/channel/v1/tx";
import { IcsError, type SendOptions, type TxSender } from "../../../../src/index.ts";
import { DuplicateSender } from "../../../../testnet/faults/duplicate-sender.ts";

type Send = (messages: readonly EncodeObject[], options?: SendOptions) => Promise<unknown>;

/** As `TxSender`, with a secret that only its own methods reach. */
class FakeSender {
  readonly address: string;
  readonly #send: Send;
  readonly #denom = "stake";

  constructor(address: string, send: Send) {
    this.address = address;
    this.#send = send;
  }

  get denom(): string {
    return this.#denom;
  }

  send(...given: Parameters<Send>): Promise<unknown> {
    return this.#send(...given);
  }

  other(): string {
    return `${this.denom} of ${this.address}`;
  }
}

const sender = (address: string, send: Send): TxSender => new FakeSender(address, send) as unknown as TxSender;
const received = { typeUrl: "/ibc.core.channel.v1.MsgRecvPacket", value: { signer: "relayer", proof: 7 } };
const answer = (result: ResponseResultType) => ({
  typeUrl: "/ibc.core.channel.v1.MsgRecvPacketResponse",
  value: MsgRecvPacketResponse.encode({ result }).finish(),
});
const { RESPONSE_RESULT_TYPE_NOOP, RESPONSE_RESULT_TYPE_SUCCESS } = ResponseResultType;

async function outcomeOf(second: Send): Promise<readonly unknown[]> {
  const duplicates = new DuplicateSender(sender("second", second));
  await duplicates.beside(sender("relayer", async () => "included")).send([received], { gas: 9 });
  return duplicates.settled();
}

test("hands in what another account does, signed by its own", async () => {
  const sent: unknown[] = [];
  const note = (name: string) => async (messages: readonly EncodeObject[], options?: SendOptions) => {
    sent.push([name, messages, options]);
    return { responses: [] };
  };
  const duplicates = new DuplicateSender(sender("second", note("second")));
  await duplicates.beside(sender("relayer", note("first"))).send([received], { gas: 9, timeoutBlocks: 3 });
  await duplicates.settled();
  const own = { ...received, value: { signer: "second", proof: 7 } };
  expect(sent).toEqual([
    ["second", [own], { gas: 9 }],
    ["first", [received], { gas: 9, timeoutBlocks: 3 }],
  ]);
});

test("does in all else as the other account", () => {
  const beside = new DuplicateSender(sender("second", async () => undefined)).beside(
    sender("relayer", async () => undefined),
  ) as unknown as FakeSender;
  expect([beside.address, beside.other()]).toEqual(["relayer", "stake of relayer"]);
});

test("tells apart what was ignored, what came first, and what was refused", async () => {
  const done = (result: ResponseResultType) => async () => ({ responses: [answer(result)] });
  const messages = ["MsgRecvPacket"];
  expect(await outcomeOf(done(RESPONSE_RESULT_TYPE_NOOP))).toEqual([
    { messages, outcome: "ignored", refusal: undefined },
  ]);
  expect(await outcomeOf(done(RESPONSE_RESULT_TYPE_SUCCESS))).toEqual([
    { messages, outcome: "first", refusal: undefined },
  ]);
  const context = { chainId: "x", hash: "", codespace: "channel", abciCode: 1, log: "redundant", sentinel: undefined };
  const refused = () => Promise.reject(new IcsError("TX_REFUSED", "no", context));
  expect(await outcomeOf(refused)).toEqual([{ messages, outcome: "refused", refusal: "redundant" }]);
});

test("does not take another failure for a refusal", async () => {
  await expect(outcomeOf(() => Promise.reject(new RangeError("no node")))).rejects.toMatchObject({
    errors: [expect.objectContaining({ message: "no node" })],
  });
});
