import { toAscii } from "@cosmjs/encoding";
import { QueryClient } from "@cosmjs/stargate";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { type ProviderExtension, setupProviderExtension } from "../../../src/provider/queries.ts";
import { providerMethods } from "../../../src/provider/query-methods.ts";
import { rejection } from "../../support/comet-fixtures.ts";

type Queries = ProviderExtension["provider"];
type Answer = Uint8Array | { readonly code: number; readonly log: string };

/** The provider's queries over a chain that answers what the test says; what it was asked is kept. */
function queries(answer: (path: string, data: Uint8Array) => Answer) {
  const asked: Array<{ path: string; data: Uint8Array; height?: number }> = [];
  const abciQuery = async (query: { path: string; data: Uint8Array; height?: number }) => {
    asked.push(query);
    const value = answer(query.path, query.data);
    return value instanceof Uint8Array ? { code: 0, height: 5, value, log: "" } : { height: 5, ...value };
  };
  const base = new QueryClient({ abciQuery } as unknown as ConstructorParameters<typeof QueryClient>[0]);
  return { asked, provider: setupProviderExtension(base).provider };
}

const path = (name: string): string => `/interchain_security.ccv.provider.v1.Query/Query${name}`;
const invalid = (text: string): Answer => ({
  code: 18,
  log: `rpc error: code = InvalidArgument desc = ${text}: invalid request`,
});
const notFound = (text: string): Answer => ({
  code: 22,
  log: `rpc error: code = NotFound desc = ${text}: key not found`,
});

describe("a consumer chain", () => {
  const wire = q.QueryConsumerChainResponse.fromPartial({
    chainId: "consumer-1",
    consumerId: "7",
    ownerAddress: "cosmos1",
    phase: "CONSUMER_PHASE_INITIALIZED",
    metadata: { name: "n", description: "d", metadata: "m" },
    initParams: {
      initialHeight: { revisionNumber: 1n, revisionHeight: 2n },
      spawnTime: { seconds: 1_800_000_000n, nanos: 123_456_789 },
      consumerRedistributionFraction: "0.75",
    },
    powerShapingParams: { topN: 0, minStake: 5n, allowInactiveVals: true },
    infractionParameters: {
      doubleSign: {
        slashFraction: toAscii("50000000000000000"),
        jailDuration: { seconds: 9n, nanos: 1 },
        tombstone: true,
      },
    },
    clientId: "",
  });

  it("comes with phase, dates and decimals, at the height asked for", async () => {
    const { provider, asked } = queries(() => q.QueryConsumerChainResponse.encode(wire).finish());
    const chain = await provider.consumerChain("7", { height: 44n });
    expect(asked).toMatchObject([{ path: path("ConsumerChain"), height: 44 }]);
    expect(q.QueryConsumerChainRequest.decode(asked[0]?.data as Uint8Array)).toEqual({ consumerId: "7" });
    expect(chain).toMatchObject({
      consumerId: "7",
      phase: "INITIALIZED",
      clientId: "",
      initializationParameters: {
        initialHeight: { revisionNumber: 1n, revisionHeight: 2n },
        spawnTime: new Date("2027-01-15T08:00:00.123Z"),
        unbondingPeriod: { seconds: 0n, nanos: 0 },
      },
      powerShapingParameters: { allowInactiveValidators: true, minStake: 5n },
      infractionParameters: {
        doubleSign: { slashFraction: "0.05", jailDuration: { seconds: 9n, nanos: 1 }, tombstone: true },
      },
    });
    expect(chain.infractionParameters?.downtime).toBeUndefined();
  });

  it("has no spawn time where Go's zero time stands", async () => {
    const initParams = { spawnTime: { seconds: -62_135_596_800n, nanos: 0 } };
    const { provider } = queries(() =>
      q.QueryConsumerChainResponse.encode(q.QueryConsumerChainResponse.fromPartial({ ...wire, initParams })).finish(),
    );
    expect((await provider.consumerChain("7")).initializationParameters?.spawnTime).toBeUndefined();
  });

  it("is unknown where it has no phase", async () => {
    const unspecified = { ...wire, phase: "CONSUMER_PHASE_UNSPECIFIED" };
    const { provider } = queries(() => q.QueryConsumerChainResponse.encode(unspecified).finish());
    await rejection("CCV_CONSUMER_NOT_FOUND", provider.consumerChain("7"));
  });
});

