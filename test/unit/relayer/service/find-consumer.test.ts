import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import { QueryParamsResponse } from "../../../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import { QueryConsumerChainsResponse } from "../../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { findConsumerId } from "../../../../src/relayer/service/find-consumer.ts";

/** A chain that answers one query with these bytes. */
function answering(chainId: string, value: Uint8Array): ChainConnection {
  const comet = { abciQuery: async () => ({ code: 0, value, height: 1, log: "" }) } as unknown as Comet38Client;
  return { chainId, comet, queryClient: QueryClient.withExtensions(comet) } as unknown as ChainConnection;
}

const consumer = (consumerId: string): ChainConnection => {
  const answer = QueryParamsResponse.fromPartial({ params: { consumerId } });
  return answering("consumer-1", QueryParamsResponse.encode(answer).finish());
};

const provider = (...chains: readonly [string, string, string][]): ChainConnection => {
  const answer = QueryConsumerChainsResponse.fromPartial({
    chains: chains.map(([consumerId, chainId, clientId]) => {
      return {
        consumerId,
        chainId,
        clientId,
        phase: clientId ? "CONSUMER_PHASE_LAUNCHED" : "CONSUMER_PHASE_REGISTERED",
      };
    }),
  });
  return answering("provider-1", QueryConsumerChainsResponse.encode(answer).finish());
};

it("is what the consumer's own parameters say", async () => {
  expect(await findConsumerId(provider(), consumer("7"))).toBe("7");
});

it("is the only launched consumer of that chain id, for a chain that was launched without consumer ids", async () => {
  const chains = provider(
    ["0", "consumer-1", ""],
    ["1", "consumer-1", "07-tendermint-4"],
    ["2", "other", "07-tendermint-5"],
  );
  expect(await findConsumerId(chains, consumer(""))).toBe("1");
});

it("is not guessed where several have that chain id", async () => {
  const chains = provider(["1", "consumer-1", "07-tendermint-4"], ["2", "consumer-1", "07-tendermint-5"]);
  await expect(findConsumerId(chains, consumer(""))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("1 (LAUNCHED), 2 (LAUNCHED)"),
  });
});

it("is not there where none was launched", async () => {
  await expect(findConsumerId(provider(["1", "consumer-1", ""]), consumer(""))).rejects.toMatchObject({
    code: "CCV_CONSUMER_NOT_FOUND",
  });
});
