import {
  type ConsumerExtension,
  type IcsErrorCode,
  isIcsError,
  type ProviderExtension,
  type QueryOptions,
  setupConsumerExtension,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { queryServiceMethods } from "../support/query-services.ts";

type ProviderQueries = ProviderExtension["provider"];
type ConsumerQueries = ConsumerExtension["consumer"];

const topology = {
  provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

/** What each query of the provider module is asked about. */
interface Subject {
  readonly id: string;
  readonly clientId: string;
  readonly providerAddress: string;
  readonly consumerAddress: string;
}

/** Every query of the provider, answered at one height. */
async function askProvider(queries: ProviderQueries, subject: Subject, at: QueryOptions) {
  const { id, clientId, providerAddress, consumerAddress } = subject;
  return settledAll({
    consumerGenesis: queries.consumerGenesis(id, at),
    consumerChains: Array.fromAsync(queries.consumerChains(undefined, at)),
    consumerChain: queries.consumerChain(id, at),
    consumerGenesisTime: queries.consumerGenesisTime(id, at),
    consumerIdFromClientId: queries.consumerIdFromClientId(clientId, at),
    validatorConsumerAddr: queries.validatorConsumerAddr(providerAddress, id, at),
    validatorProviderAddr: queries.validatorProviderAddr(consumerAddress, id, at),
    allPairsValConsAddrByConsumer: queries.allPairsValConsAddrByConsumer(id, at),
    throttleState: queries.throttleState(at),
    registeredConsumerRewardDenoms: queries.registeredConsumerRewardDenoms(at),
    params: queries.params(at),
    consumerChainOptedInValidators: queries.consumerChainOptedInValidators(id, at),
    consumerChainsValidatorHasToValidate: queries.consumerChainsValidatorHasToValidate(providerAddress, at),
    validatorConsumerCommissionRate: queries.validatorConsumerCommissionRate(id, providerAddress, at),
    blocksUntilNextEpoch: queries.blocksUntilNextEpoch(at),
    consumerValidators: queries.consumerValidators(id, at),
  } satisfies Record<keyof ProviderQueries, Promise<unknown>>);
}

/** Every query of the consumer, answered at one height. */
async function askConsumer(queries: ConsumerQueries, at: QueryOptions) {
  return settledAll({
    nextFeeDistribution: queries.nextFeeDistribution(at),
    params: queries.params(at),
    providerInfo: queries.providerInfo(at),
    throttleState: queries.throttleState(at),
  } satisfies Record<keyof ConsumerQueries, Promise<unknown>>);
}

async function settledAll<T extends Record<string, Promise<unknown>>>(asked: T) {
  const entries = Object.entries(asked).map(async ([name, answer]) => [name, await answer] as const);
  return Object.fromEntries(await Promise.all(entries)) as { [K in keyof T]: Awaited<T[K]> };
}

const rpcNames = (queries: object): string[] =>
  Object.keys(queries)
    .map((name) => `Query${name.charAt(0).toUpperCase()}${name.slice(1)}`)
    .toSorted();

test("every query of both modules is answered by real chains, at a past height too", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const { queries } = net.provider;
    const { consumer: onConsumer } = setupConsumerExtension(consumer.connection.queryClient);
    expect(await codeOf(onConsumer.providerInfo())).toBe("RPC_QUERY_FAILED");
    const delegated = await net.provider.delegate("validator-0", 10_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);

    const subject = await subjectOf(net, consumer);
    const past = { height: await net.provider.connection.latestHeight() };
    const answers = await askProvider(queries, subject, past);
    expectProviderAnswers(answers, subject);
    const pastOfConsumer = { height: await consumer.connection.latestHeight() };
    const consumerAnswers = await askConsumer(onConsumer, pastOfConsumer);
    expectConsumerAnswers(consumerAnswers, subject);

    const validator = await net.provider.client("validator-1");
    await validator.setConsumerCommissionRate(subject.id, "0.25");
    const owner = await net.provider.client("owner");
    await owner.removeConsumer(subject.id);
    expect(await queries.validatorConsumerCommissionRate(subject.id, subject.providerAddress, past)).toBe("0.1");
    expect(await queries.consumerChain(subject.id)).toMatchObject({ phase: "STOPPED" });
    expect(await queries.consumerValidators(subject.id)).toEqual([]);
    expect(await askProvider(queries, subject, past)).toEqual(answers);
    expect(await askConsumer(onConsumer, pastOfConsumer)).toEqual(consumerAnswers);
    expect(await queries.consumerChain(subject.id, { height: 5n })).toMatchObject({ phase: "INITIALIZED" });
  });
});