// The texts of x/ccv/provider/keeper/grpc_query.go of v7.0.1.
const unknown: Array<[string, Answer, (queries: Queries) => Promise<unknown>]> = [
  ["consumerGenesis", notFound("7: no consumer chain with this consumer id"), (p) => p.consumerGenesis("7")],
  ["consumerChain", invalid("cannot retrieve chain id for consumer id: 7"), (p) => p.consumerChain("7")],
  ["consumerChain", invalid("cannot retrieve owner address for consumer id: 7"), (p) => p.consumerChain("7")],
  [
    "consumerGenesisTime",
    invalid("cannot get consumer genesis time for consumer Id: 7: no consumer chain with this consumer id"),
    (p) => p.consumerGenesisTime("7"),
  ],
  [
    "consumerGenesisTime",
    invalid(
      "cannot get consumer genesis time for consumer Id: 7: consumer hasn't been launched or has been stopped and deleted",
    ),
    (p) => p.consumerGenesisTime("7"),
  ],
  ["consumerValidators", invalid("cannot find a phase for consumer: 7"), (p) => p.consumerValidators("7")],
  [
    "consumerChainOptedInValidators",
    invalid("unknown consumer chain: 7"),
    (p) => p.consumerChainOptedInValidators("7"),
  ],
  [
    "validatorConsumerCommissionRate",
    invalid("unknown consumer chain: 7"),
    (p) => p.validatorConsumerCommissionRate("7", "cosmosvalcons1"),
  ],
  [
    "any",
    invalid('consumer id (7) cannot be parsed: strconv.ParseUint: parsing "7": invalid syntax: invalid consumer id'),
    (p) => p.consumerChain("7"),
  ],
  ["any", invalid("consumer id cannot be blank: invalid consumer id"), (p) => p.allPairsValConsAddrByConsumer("7")],
  ["any", invalid("consumer id cannot be blank: invalid consumer id"), (p) => p.validatorConsumerAddr("a", "7")],
];

const otherFailures: Array<[string, Answer, (queries: Queries) => Promise<unknown>]> = [
  [
    "a pruned height",
    { code: 26, log: "failed to load state at height 3; version does not exist" },
    (p) => p.consumerChain("7"),
  ],
  ["a query of another version", { code: 6, log: "unknown query path" }, (p) => p.consumerValidators("7")],
  [
    "a consensus state that is gone",
    invalid("cannot get consumer genesis time for consumer Id: 7: cannot find consensus state for initial height: 1-1"),
    (p) => p.consumerGenesisTime("7"),
  ],
  [
    "a validator that is unknown",
    invalid("unknown validator: cosmosvalcons1"),
    (p) => p.validatorConsumerCommissionRate("7", "x"),
  ],
  [
    "a client of no consumer",
    invalid("no known consumer chain for this client id: 07-tendermint-9"),
    (p) => p.consumerIdFromClientId("07-tendermint-9"),
  ],
];

describe("a consumer is not found where the provider says so:", () => {
  it.each(unknown)("%s (%#)", async (_name, answer, ask) => {
    const error = await rejection("CCV_CONSUMER_NOT_FOUND", ask(queries(() => answer).provider));
    expect(error.context).toEqual({ consumerId: "7" });
  });

  it.each(otherFailures)("but %s is another failure", async (_name, answer, ask) => {
    const error = await rejection("RPC_QUERY_FAILED", ask(queries(() => answer).provider));
    expect(error.context.path).toMatch(/^\/interchain_security\.ccv\.provider\.v1\.Query\/Query/);
  });

  it("and a genesis that is empty is one that is not there", async () => {
    await rejection("CCV_CONSUMER_NOT_FOUND", queries(() => new Uint8Array()).provider.consumerGenesis("7"));
  });
});

