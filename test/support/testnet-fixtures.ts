import { accountNames, createTestnetAccounts } from "../../testnet/accounts.ts";
import type { JsonObject } from "../../testnet/genesis/json.ts";
import { type ResolvedTopology, resolveTopology, type Topology } from "../../testnet/topology.ts";

/** The published test vector of BIP-39: no secret. */
export const testMnemonic =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/** A resolved topology with its accounts on the provider. */
export async function createTopologyFixture(topology: Topology = {}) {
  const resolved: ResolvedTopology = resolveTopology(topology);
  const accounts = await createTestnetAccounts(accountNames(resolved), testMnemonic);
  return { topology: resolved, accounts, onProvider: await accounts.onChain("cosmos") };
}

/** A genesis file as `init` writes it, cut down to the given modules. */
export function defaultGenesis(modules: JsonObject): JsonObject {
  return {
    app_name: "app",
    genesis_time: "2020-01-01T00:00:00Z",
    chain_id: "icskit-defaults",
    initial_height: 1,
    app_state: {
      auth: { params: { tx_sig_limit: "7" }, accounts: [] },
      bank: { params: {}, balances: [], supply: [] },
      ...modules,
    },
    consensus: {
      params: { block: { max_gas: "-1" }, evidence: { max_age_num_blocks: "100000", max_age_duration: "1" } },
    },
  };
}
