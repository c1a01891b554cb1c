import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { delegate, refusalGas, refusalOf, type TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  users: 1,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

async function pay(consumer: TestnetConsumer): Promise<unknown> {
  const sender = await consumer.sender("user-0");
  const { address: toAddress } = consumer.chain.account("owner");
  const amount = [{ denom: consumer.chain.denom, amount: "5" }];
  const value = MsgSend.fromPartial({ fromAddress: sender.address, toAddress, amount });
  return sender.send([{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }], { gas: refusalGas });
}

/**
 * @scenario L7 launch
 * @proves a consumer takes no transaction of its users until the first validator-set packet has come
 * @see MsgFilterDecorator in app/consumer/ante/msg_filter_ante.go
 */
test("payments are refused before the first VSC packet, also on an open channel, and accepted after it", async () => {
  await onTestnet(topology, async ({ net, consumer, startWatched, expectState }) => {
    const observation = await startWatched();
    expect(await refusalOf(pay(consumer))).toMatch(/unsupported message types/);
    await consumer.openChannel();
    await expectState({ consumers: { "consumer-1": { channel: { provider: "OPEN", consumer: "OPEN" } } } });
    expect(await refusalOf(pay(consumer))).toMatch(/unsupported message types/);
    await delegate(net, "validator-0", 1_000_000n);
    await observation.until("vscPacketReceived", undefined, { timeoutMs: 30_000 });
    await pay(consumer);
    await expectState({ consumers: { "consumer-1": { powers: { "validator-0": 101 } } } });
  });
});
