import { addressesOf, addressLines } from "../../../../src/cli/testnet/describe-testnet.ts";
import type { Testnet } from "../../../../testnet/index.ts";

const node = (port: number, api = false) => ({
  rpcUrl: `http://127.0.0.1:${port}`,
  restUrl: api ? `http://127.0.0.1:${port + 1}` : undefined,
  grpcAddress: api ? `127.0.0.1:${port + 2}` : undefined,
});

const net = {
  provider: { chain: { chainId: "provider-1", nodes: [node(1, true), node(4)] } },
  consumers: [
    { isRunning: true, consumerId: "0", chain: { chainId: "consumer-1", nodes: [node(7)] } },
    { isRunning: false },
  ],
} as unknown as Testnet;

test("tells where each node of each chain that runs is reached", () => {
  expect(addressesOf(net)).toEqual({
    provider: {
      chainId: "provider-1",
      rpc: ["http://127.0.0.1:1", "http://127.0.0.1:4"],
      rest: ["http://127.0.0.1:2"],
      grpc: ["127.0.0.1:3"],
    },
    consumers: [{ consumerId: "0", chainId: "consumer-1", rpc: ["http://127.0.0.1:7"], rest: [], grpc: [] }],
  });
});

test("tells the same to a reader, line by line", () => {
  expect(addressLines(addressesOf(net))).toEqual([
    "provider-1 (provider)",
    "  RPC   http://127.0.0.1:1 http://127.0.0.1:4",
    "  REST  http://127.0.0.1:2",
    "  gRPC  127.0.0.1:3",
    "consumer-1 (consumer 0)",
    "  RPC   http://127.0.0.1:7",
  ]);
});
