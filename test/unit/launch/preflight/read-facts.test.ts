import { GasPrice } from "@cosmjs/stargate";
import { GetNodeInfoResponse } from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import { type FactSources, readPreflightFacts } from "../../../../src/launch/preflight/read-facts.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { fakeGenesisMs } from "../../../support/fake-comet.ts";
import { beConsumer } from "../../../support/fake-consumer.ts";
import { type FakeConsumer, provide } from "../../provider/fake-provider.ts";
import { alice, bob } from "../../provider/overview-chain.ts";
import { madeSpec, writtenSpec } from "../made.ts";

const { start, connect } = useFakeComet();
const { metadata, chainId } = writtenSpec;
const known = { consumerId: "7", chainId, phase: "INITIALIZED", ownerAddress: "owner", metadata };
const none = { interchainSecurity: undefined, ibcGo: undefined, cosmosSdk: undefined };

async function sources(consumers: FakeConsumer[] = [{ ...known }], given: Partial<FactSources> = {}) {
  const fake = provide(await start({ chainId: "provider-1", blocks: 30 }), consumers);
  const provider = await connect(fake.comet);
  const wanted = { spec: madeSpec(), owner: "owner" };
  const files = { genesis: undefined, hashes: { genesis: "ab", binary: undefined } };
  return { fake, given: { provider, node: undefined, wanted, accounts: [], files, ...given } satisfies FactSources };
}

async function nodeOf(blocks: number) {
  return connect(beConsumer(await start({ chainId, blocks })));
}

describe("the provider", () => {
  it("is read of its latest block: who signs it, who may be given power, and what it is set to", async () => {
    const { provider } = await readPreflightFacts((await sources()).given);
    expect(provider).toMatchObject({
      ...{ chainId: "provider-1", time: new Date(fakeGenesisMs + 30_123), trustingPeriodFraction: "0.66" },
      ...{ unbondingMs: 86_400_000, versions: none, activePowers: new Map([[alice.address, 100n]]) },
    });
    const { active, bonded, others, limits } = provider.validators;
    expect([active, bonded].map((some) => some.map((each) => each.providerConsensusAddress))).toEqual([
      [alice.address],
      [alice.address],
    ]);
    expect(others).toMatchObject([{ providerConsensusAddress: bob.address, jailed: true, power: 0n }]);
    expect(limits).toEqual({ maxValidators: 100, maxProviderConsensusValidators: 1 });
  });

  it("tells its versions where it can", async () => {
    const { fake, given } = await sources();
    const applicationVersion = { name: "interchain-security-pd", version: "v7.0.1" };
    fake.comet.queries.set("/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo", () =>
      GetNodeInfoResponse.encode(GetNodeInfoResponse.fromPartial({ applicationVersion })).finish(),
    );
    const { provider } = await readPreflightFacts(given);
    expect(provider.versions).toEqual({ ...none, interchainSecurity: "v7.0.1" });
  });
});

describe("the consumer", () => {
  it("is found by its spec, with who has opted in", async () => {
    const { consumer } = await readPreflightFacts((await sources()).given);
    expect(consumer).toMatchObject({ consumerId: "7", phase: "INITIALIZED", metadata });
    expect(consumer?.validators.map(({ moniker, isInSet }) => [moniker, isInSet])).toEqual([
      ["alice", true],
      ["bob", false],
      ["", false],
    ]);
  });

  it("is unknown before it is created, and an id that is not its own is refused", async () => {
    const { given } = await sources([]);
    expect((await readPreflightFacts(given)).consumer).toBeUndefined();
    const wrong = { ...given, wanted: { ...given.wanted, consumerId: "4" } };
    await rejection("CCV_CONSUMER_NOT_FOUND", readPreflightFacts(wrong));
  });
});

describe("the consumer's node", () => {
  it("tells how long a block takes, by its last twenty", async () => {
    const { given } = await sources([], { node: await nodeOf(50) });
    expect((await readPreflightFacts(given)).node).toEqual({
      chainId,
      height: 50n,
      versions: none,
      blockTimeMs: 1_000,
    });
  });

  it("tells nothing of blocks while it has none, has one, or has pruned them", async () => {
    const before = await sources([], { node: await nodeOf(0) });
    expect((await readPreflightFacts(before.given)).node).toMatchObject({ height: 0n, blockTimeMs: undefined });
    const one = { ...before.given, node: await nodeOf(1) };
    expect((await readPreflightFacts(one)).node).toMatchObject({ height: 1n, blockTimeMs: undefined });
    const comet = beConsumer(await start({ chainId, blocks: 50 }));
    comet.lowestHeight = 40n;
    const pruned = { ...before.given, node: await connect(comet) };
    expect((await readPreflightFacts(pruned)).node).toMatchObject({ height: 50n, blockTimeMs: undefined });
  });

  it("may not answer", async () => {
    expect((await readPreflightFacts((await sources()).given)).node).toBeUndefined();
  });
});

describe("an account that pays", () => {
  const gasPrice = GasPrice.fromString("0.005uatom");
  const account = { name: "owner", address: "cosmos1owner", gasPrice, gas: 500_100 };

  it("has a balance, and wants the price of its gas, rounded up", async () => {
    const { given } = await sources();
    const { accounts } = await readPreflightFacts({ ...given, accounts: [{ ...account, chain: given.provider }] });
    expect(accounts).toEqual([
      { name: "owner", address: "cosmos1owner", denom: "uatom", balance: 1_000_000n, wanted: 2_501n },
    ]);
  });

  it("has an unknown balance where no node of its chain answers, and wants something even where gas is free", async () => {
    const { given } = await sources();
    const free = { ...account, gasPrice: GasPrice.fromString("0ucon"), chain: undefined };
    const { accounts } = await readPreflightFacts({ ...given, accounts: [free] });
    expect(accounts).toMatchObject([{ denom: "ucon", balance: undefined, wanted: 1n }]);
  });
});

it("gives the files on as they were read, and fails where the provider stops answering", async () => {
  const { fake, given } = await sources();
  expect((await readPreflightFacts(given)).hashes).toEqual({ genesis: "ab", binary: undefined });
  fake.comet.trouble = () => "break";
  await rejection("RPC_UNREACHABLE", readPreflightFacts(given));
});
