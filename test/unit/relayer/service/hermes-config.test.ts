import { parse } from "smol-toml";
import { type HermesChain, hermesConfig } from "../../../../src/relayer/service/hermes-config.ts";
import { ccv, transfer } from "./relayer-rig.ts";

const provider: HermesChain = {
  chainId: "provider-1",
  rpcUrl: "https://provider.example:443/rpc/",
  grpcUrl: "https://provider.example:9090",
  addressPrefix: "cosmos",
  gasPrice: { amount: "0.005", denom: "uatom" },
  trustingPeriodMs: 1_209_600_500,
  maxGas: 10_000_000,
};
const consumer = { ...provider, chainId: "consumer-1", addressPrefix: "consumer", maxGas: undefined };

type Table = Record<string, unknown>;
const read = (text: string) => parse(text) as { mode: Record<string, Table>; chains: Table[] };

it("names both chains, with a consumer as one", () => {
  const { chains } = read(hermesConfig(provider, [{ ...consumer, channels: [ccv] }]));
  expect(chains).toMatchObject([
    {
      id: "provider-1",
      type: "CosmosSdk",
      ccv_consumer_chain: false,
      rpc_addr: "https://provider.example:443/rpc/",
      grpc_addr: "https://provider.example:9090",
      event_source: { mode: "push", url: "wss://provider.example:443/rpc/websocket" },
      account_prefix: "cosmos",
      key_name: "provider-1",
      gas_price: { price: 0.005, denom: "uatom" },
      max_gas: 8_000_000,
      trusting_period: "1209600s",
      trust_threshold: { numerator: "1", denominator: "3" },
    },
    { id: "consumer-1", ccv_consumer_chain: true, account_prefix: "consumer", max_gas: 30_000_000 },
  ]);
});

it("keeps light clients fresh and carries packets, and does nothing that fails on these chains", () => {
  const { mode } = read(hermesConfig(provider, [{ ...consumer, channels: [ccv] }]));
  expect(mode).toMatchObject({
    clients: { enabled: true, refresh: true, misbehaviour: false },
    connections: { enabled: false },
    channels: { enabled: false },
    packets: { enabled: true, clear_on_start: true },
  });
});

it("allows exactly the channels of the paths, as each chain calls them", () => {
  const other = { ...consumer, chainId: "consumer-2", channels: [{ ...ccv, channelIdOnProvider: "channel-7" }] };
  const { chains } = read(hermesConfig(provider, [{ ...consumer, channels: [ccv, transfer] }, other]));
  expect(chains.map(({ packet_filter }) => packet_filter)).toEqual([
    {
      policy: "allow",
      list: [
        ["provider", "channel-0"],
        ["transfer", "channel-1"],
        ["provider", "channel-7"],
      ],
    },
    {
      policy: "allow",
      list: [
        ["consumer", "channel-0"],
        ["transfer", "channel-1"],
      ],
    },
    { policy: "allow", list: [["consumer", "channel-0"]] },
  ]);
});

it("allows nothing while no channel is open, and opens none", () => {
  const { chains, mode } = read(hermesConfig(provider, [{ ...consumer, channels: [] }]));
  expect(chains.map(({ packet_filter }) => packet_filter)).toEqual([
    { policy: "allow", list: [] },
    { policy: "allow", list: [] },
  ]);
  expect(mode).toMatchObject({
    clients: { enabled: true, refresh: true },
    connections: { enabled: false },
    channels: { enabled: false },
    packets: { enabled: true, clear_on_start: true },
  });
});

it("keeps names as text, whatever is in them", () => {
  const odd = { ...provider, gasPrice: { amount: "0", denom: 'ibc/27394FB0"' }, chainId: 'quo"ted\n-1' };
  expect(read(hermesConfig(odd, [])).chains[0]).toMatchObject({
    id: 'quo"ted\n-1',
    gas_price: { denom: 'ibc/27394FB0"' },
  });
});
