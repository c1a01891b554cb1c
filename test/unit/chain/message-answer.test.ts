import { answeredMessage, messageResults } from "../../../src/chain/message-answer.ts";
import type { IncludedTx } from "../../../src/chain/tx-sender.ts";
import { MsgCreateConsumerResponse } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { thrown } from "../../support/comet-fixtures.ts";

const created = (consumerId: string) => ({
  typeUrl: MsgCreateConsumerResponse.typeUrl,
  value: MsgCreateConsumerResponse.encode({ consumerId }).finish(),
});
const strange = { typeUrl: "/strange.Response", value: new Uint8Array([7]) };
const event = (type: string, index?: string) => ({
  type,
  attributes: index === undefined ? [] : [{ key: "msg_index", value: index }],
});
const tx: IncludedTx = {
  chainId: "p-1",
  hash: "AB",
  height: 5n,
  time: new Date(0),
  gasUsed: 1n,
  events: [event("tx"), event("create_consumer", "0"), event("other", "1"), event("create_consumer", "2")],
  responses: [created("4"), strange, created("5")],
};
const codecs = new Map([[MsgCreateConsumerResponse.typeUrl, MsgCreateConsumerResponse]]);
const create = answeredMessage<MsgCreateConsumerResponse>("/create", {});

it("each message has its own answer and its own events", () => {
  const messages = [create, { typeUrl: "/other", value: {} }, create] as const;
  const [first, other, last] = messageResults(messages, tx, codecs);
  expect([first.answer.consumerId, last.answer.consumerId]).toEqual(["4", "5"]);
  expect(other).toEqual({ typeUrl: "/other", answer: strange, events: [tx.events[2]] });
  expect(first.events).toEqual([tx.events[1]]);
  expect(last.events).toEqual([tx.events[3]]);
});

it("a message is what it was made of", () => {
  expect(answeredMessage("/a", { b: 1 })).toEqual({ typeUrl: "/a", value: { b: 1 } });
});

it("a missing response is told", () => {
  const error = thrown("TX_RESPONSE_MISSING", () => messageResults([create], { ...tx, responses: [] }, codecs));
  expect(error.context).toEqual({ chainId: "p-1", hash: "AB", typeUrl: "/create" });
});
