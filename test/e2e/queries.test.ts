import { type IcsErrorCode, isIcsError, setupConsumerExtension } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

async function codeOf(asked: Promise<unknown>): Promise<IcsErrorCode | "answered"> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason) => reason,
  );
  if (error === undefined) return "answered";
  if (isIcsError(error)) return error.code;
  throw error;
}

test("every query of both modules is answered by real chains, in icskit's own terms", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const { queries } = net.provider;
    const [first, second] = (await consumer.prepare()).validators;
    if (first === undefined || second === undefined) throw new Error("Two validators opted in");
    const id = consumer.consumerId;
    const address = second.provider.consensusAddress;

    const chain = await queries.consumerChain(id);
    expect(chain).toMatchObject({ consumerId: "0", phase: "LAUNCHED", powerShapingParameters: { topN: 0 } });
    expect(await Array.fromAsync(queries.consumerChains())).toMatchObject([{ consumerId: "0", phase: "LAUNCHED" }]);
    expect(await Array.fromAsync(queries.consumerChains("STOPPED"))).toEqual([]);
    expect((await queries.consumerGenesis(id)).provider?.initialValSet).toHaveLength(2);
    expect(await queries.consumerGenesisTime(id)).toBeInstanceOf(Date);
    expect(await queries.consumerIdFromClientId(chain.clientId)).toBe(id);
    expect(await queries.consumerChainOptedInValidators(id)).toHaveLength(2);
    expect((await queries.consumerValidators(id)).map(({ consumerPower }) => consumerPower).toSorted()).toEqual([
      200n,
      300n,
    ]);

    expect(await queries.validatorConsumerAddr(address, id)).toBe(second.consumerConsensusAddress);
    expect(await queries.validatorConsumerAddr(first.provider.consensusAddress, id)).toBe("");
    expect(await queries.validatorProviderAddr(second.consumerConsensusAddress, id)).toBe(address);
    const pairs = await queries.allPairsValConsAddrByConsumer(id);
    expect(pairs.map(({ consumerAddress }) => consumerAddress)).toEqual([second.consumerConsensusAddress]);
    expect(await queries.consumerChainsValidatorHasToValidate(address)).toEqual([id]);
    const validator = await net.provider.client(second.name);
    await validator.setConsumerCommissionRate(id, "0.25");
    expect(await queries.validatorConsumerCommissionRate(id, address)).toBe("0.25");

    const { slashMeter, slashMeterAllowance } = await queries.throttleState();
    expect([slashMeter, slashMeterAllowance]).toEqual([600n, 600n]);
    expect(await queries.registeredConsumerRewardDenoms()).toEqual([]);
    expect((await queries.params()).blocksPerEpoch).toBe(1n);
    expect(await queries.blocksUntilNextEpoch()).toBeGreaterThanOrEqual(0n);

    const { consumer: onConsumer } = setupConsumerExtension(consumer.connection.queryClient);
    expect(await codeOf(onConsumer.providerInfo())).toBe("RPC_QUERY_FAILED");
    const delegated = await net.provider.delegate("validator-0", 10_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
    expect(await onConsumer.providerInfo()).toMatchObject({
      provider: { chainID: "provider-1", clientID: chain.clientId },
      consumer: { chainID: "consumer-1", clientID: "07-tendermint-0" },
    });
    expect(await onConsumer.params()).toMatchObject({ enabled: true, consumerId: id });
    expect(await onConsumer.throttleState()).toEqual({ slashRecord: undefined, packetDataQueue: [] });
    expect(BigInt((await onConsumer.nextFeeDistribution()).nextHeight)).toBeGreaterThan(0n);
    const past = await queries.consumerChain(id, { height: 5n });
    expect(past.phase).toBe("INITIALIZED");
  });
});

test("what a real provider says of an unknown consumer is one typed error", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const { queries } = net.provider;
    const address = net.provider.validator("validator-0").consensusAddress;
    const asked = {
      consumerChain: queries.consumerChain("99"),
      consumerGenesis: queries.consumerGenesis("99"),
      consumerGenesisTime: queries.consumerGenesisTime("99"),
      consumerValidators: queries.consumerValidators("99"),
      consumerChainOptedInValidators: queries.consumerChainOptedInValidators("99"),
      validatorConsumerCommissionRate: queries.validatorConsumerCommissionRate("99", address),
    };
    const codes = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await codeOf(answer)]));
    expect(codes).toEqual(Object.keys(asked).map((name) => [name, "CCV_CONSUMER_NOT_FOUND"]));
    // The provider does not look whether there is such a consumer.
    expect(await queries.allPairsValConsAddrByConsumer("99")).toEqual([]);
    expect(await queries.validatorConsumerAddr(address, "99")).toBe("");
  });
});