async function subjectOf(net: Testnet, consumer: TestnetConsumer): Promise<Subject> {
  const [, second] = (await consumer.prepare()).validators;
  if (second === undefined) throw new Error("Two validators opted in");
  const { clientId } = await net.provider.queries.consumerChain(consumer.consumerId);
  return {
    id: consumer.consumerId,
    clientId,
    providerAddress: second.provider.consensusAddress,
    consumerAddress: second.consumerConsensusAddress,
  };
}

function expectProviderAnswers(answers: Awaited<ReturnType<typeof askProvider>>, subject: Subject): void {
  const { id, clientId, providerAddress, consumerAddress } = subject;
  expect(answers).toMatchObject({
    consumerChains: [{ consumerId: id, phase: "LAUNCHED", clientId, minPowerInTopN: undefined }],
    consumerChain: { consumerId: id, phase: "LAUNCHED", clientId, powerShapingParameters: { topN: 0 } },
    consumerGenesisTime: expect.any(Date),
    consumerIdFromClientId: id,
    validatorConsumerAddr: consumerAddress,
    validatorProviderAddr: providerAddress,
    allPairsValConsAddrByConsumer: [
      { providerConsensusAddress: providerAddress, consumerConsensusAddress: consumerAddress },
    ],
    throttleState: { nextReplenishCandidate: expect.any(Date) },
    registeredConsumerRewardDenoms: [],
    params: { blocksPerEpoch: 1n },
    consumerChainsValidatorHasToValidate: [id],
    validatorConsumerCommissionRate: "0.1",
    blocksUntilNextEpoch: 0n,
  });
  expect(answers.consumerGenesis.provider?.initialValSet).toHaveLength(2);
  expect(answers.consumerChainOptedInValidators).toHaveLength(2);
  expect(answers.consumerValidators.map(({ consumerPower }) => consumerPower).toSorted()).toEqual([200n, 310n]);
  expect(answers.throttleState.slashMeter).toBeGreaterThanOrEqual(600n);
}

function expectConsumerAnswers(answers: Awaited<ReturnType<typeof askConsumer>>, subject: Subject): void {
  expect(answers).toMatchObject({
    providerInfo: {
      provider: { chainID: "provider-1", clientID: subject.clientId },
      consumer: { chainID: "consumer-1", clientID: "07-tendermint-0" },
    },
    params: { enabled: true, consumerId: subject.id },
    throttleState: { slashRecord: undefined, packetDataQueue: [] },
  });
  expect(answers.nextFeeDistribution.nextHeight).toBeGreaterThan(0n);
}

const registered = { chainId: "consumer-1", metadata: { name: "n", description: "d", metadata: "m" } };

test("a provider's own descriptors have these queries and no others; lists come in pages; unknown ids are one typed error", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const { queries, connection } = net.provider;
    expect(await queryServiceMethods(connection, "interchain_security.ccv.provider.v1")).toEqual(rpcNames(queries));
    const { consumer } = setupConsumerExtension(connection.queryClient);
    const consumerMethods = await queryServiceMethods(connection, "interchain_security.ccv.consumer.v1");
    expect(consumerMethods).toEqual(rpcNames(consumer));

    const owner = await net.provider.client("owner");
    await Promise.all(Array.from({ length: 5 }, () => owner.createConsumer(registered)));
    const listed = async (options: Parameters<typeof queries.consumerChains>[1]) =>
      (await Array.fromAsync(queries.consumerChains("REGISTERED", options))).map(({ consumerId }) => consumerId);
    expect(await listed({ pageSize: 2 })).toEqual(["0", "1", "2", "3", "4"]);
    expect(await listed({ pageSize: 2, reverse: true })).toEqual(["4", "3", "2", "1", "0"]);
    expect(await listed({ pageSize: 5 })).toHaveLength(5);
    expect(await Array.fromAsync(queries.consumerChains("LAUNCHED", { pageSize: 1 }))).toEqual([]);
    await expectUnknownConsumer(queries, net.provider.validator("validator-0").consensusAddress);
  });
});

async function expectUnknownConsumer(queries: ProviderQueries, address: string): Promise<void> {
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
}

async function codeOf(asked: Promise<unknown>): Promise<IcsErrorCode | "answered"> {
  try {
    await asked;
    return "answered";
  } catch (error) {
    if (isIcsError(error)) return error.code;
    throw error;
  }
}