describe("the list of consumers", () => {
  const page = (ids: string[], nextKey: number[]): Uint8Array =>
    q.QueryConsumerChainsResponse.encode(
      q.QueryConsumerChainsResponse.fromPartial({
        chains: ids.map((consumerId) => ({ consumerId, phase: "CONSUMER_PHASE_LAUNCHED" })),
        pagination: { nextKey: new Uint8Array(nextKey), total: 0n },
      }),
    ).finish();

  it("is asked page by page, each at the same height", async () => {
    const pages = [page(["0", "1"], [9]), page(["2"], [10]), page([], [])];
    const { provider, asked } = queries(() => pages[asked.length - 1] as Uint8Array);
    const ids: string[] = [];
    for await (const { consumerId } of provider.consumerChains("LAUNCHED", { height: 8n })) ids.push(consumerId);
    expect(ids).toEqual(["0", "1", "2"]);
    expect(asked.map(({ height }) => height)).toEqual([8, 8, 8]);
    const requests = asked.map(({ data }) => q.QueryConsumerChainsRequest.decode(data));
    expect(requests.map(({ phase }) => phase)).toEqual([3, 3, 3]);
    expect(requests.map(({ pagination }) => [...(pagination?.key ?? [])])).toEqual([[], [9], [10]]);
  });

  it("comes in pages of any size, and from its end", async () => {
    const { provider, asked } = queries(() => page(["9"], []));
    await Array.fromAsync(provider.consumerChains(undefined, { pageSize: 3, reverse: true }));
    const [request] = asked.map(({ data }) => q.QueryConsumerChainsRequest.decode(data));
    expect(request?.pagination).toMatchObject({ limit: 3n, reverse: true });
  });

  it("has phases, lists and the least power of the Top N in icskit's own terms", async () => {
    const wire = { consumerId: "0", chainId: "a-1", phase: "CONSUMER_PHASE_REGISTERED", minPowerInTopN: -1n };
    const topN = { ...wire, consumerId: "1", topN: 60, minPowerInTopN: 40n, allowInactiveVals: true };
    const denoms = { ...wire, consumerId: "2", allowlistedRewardDenoms: { denoms: ["stake"] } };
    const answer = q.QueryConsumerChainsResponse.fromPartial({ chains: [wire, topN, denoms] });
    const { provider } = queries(() => q.QueryConsumerChainsResponse.encode(answer).finish());
    expect(await Array.fromAsync(provider.consumerChains())).toMatchObject([
      { consumerId: "0", chainId: "a-1", phase: "REGISTERED", minPowerInTopN: undefined, allowlistedRewardDenoms: [] },
      { minPowerInTopN: 40n, powerShapingParameters: { topN: 60, allowInactiveValidators: true } },
      { allowlistedRewardDenoms: ["stake"] },
    ]);
  });

  it("of every phase asks for none, and asks no further than it is read", async () => {
    const { provider, asked } = queries(() => page(["0"], [9]));
    for await (const { consumerId } of provider.consumerChains()) {
      expect(consumerId).toBe("0");
      break;
    }
    expect(asked.map(({ data }) => q.QueryConsumerChainsRequest.decode(data).phase)).toEqual([0]);
  });
});

describe("assigned keys", () => {
  it("come with the addresses of both chains", async () => {
    const pair = { providerAddress: "cosmosvalcons1p", consumerAddress: "cosmosvalcons1c" };
    const answer = q.QueryAllPairsValConsAddrByConsumerResponse.fromPartial({
      pairValConAddr: [{ ...pair, consumerKey: { ed25519: new Uint8Array([7]) } }],
    });
    const { provider } = queries(() => q.QueryAllPairsValConsAddrByConsumerResponse.encode(answer).finish());
    expect(await provider.allPairsValConsAddrByConsumer("7")).toEqual([
      {
        providerConsensusAddress: "cosmosvalcons1p",
        consumerConsensusAddress: "cosmosvalcons1c",
        consumerKey: new Uint8Array([7]),
      },
    ]);
  });
});

