import { fromHex, toHex } from "@cosmjs/encoding";
import * as wire from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import { queryConsumerOverview, queryConsumerOverviews } from "../../../src/provider/consumer-overview.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { alice, bob, gone, overviewAnswers, overviewChain } from "./overview-chain.ts";

const phases = { 0: "REGISTERED", 1: "LAUNCHED", 2: "STOPPED", 3: "DELETED" };
const stored = (key: Uint8Array): string => `/store/provider/key ${toHex(key)}`;
const nobody = { "/interchain_security.ccv.provider.v1.Query/QueryConsumerChainOptedInValidators": new Uint8Array() };

describe("a launched consumer", () => {
  it("comes with all that the provider knows of it, at one height", async () => {
    const { connection, asked } = overviewChain(overviewAnswers(phases));
    const overview = await queryConsumerOverview(connection, "1");
    expect(overview).toMatchObject({
      consumerId: "1",
      chainId: "consumer-1",
      phase: "LAUNCHED",
      ownerAddress: "cosmos1owner",
      minPowerInTopN: undefined,
      allowlistedRewardDenoms: ["ibc/A"],
      queuedInfractionParameters: undefined,
      removalTime: undefined,
      client: { clientId: "07-tendermint-1", status: "Active", latestHeight: 33n },
      channel: {
        channelId: "channel-2",
        state: "open",
        connectionId: "connection-0",
        counterpartyChannelId: "channel-4",
      },
      pendingValsetUpdateIds: [7n, 9n],
      waitingRewards: [{ denom: "ibc/B", amount: "24500.5" }],
      provider: {
        height: 44n,
        blocksPerEpoch: 5n,
        nextEpochHeight: 45n,
        throttle: { slashMeter: -3n, slashMeterAllowance: 30n },
        registeredRewardDenoms: ["ibc/B", "ibc/A"],
      },
    });
    expect(new Set(asked.map(({ height }) => height))).toEqual(new Set([44]));
  });

  it("has its validators with both keys: those of the set, who opted in, and who is gone", async () => {
    const { connection } = overviewChain(overviewAnswers(phases));
    const { validators } = await queryConsumerOverview(connection, "1");
    expect(validators).toEqual([
      {
        providerConsensusAddress: alice.address,
        providerOperatorAddress: "cosmosvaloper1alice",
        providerKey: alice.key,
        consumerKey: alice.consumerKey,
        consumerConsensusAddress: alice.consumerAddress,
        assignedKey: alice.consumerKey,
        moniker: "alice",
        isOptedIn: true,
        isInSet: true,
        jailed: false,
        consumerPower: 100n,
        providerPower: 100n,
        providerTokens: 100_999_999n,
        consumerCommissionRate: "0.2",
        providerCommissionRate: "0.05",
      },
      expect.objectContaining({
        providerConsensusAddress: bob.address,
        providerKey: bob.key,
        consumerKey: bob.key,
        consumerConsensusAddress: bob.address,
        assignedKey: undefined,
        isOptedIn: true,
        isInSet: false,
        jailed: true,
        consumerPower: 0n,
        providerPower: 0n,
        providerTokens: 5_000_000n,
        consumerCommissionRate: "0.07",
      }),
      expect.objectContaining({
        providerConsensusAddress: gone.address,
        providerOperatorAddress: undefined,
        providerKey: undefined,
        consumerKey: undefined,
        consumerConsensusAddress: undefined,
        consumerCommissionRate: "0",
      }),
    ]);
  });

  it("tells of infraction parameters that wait", async () => {
    const queued = wire.InfractionParameters.fromPartial({
      downtime: { slashFraction: new TextEncoder().encode("10000000000000000"), tombstone: false },
    });
    const { connection } = overviewChain({
      ...overviewAnswers(phases),
      [stored(providerStoreKey.queuedInfractionParameters("1"))]: wire.InfractionParameters.encode(queued).finish(),
    });
    const { queuedInfractionParameters } = await queryConsumerOverview(connection, "1");
    expect(queuedInfractionParameters).toMatchObject({ downtime: { slashFraction: "0.01" } });
  });

  it("is read at a past height, and no height is asked for then", async () => {
    const { connection, asked } = overviewChain(overviewAnswers(phases));
    const { provider } = await queryConsumerOverview(connection, "1", { height: 20n });
    expect(provider).toMatchObject({ height: 20n, nextEpochHeight: 25n });
    expect(new Set(asked.map(({ height }) => height))).toEqual(new Set([20]));
  });
});

describe("a consumer in another phase", () => {
  it("that nobody has opted in to is read without a set", async () => {
    const { connection, asked } = overviewChain({ ...overviewAnswers(phases), ...nobody });
    const overview = await queryConsumerOverview(connection, "0");
    expect(overview).toMatchObject({ phase: "REGISTERED", validators: [], client: undefined, channel: undefined });
    expect(asked.map(({ path }) => path.split("/Query").at(-1))).not.toContain("ConsumerValidators");
  });

  it("before launch has the set that it would get", async () => {
    const { connection } = overviewChain(overviewAnswers(phases));
    const { validators } = await queryConsumerOverview(connection, "0");
    expect(validators.map(({ isInSet }) => isInSet)).toEqual([true, false, false]);
  });

  it("that was stopped tells when it is deleted, and has no validators", async () => {
    const { connection } = overviewChain({
      ...overviewAnswers(phases),
      [stored(providerStoreKey.removalTime("2"))]: fromHex("010000000ee10fe5c00ee6b280ffff"),
    });
    const { removalTime, validators, channel } = await queryConsumerOverview(connection, "2");
    expect(removalTime).toEqual(new Date("2026-01-31T12:00:00.250Z"));
    expect(validators).toEqual([]);
    expect(channel?.channelId).toBe("channel-2");
  });
});

it.each(["4", "99", "", "abc", "consumer-1"])("consumer %p is not found", async (consumerId) => {
  const { connection } = overviewChain(overviewAnswers(phases));
  const error = await rejection("CCV_CONSUMER_NOT_FOUND", queryConsumerOverview(connection, consumerId));
  expect(error.context).toEqual({ consumerId });
});

describe("the list", () => {
  it("has every consumer in order, page by page, and asks once for what they share", async () => {
    const { connection, asked } = overviewChain(overviewAnswers(phases));
    const all = await Array.fromAsync(queryConsumerOverviews(connection, { pageSize: 2 }));
    expect(all.map(({ consumerId, phase }) => [consumerId, phase])).toEqual(Object.entries(phases));
    const times = (name: string) => asked.filter(({ path }) => path.endsWith(name)).length;
    expect([times("QueryConsumerChains"), times("QueryThrottleState"), times("Query/Validators")]).toEqual([2, 1, 1]);
    expect(new Set(asked.map(({ height }) => height))).toEqual(new Set([44]));
    expect(all[1]).toEqual(await queryConsumerOverview(connection, "1"));
  });

  it("of a chain without consumers is empty", async () => {
    const { connection } = overviewChain(overviewAnswers({}));
    expect(await Array.fromAsync(queryConsumerOverviews(connection))).toEqual([]);
  });

  it("fails with the first page that fails, and leaves nothing behind that nobody hears of", async () => {
    const answers = overviewAnswers(phases);
    delete answers["/interchain_security.ccv.provider.v1.Query/QueryParams"];
    const { connection } = overviewChain(answers);
    await rejection("RPC_QUERY_FAILED", Array.fromAsync(queryConsumerOverviews(connection, { pageSize: 1 })));
  });
});
