import { toBech32 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { IncludedTx, TxSender } from "../../../src/chain/tx-sender.ts";
import { MsgUpdateParams, MsgUpdateParamsResponse } from "../../../src/codec/interchain_security/ccv/consumer/v1/tx.ts";
import { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { createConsumerAminoTypes } from "../../../src/consumer/aminomessages.ts";
import { createSigningConsumerClient, SigningConsumerClient } from "../../../src/consumer/consumer-client.ts";
import { consumerMessages } from "../../../src/consumer/message-json.ts";
import { msgUpdateConsumerParams } from "../../../src/consumer/messages.ts";
import type { ConsumerExtension } from "../../../src/consumer/queries.ts";
import { createConsumerRegistry } from "../../../src/consumer/registry.ts";
import { rejection, thrown, useFakeComet } from "../../support/comet-fixtures.ts";
import { testWallet } from "../../support/fake-account.ts";

const { start, connect } = useFakeComet();
const account = toBech32("consumer", new Uint8Array(20).fill(5));
const period = { seconds: 3_600n, nanos: 5 };
const params: ConsumerParams = ConsumerParams.fromPartial({
  enabled: true,
  blocksPerDistributionTransmission: 1_000n,
  distributionTransmissionChannel: "channel-1",
  ccvTimeoutPeriod: period,
  transferTimeoutPeriod: period,
  consumerRedistributionFraction: "0.75",
  historicalEntries: 2n ** 31n,
  unbondingPeriod: period,
  softOptOutThreshold: "0",
  rewardDenoms: ["stake"],
  retryDelayPeriod: period,
  consumerId: "7",
});
const message = msgUpdateConsumerParams(account, params);

it("MsgUpdateParams arrives as it was given", () => {
  const registry = createConsumerRegistry();
  expect(message.typeUrl).toBe(MsgUpdateParams.typeUrl);
  expect(registry.decode({ typeUrl: message.typeUrl, value: registry.encode(message) })).toEqual({
    authority: account,
    params,
  });
});

it("comes back from amino JSON and from a transaction file as it was", () => {
  const aminoTypes = createConsumerAminoTypes();
  const amino = aminoTypes.toAmino(message);
  expect(amino).toMatchObject({
    type: MsgUpdateParams.typeUrl,
    value: { authority: account, params: { retry_delay_period: "3600000000005", historical_entries: "2147483648" } },
  });
  expect(amino.value.params).not.toHaveProperty("provider_reward_denoms");
  expect(aminoTypes.fromAmino(amino)).toEqual(message);
  expect(consumerMessages.fromJson(JSON.parse(JSON.stringify(consumerMessages.toJson(message))))).toEqual(message);
});

it("is not made of parameters that the consumer would refuse", () => {
  const wrong = { ...params, consumerRedistributionFraction: "1.5", historicalEntries: 0n };
  const error = thrown("TX_MESSAGE_INVALID", () => msgUpdateConsumerParams(account, wrong));
  expect(error.context.problems.map(({ name }) => name)).toEqual([
    "params.consumerRedistributionFraction",
    "params.historicalEntries",
  ]);
});

it("the client sends it from its account, and any messages with their results", async () => {
  const sent: (readonly EncodeObject[])[] = [];
  const response = { typeUrl: MsgUpdateParamsResponse.typeUrl, value: new Uint8Array() };
  const send = async (messages: readonly EncodeObject[]): Promise<Partial<IncludedTx>> => {
    sent.push(messages);
    return { responses: messages.map(() => response), events: [] };
  };
  const sender = { address: account, send } as unknown as TxSender;
  const client = new SigningConsumerClient(sender, {} as ConsumerExtension["consumer"]);
  await client.updateParams(params);
  expect(sent).toEqual([[message]]);
  const { results } = await client.send([message, message]);
  expect(results.map(({ answer }) => answer)).toEqual([{}, {}]);
});

it("is made from a connection and a signer that holds the address", async () => {
  const connection = await connect(await start());
  const signer = await testWallet();
  const client = await createSigningConsumerClient({ connection, signer, gasPrice: "0.005stake" });
  expect(client.address).toBe((await signer.getAccounts())[0]?.address);
  expect(Object.keys(client.queries)).toEqual(["params", "providerInfo", "throttleState", "nextFeeDistribution"]);
  const options = { connection, signer, gasPrice: "0.005stake", address: account };
  await rejection("CONFIG_INVALID", createSigningConsumerClient(options));
});