describe("the other queries", () => {
  it("convert times and decimals, and keep powers as bigints", async () => {
    const answers: Readonly<Record<string, Uint8Array>> = {
      ThrottleState: q.QueryThrottleStateResponse.encode({
        slashMeter: -5n,
        slashMeterAllowance: 7n,
        nextReplenishCandidate: { seconds: 60n, nanos: 0 },
      }).finish(),
      ValidatorConsumerCommissionRate: q.QueryValidatorConsumerCommissionRateResponse.encode({
        rate: "123456789012345678",
      }).finish(),
      ConsumerGenesisTime: q.QueryConsumerGenesisTimeResponse.encode({
        genesisTime: { seconds: 1n, nanos: 0 },
      }).finish(),
      BlocksUntilNextEpoch: q.QueryBlocksUntilNextEpochResponse.encode({ blocksUntilNextEpoch: 3n }).finish(),
      ConsumerValidators: q.QueryConsumerValidatorsResponse.encode(
        q.QueryConsumerValidatorsResponse.fromPartial({
          validators: [
            {
              providerAddress: "cosmosvalcons1",
              consumerKey: { ed25519: new Uint8Array([1]) },
              consumerPower: 3_000_000_000n,
              providerTokens: "3000000000000000",
              consumerCommissionRate: "100000000000000000",
              description: { moniker: "alice" },
            },
            {},
          ],
        }),
      ).finish(),
    };
    const { provider } = queries((asked) => answers[asked.split("/Query").at(-1) ?? ""] ?? new Uint8Array());
    expect(await provider.throttleState()).toEqual({
      slashMeter: -5n,
      slashMeterAllowance: 7n,
      nextReplenishCandidate: new Date(60_000),
    });
    expect(await provider.validatorConsumerCommissionRate("7", "a")).toBe("0.123456789012345678");
    expect(await provider.consumerGenesisTime("7")).toEqual(new Date(1_000));
    expect(await provider.blocksUntilNextEpoch()).toBe(3n);
    const [alice, nobody] = await provider.consumerValidators("7");
    expect(alice).toMatchObject({
      providerConsensusAddress: "cosmosvalcons1",
      consumerKey: new Uint8Array([1]),
      consumerPower: 3_000_000_000n,
      providerTokens: 3_000_000_000_000_000n,
      consumerCommissionRate: "0.1",
      moniker: "alice",
    });
    expect(nobody).toMatchObject({ consumerKey: new Uint8Array(), providerTokens: 0n, consumerCommissionRate: "0" });
    await rejection("RPC_QUERY_FAILED", provider.params());
  });

  it("pass their arguments on by the protocol's names", async () => {
    const { provider, asked } = queries(() => new Uint8Array());
    expect(await provider.validatorConsumerAddr("provider", "7")).toBe("");
    expect(await provider.validatorProviderAddr("consumer", "7")).toBe("");
    expect(await provider.allPairsValConsAddrByConsumer("7")).toEqual([]);
    expect(await provider.consumerChainsValidatorHasToValidate("provider")).toEqual([]);
    expect(await provider.registeredConsumerRewardDenoms()).toEqual([]);
    expect(await provider.consumerChainOptedInValidators("7")).toEqual([]);
    expect(q.QueryValidatorConsumerAddrRequest.decode(asked[0]?.data as Uint8Array)).toEqual({
      providerAddress: "provider",
      consumerId: "7",
    });
    expect(q.QueryValidatorProviderAddrRequest.decode(asked[1]?.data as Uint8Array)).toEqual({
      consumerAddress: "consumer",
      consumerId: "7",
    });
  });

  it("have the paths of the proto's service", () => {
    for (const [name, { path: methodPath }] of Object.entries(providerMethods)) {
      expect(methodPath).toBe(path(`${name.charAt(0).toUpperCase()}${name.slice(1)}`));
    }
  });
});
