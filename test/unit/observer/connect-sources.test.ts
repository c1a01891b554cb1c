import { fromHex } from "@cosmjs/encoding";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { ClientPaths } from "cosmjs-types/ibc/core/connection/v1/connection";
import { consensusAddress, consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import { ChainConnection } from "../../../src/chain/chain-connection.ts";
import type { MessageCodec } from "../../../src/chain/query.ts";
import * as query from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { isIcsError } from "../../../src/errors.ts";
import { silentLogger } from "../../../src/logger.ts";
import { consumerSource, providerSource } from "../../../src/observer/connect-sources.ts";
import { validators } from "./pair-history.ts";

type Answer = Uint8Array | Error;

const path = (method: string) => `/interchain_security.ccv.provider.v1.Query/Query${method}`;

/** A connection whose node answers each ABCI path with the next of these, the last one forever. */
function connectionTo(answers: Readonly<Record<string, readonly Answer[]>>, keyed = true) {
  const asked: { path: string; height: number | undefined }[] = [];
  const rest = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const take = (name: string, height: number | undefined): Uint8Array => {
    asked.push({ path: name, height });
    const list = rest.get(name) ?? [];
    const answer = list.length > 1 ? list.shift() : list[0];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`unexpected ${name}`);
    return answer;
  };
  const comet = {
    validatorsAll: async (height: number) => ({
      blockHeight: height,
      validators: validators.provider.slice(0, 2).map((data, index) => ({
        address: consensusAddressBytes(data),
        ...(keyed && { pubkey: { algorithm: "ed25519", data } }),
        votingPower: BigInt(index + 1),
      })),
    }),
    abciQuery: async (params: { path: string; height?: number }) => ({
      code: 0,
      log: "",
      value: take(params.path, params.height),
    }),
  } as unknown as Comet38Client;
  const connection = new ChainConnection({ chainId: "provider-1", url: "http://node", comet, logger: silentLogger });
  jest.spyOn(QueryClient.prototype, "queryAbci").mockImplementation(async (name, _request, height) => {
    return { value: take(name, height), height: height ?? 0 };
  });
  return { connection, asked };
}

afterEach(() => {
  jest.restoreAllMocks();
});

function encoded<T>(codec: MessageCodec<T>, message: T): Uint8Array {
  return codec.encode(message).finish();
}

const launched = query.QueryConsumerChainResponse.encode(
  query.QueryConsumerChainResponse.fromPartial({
    consumerId: "0",
    chainId: "consumer-1",
    phase: "CONSUMER_PHASE_LAUNCHED",
    clientId: "07-tendermint-2",
  }),
).finish();

describe("providerSource", () => {
  it("reads a consumer's state at the height of the block, with the length of an epoch once launched", async () => {
    const params = query.QueryParamsResponse.fromPartial({ params: { blocksPerEpoch: 3n } });
    const answers = {
      [path("ConsumerChain")]: [launched],
      [path("Params")]: [encoded(query.QueryParamsResponse, params)],
    };
    const { connection, asked } = connectionTo(answers);
    expect(await providerSource(connection).state.consumerState("0", 12n)).toMatchObject({
      phase: "LAUNCHED",
      clientId: "07-tendermint-2",
      blocksPerEpoch: 3n,
    });
    expect(asked).toEqual([
      { path: path("ConsumerChain"), height: 12 },
      { path: path("Params"), height: 12 },
    ]);
  });

  it("reads when a stopped consumer is deleted", async () => {
    const stopped = query.QueryConsumerChainResponse.fromPartial({ consumerId: "0", phase: "CONSUMER_PHASE_STOPPED" });
    // 2026-01-31T12:00:00.25Z as Go's time.MarshalBinary writes it.
    const removal = fromHex("010000000ee10fe5c00ee6b280ffff");
    const { connection } = connectionTo({
      [path("ConsumerChain")]: [encoded(query.QueryConsumerChainResponse, stopped)],
      "/store/provider/key": [removal],
    });
    expect(await providerSource(connection).state.consumerState("0", 12n)).toMatchObject({
      phase: "STOPPED",
      removalTime: new Date("2026-01-31T12:00:00.250Z"),
    });
  });

  it("knows no state of a consumer that does not exist", async () => {
    const missing = new Error("cannot retrieve phase for consumer id: 9: not found");
    const { connection } = connectionTo({ [path("ConsumerChain")]: [missing] });
    expect(await providerSource(connection).state.consumerState("9", 12n)).toBeUndefined();
  });

  it("tells who of those who opted in makes the provider's blocks", async () => {
    const [active, , inactive] = validators.provider.map((key) => consensusAddress(key, "cosmos"));
    const answer = query.QueryConsumerChainOptedInValidatorsResponse.fromPartial({
      validatorsProviderAddresses: [active ?? "", inactive ?? ""],
    });
    const bytes = query.QueryConsumerChainOptedInValidatorsResponse.encode(answer).finish();
    const { connection } = connectionTo({ [path("ConsumerChainOptedInValidators")]: [bytes] });
    expect(await providerSource(connection).state.optedInValidators("0", 12n)).toEqual([
      { providerConsensusAddress: active, active: true },
      { providerConsensusAddress: inactive, active: false },
    ]);
  });

  it("reads the set in the consumer's genesis", async () => {
    const initialValSet = [{ pubKey: { ed25519: validators.consumer[2] }, power: 100n }];
    const answer = query.QueryConsumerGenesisResponse.fromPartial({ genesisState: { provider: { initialValSet } } });
    const bytes = query.QueryConsumerGenesisResponse.encode(answer).finish();
    const { connection } = connectionTo({ [path("ConsumerGenesis")]: [bytes] });
    expect(await providerSource(connection).state.initialValidators("0", 12n)).toEqual([
      { pubkey: validators.consumer[2], power: 100n },
    ]);
  });

  it("reads the connections on a client, none among them, and other failures as failures", async () => {
    const name = "/store/ibc/key";
    const bytes = ClientPaths.encode({ paths: ["connection-7"] }).finish();
    const { connection } = connectionTo({ [name]: [new Uint8Array(), bytes, new Error("pruned")] });
    const { state } = providerSource(connection);
    expect(await state.clientConnections("07-tendermint-2", 3n)).toEqual([]);
    expect(await state.clientConnections("07-tendermint-2", 4n)).toEqual(["connection-7"]);
    await expect(state.clientConnections("07-tendermint-2", 5n)).rejects.toThrow("pruned");
  });
});

describe("consumerSource", () => {
  it("reads the CometBFT set", async () => {
    const { connection } = connectionTo({});
    expect(await consumerSource(connection).state.validators(3n)).toEqual([
      { pubkey: validators.provider[0], power: 1n },
      { pubkey: validators.provider[1], power: 2n },
    ]);
  });

  it("refuses a validator without a key", async () => {
    const { connection } = connectionTo({}, false);
    const error = await consumerSource(connection)
      .state.validators(3n)
      .catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "RPC_RESPONSE_INVALID")).toBe(true);
  });
});
