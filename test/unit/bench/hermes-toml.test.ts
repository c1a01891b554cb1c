import { parse } from "smol-toml";
import { quickHermes } from "../../../bench/relay/hermes-toml.ts";
import { type HermesChain, hermesConfig } from "../../../src/index.ts";

const provider: HermesChain = {
  chainId: "provider-1",
  rpcUrl: "http://127.0.0.1:26657",
  grpcUrl: "http://127.0.0.1:9090",
  addressPrefix: "cosmos",
  gasPrice: { amount: "0.001", denom: "stake" },
  trustingPeriodMs: 60_000,
  maxGas: undefined,
};

it("changes icskit's configuration of Hermes in what the bench wants, on every chain, and in nothing else", () => {
  const own = hermesConfig(provider, [{ ...provider, chainId: "consumer-1", channels: [] }]);
  const [before, after] = [parse(own), parse(quickHermes(own, "/keys"))];
  const wanted = { key_store_folder: "/keys", event_source: { batch_delay: "50ms" }, max_block_time: "10s" };
  expect(after).toMatchObject({ telemetry: { enabled: false }, chains: [wanted, wanted] });
  const chains = (before.chains as { event_source: object }[]).map((chain) => ({
    ...chain,
    ...wanted,
    event_source: { ...chain.event_source, ...wanted.event_source },
  }));
  expect(after).toEqual({ ...before, telemetry: { enabled: false, host: "127.0.0.1", port: 3001 }, chains });
});
