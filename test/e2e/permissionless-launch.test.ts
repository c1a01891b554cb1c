import { testOnEveryRunner } from "../support/every-runner.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";

/**
 * @scenario L1 launch
 * @proves anybody launches a consumer: created, opted in, spawned, started, its channel opened, its first packet acknowledged
 * @see the life cycle in docs/docs/build/modules/02-provider.md of interchain-security
 */

const topology = {
  provider: { validators: [{ stake: 400_000_000 }, { stake: 300_000_000 }, { stake: 200_000_000 }] },
  consumers: [
    { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }, { validator: 2 }] },
  ],
};

testOnEveryRunner("anybody launches a consumer chain, and its first VSC packet is acknowledged", async (runner) => {
  await onTestnet({ ...topology, runner }, async ({ net, consumer, watch, attach, expectState }) => {
    const { queries, chain: provider } = net.provider;

    const created = await consumer.create();
    const registered = await queries.consumerChain(consumer.consumerId, { height: created.height });
    expect(registered).toMatchObject({
      chainId: "consumer-1",
      phase: "INITIALIZED",
      ownerAddress: provider.account("owner").address,
      clientId: "",
    });
    const observation = await watch();

    await consumer.optIn();
    expect(await queries.consumerChainOptedInValidators(consumer.consumerId)).toHaveLength(3);

    const spawned = await consumer.spawn();
    expect(spawned.chain).toMatchObject({ phase: "LAUNCHED", clientId: "07-tendermint-0" });
    expect(spawned.time >= (registered.initializationParameters?.spawnTime ?? new Date())).toBe(true);

    await consumer.start();
    await attach();
    expectSameSet(await providerView(net, consumer), await cometSet(consumer.connection, 1n));

    const { hops, ccv } = await consumer.openChannel();
    expect(hops.map(({ name }) => name)).toEqual([
      "ConnectionOpenInit",
      "ConnectionOpenTry + ChannelOpenInit",
      "ConnectionOpenAck + ChannelOpenTry",
      "ConnectionOpenConfirm + ChannelOpenAck",
      "ChannelOpenConfirm + ChannelOpenTry (transfer)",
    ]);
    const end = await observation.until("channelOpened", (event) => event.portId === "provider");
    expect(end).toMatchObject({ channelId: ccv.channelIdOnProvider, counterpartyChannelId: ccv.channelIdOnConsumer });

    const delegated = await net.provider.delegate("validator-0", 50_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    expect(sent.packet.validatorUpdates.map(({ power }) => power)).toEqual([450n]);
    const received = await observation.until("vscPacketReceived", ({ sequence }) => sequence === sent.sequence);
    expect(received.verdict.kind).toBe("accepted");
    const acknowledged = await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
    expect(acknowledged.verdict?.kind).toBe("accepted");

    const applied = await observation.until("validatorSetApplied", ({ sequences }) =>
      sequences.includes(sent.sequence),
    );
    await consumer.connection.waitForHeight(applied.effectiveHeight);
    expectSameSet(
      await providerView(net, consumer, sent.height),
      await cometSet(consumer.connection, applied.effectiveHeight),
    );
    await observation.until("channelOpened", (event) => event.portId === "transfer" && event.chain === "provider");
    await expectState({
      consumers: {
        "consumer-1": { phase: "LAUNCHED", owner: "owner", channel: { provider: "OPEN", consumer: "OPEN" } },
      },
    });
  });
});

test("two consumers of one provider are launched, relayed and observed side by side", async () => {
  const validators = [{ validator: 0 }, { validator: 1 }];
  const consumers = [
    { chainId: "consumer-1", validators },
    { chainId: "other", validators },
  ];
  await onTestnet(
    { provider: { validators: 2 }, consumers },
    async ({ net, watch, attach, expectState }) => {
      const observations = [];
      for (const consumer of net.consumers) {
        observations.push(await watch(consumer));
        await attach(consumer);
      }
      expect(net.consumers.map(({ consumerId }) => consumerId)).toEqual(["0", "1"]);
      const delegated = await net.provider.delegate("validator-1", 30_000_000n);
      for (const observation of observations) {
        const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
        await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
      }
      const powers = { "validator-0": 100, "validator-1": 130 };
      await expectState({ consumers: { "consumer-1": { powers }, other: { powers } } });
    },
    { launch: true },
  );
});
