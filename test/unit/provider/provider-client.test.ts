import { toBech32, toHex } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { IncludedTx, SendOptions, TxSender } from "../../../src/chain/tx-sender.ts";
import { MsgCreateConsumerResponse } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { msgCreateConsumer } from "../../../src/provider/messages.ts";
import {
  createSigningProviderClient,
  operatorAddress,
  SigningProviderClient,
} from "../../../src/provider/provider-client.ts";
import type { ProviderExtension } from "../../../src/provider/queries.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { testWallet } from "../../support/fake-account.ts";
import { decodedDoubleVote, recordedKey } from "../../support/recorded-double-vote.ts";
import { operator, signer, validConsumer } from "./valid-consumer.ts";

const { start, connect } = useFakeComet();
const included: IncludedTx = {
  chainId: "provider-1",
  hash: "AB",
  height: 5n,
  time: new Date(0),
  gasUsed: 1n,
  events: [],
  responses: [],
};

/** A client whose sender keeps what it is given and answers with `tx`. */
function client(tx: Partial<IncludedTx> = {}) {
  const sent: Array<{ messages: readonly EncodeObject[]; options: SendOptions | undefined }> = [];
  const send = async (messages: readonly EncodeObject[], options?: SendOptions): Promise<IncludedTx> => {
    sent.push({ messages, options });
    return { ...included, ...tx };
  };
  const sender = { address: signer, send } as unknown as TxSender;
  return { sent, provider: new SigningProviderClient(sender, {} as ProviderExtension["provider"]) };
}

describe("creating a consumer", () => {
  const { submitter: _submitter, ...input } = validConsumer;

  it("resolves with the id of the message's response", async () => {
    const value = MsgCreateConsumerResponse.encode({ consumerId: "12" }).finish();
    const { provider, sent } = client({ responses: [{ typeUrl: MsgCreateConsumerResponse.typeUrl, value }] });
    expect(await provider.createConsumer(input, { gas: 5 })).toMatchObject({ consumerId: "12", tx: { hash: "AB" } });
    expect(sent[0]?.messages[0]?.value).toMatchObject({ submitter: signer, chainId: "consumer-3" });
    expect(sent[0]?.options).toEqual({ gas: 5 });
  });

  it("takes the id from the event where the chain gives no responses", async () => {
    const events = [{ type: "create_consumer", attributes: [{ key: "consumer_id", value: "3" }] }];
    expect((await client({ events }).provider.createConsumer(input)).consumerId).toBe("3");
    const error = await rejection("TX_EVENT_MISSING", client().provider.createConsumer(input));
    expect(error.context).toEqual({ chainId: "provider-1", hash: "AB", eventType: "create_consumer" });
  });

  it("sends nothing that the chain would refuse", async () => {
    const { provider, sent } = client();
    await rejection("TX_MESSAGE_INVALID", provider.createConsumer({ ...input, chainId: "" }));
    expect(sent).toEqual([]);
  });
});

it("each shortcut sends its message from this account", async () => {
  const { provider, sent } = client();
  const key = new Uint8Array(32);
  await provider.updateConsumer({ consumerId: "7" });
  await provider.removeConsumer("7");
  await provider.optIn("7", { consumerKey: key, memo: "hello" });
  await provider.optOut("7");
  await provider.assignConsumerKey("7", key);
  await provider.setConsumerCommissionRate("7", "0.5");
  const names = sent.map(({ messages }) => messages[0]?.typeUrl.split(".").at(-1));
  expect(names).toEqual([
    "MsgUpdateConsumer",
    "MsgRemoveConsumer",
    "MsgOptIn",
    "MsgOptOut",
    "MsgAssignConsumerKey",
    "MsgSetConsumerCommissionRate",
  ]);
  for (const { messages } of sent.slice(0, 2)) expect(messages[0]?.value).toMatchObject({ owner: signer });
  for (const { messages } of sent.slice(2)) {
    expect(messages[0]?.value).toMatchObject({ signer, providerAddr: operator, consumerId: "7" });
  }
  expect(sent[2]?.options).toEqual({ memo: "hello" });
});

it("several messages go in one transaction, and each has its own result", async () => {
  const created = (consumerId: string) => ({
    typeUrl: MsgCreateConsumerResponse.typeUrl,
    value: MsgCreateConsumerResponse.encode({ consumerId }).finish(),
  });
  const { provider, sent } = client({ responses: [created("4"), created("5")] });
  const message = msgCreateConsumer(validConsumer);
  const { results, tx } = await provider.send([message, message], { memo: "two" });
  expect(results.map(({ answer }) => answer.consumerId)).toEqual(["4", "5"]);
  expect(tx.hash).toBe("AB");
  expect(sent).toEqual([{ messages: [message, message], options: { memo: "two" } }]);
  await rejection("TX_RESPONSE_MISSING", provider.send([message, message, message]));
});

it("evidence is submitted by this account, and what the chain would refuse is not sent", async () => {
  const { provider, sent } = client();
  const duplicateVoteEvidence = decodedDoubleVote();
  const { validatorAddress: address } = duplicateVoteEvidence.voteA;
  const member = { address, pubKey: { ed25519: recordedKey(toHex(address).toUpperCase()) }, votingPower: 1n };
  const infractionBlockHeader = Header.fromPartial({
    signedHeader: { header: { chainId: "consumer-3" } },
    validatorSet: { validators: [member], proposer: member, totalVotingPower: 1n },
  });
  await provider.submitConsumerDoubleVoting(
    { consumerId: "7", duplicateVoteEvidence, infractionBlockHeader },
    { gas: 6 },
  );
  expect(sent).toMatchObject([{ messages: [{ value: { submitter: signer, consumerId: "7" } }], options: { gas: 6 } }]);
  const misbehaviour = { clientId: "07-tendermint-1" };
  expect(() => provider.submitConsumerMisbehaviour({ consumerId: "7", misbehaviour })).toThrow(/header1/);
  expect(sent).toHaveLength(1);
});

it("an operator address has the account's bytes, on any chain", () => {
  expect(operatorAddress(signer)).toBe(operator);
  expect(operatorAddress(toBech32("osmo", new Uint8Array(32)))).toMatch(/^osmovaloper1/);
});

it("is made from a connection and a signer that holds the address", async () => {
  const connection = await connect(await start());
  const wallet = await testWallet();
  const provider = await createSigningProviderClient({ connection, signer: wallet, gasPrice: "0.005uatom" });
  expect(provider.address).toBe((await wallet.getAccounts())[0]?.address);
  expect(Object.keys(provider.queries)).toHaveLength(16);
  const options = { connection, signer: wallet, gasPrice: "0.005uatom", address: signer };
  await rejection("CONFIG_INVALID", createSigningProviderClient(options));
});
