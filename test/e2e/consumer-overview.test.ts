import {
  type ConsumerOverview,
  type ProviderExtension,
  type QueryOptions,
  queryConsumerOverview,
  queryConsumerOverviews,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

type Queries = ProviderExtension["provider"];

const topology = {
  provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }] },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1, ownKey: true }],
    },
  ],
};

/** The parts of an overview that single queries tell. */
async function expectSingleQueriesAgree(queries: Queries, overview: ConsumerOverview): Promise<void> {
  const { consumerId } = overview;
  const at: QueryOptions = { height: overview.provider.height };
  const chain = await queries.consumerChain(consumerId, at);
  const summaries = await Array.fromAsync(queries.consumerChains(undefined, at));
  const summary = summaries.find((each) => each.consumerId === consumerId);
  const { clientId, ...told } = chain;
  expect(overview).toMatchObject({ ...told, minPowerInTopN: summary?.minPowerInTopN });
  expect(overview.allowlistedRewardDenoms).toEqual(summary?.allowlistedRewardDenoms);
  expect(overview.client?.clientId ?? "").toBe(clientId);
  expect(overview.provider.throttle).toEqual(await queries.throttleState(at));
  expect(overview.provider.registeredRewardDenoms).toEqual(await queries.registeredConsumerRewardDenoms(at));
  expect(overview.provider.nextEpochHeight - overview.provider.height).toBe(await untilNextEpoch(queries, at));
  await expectValidatorsAgree(queries, overview, at);
}

async function untilNextEpoch(queries: Queries, at: QueryOptions): Promise<bigint> {
  const [blocks, { blocksPerEpoch }] = await Promise.all([queries.blocksUntilNextEpoch(at), queries.params(at)]);
  return blocks === 0n ? blocksPerEpoch : blocks;
}

async function expectValidatorsAgree(queries: Queries, overview: ConsumerOverview, at: QueryOptions): Promise<void> {
  const { consumerId, validators } = overview;
  const isActive = !["STOPPED", "DELETED"].includes(overview.phase);
  const optedIn = isActive ? await queries.consumerChainOptedInValidators(consumerId, at) : [];
  expect(addresses(validators.filter(({ isOptedIn }) => isOptedIn))).toEqual(optedIn.toSorted());
  const set = await queries.consumerValidators(consumerId, at);
  expect(addresses(validators.filter(({ isInSet }) => isInSet))).toEqual(addresses(set));
  for (const member of set) {
    const { validatesCurrentEpoch: _, ...told } = member;
    const found = validators.find((each) => each.providerConsensusAddress === member.providerConsensusAddress);
    expect(found).toMatchObject(told);
  }
  for (const validator of validators) {
    const { providerConsensusAddress } = validator;
    const assigned = await queries.validatorConsumerAddr(providerConsensusAddress, consumerId, at);
    expect(validator.consumerConsensusAddress).toBe(assigned || providerConsensusAddress);
    expect(validator.consumerCommissionRate).toBe(
      await queries.validatorConsumerCommissionRate(consumerId, providerConsensusAddress, at),
    );
  }
}

const addresses = (validators: readonly { readonly providerConsensusAddress: string }[]): string[] =>
  validators.map(({ providerConsensusAddress }) => providerConsensusAddress).toSorted();

test("one read tells of a consumer what every single query says, in each phase and at a past height", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const { queries, connection } = net.provider;
    const observation = await launchWatched();
    const delegated = await net.provider.delegate("validator-0", 10_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
    await changeAfterLaunch(net, consumer);

    const id = consumer.consumerId;
    const launched = await queryConsumerOverview(connection, id);
    await expectSingleQueriesAgree(queries, launched);
    expect(launched).toMatchObject({
      phase: "LAUNCHED",
      client: { status: "Active" },
      channel: { channelId: "channel-0", state: "open", connectionId: "connection-0" },
      queuedInfractionParameters: { downtime: { slashFraction: "0.01" } },
      waitingRewards: [],
    });
    expect(launched.client?.latestHeight).toBeGreaterThan(1n);
    expect(launched.validators).toHaveLength(3);

    const owner = await net.provider.client("owner");
    await owner.removeConsumer(id);
    const all = await Array.fromAsync(queryConsumerOverviews(connection));
    expect(all.map(({ consumerId, phase }) => [consumerId, phase])).toEqual([
      ["0", "STOPPED"],
      ["1", "REGISTERED"],
    ]);
    for (const overview of all) await expectSingleQueriesAgree(queries, overview);
    expect(all[0]?.removalTime).toBeInstanceOf(Date);
    expect(all[1]?.validators).toMatchObject([{ isOptedIn: true, isInSet: true }]);
    expect(await queryConsumerOverview(connection, id, { height: launched.provider.height })).toEqual(launched);
  });
});

/** A third validator opts in, infraction parameters change, and another consumer is registered. */
async function changeAfterLaunch(net: Testnet, consumer: TestnetConsumer): Promise<void> {
  const owner = await net.provider.client("owner");
  const downtime = { slashFraction: "0.01", jailDuration: { seconds: 600n, nanos: 0 }, tombstone: false };
  await owner.updateConsumer({ consumerId: consumer.consumerId, infractionParameters: { downtime } });
  const metadata = { name: "n", description: "d", metadata: "m" };
  const { consumerId } = await owner.createConsumer({ chainId: "other-1", metadata });
  const validator = await net.provider.client("validator-2");
  await validator.optIn(consumerId);
  await validator.optIn(consumer.consumerId);
  await validator.setConsumerCommissionRate(consumer.consumerId, "0.25");
}
