import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { QueryClientConnectionsResponse } from "cosmjs-types/ibc/core/connection/v1/query";
import { consensusAddress, consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import { ChainConnection } from "../../../src/chain/chain-connection.ts";
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
  const comet = {
    validatorsAll: async (height: number) => ({
      blockHeight: height,
      validators: validators.provider.slice(0, 2).map((data, index) => ({
        address: consensusAddressBytes(data),
        ...(keyed && { pubkey: { algorithm: "ed25519", data } }),
        votingPower: BigInt(index + 1),
      })),
    }),
    abciQuery: () => Promise.reject(new Error("not used")),
  } as unknown as Comet38Client;
  const connection = new ChainConnection({ chainId: "provider-1", url: "http://node", comet, logger: silentLogger });
  jest.spyOn(QueryClient.prototype, "queryAbci").mockImplementation(async (name, _request, height) => {
    asked.push({ path: name, height });
    const list = rest.get(name) ?? [];
    const answer = list.length > 1 ? list.shift() : list[0];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`unexpected ${name}`);
    return { value: answer, height: height ?? 0 };
  });
  return { connection, asked };
}

afterEach(() => {
  jest.restoreAllMocks();
});

const launched = query.QueryConsumerChainResponse.encode(
  query.QueryConsumerChainResponse.fromPartial({
    consumerId: "0",
    chainId: "consumer-1",
    phase: "CONSUMER_PHASE_LAUNCHED",
    clientId: "07-tendermint-2",
  }),
).finish();

describe("providerSource", () => {
  it("reads a consumer's state at the height of the block", async () => {
    const { connection, asked } = connectionTo({ [path("ConsumerChain")]: [launched] });
    expect(await providerSource(connection).state.consumerState("0", 12n)).toMatchObject({
      phase: "LAUNCHED",
      clientId: "07-tendermint-2",
    });
    expect(asked).toEqual([{ path: path("ConsumerChain"), height: 12 }]);
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

  it("takes a client without connections for what it is, and other failures for failures", async () => {
    const name = "/ibc.core.connection.v1.Query/ClientConnections";
    const bytes = QueryClientConnectionsResponse.encode(
      QueryClientConnectionsResponse.fromPartial({ connectionPaths: ["connection-7"] }),
    ).finish();
    const none = new Error("light client connection paths not found");
    const { connection } = connectionTo({ [name]: [none, bytes, new Error("pruned")] });
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
