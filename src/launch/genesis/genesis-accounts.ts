import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import { valueAt } from "./merge-patch.ts";

/** An account that a genesis file gives coins. */
export interface FundedAccount {
  readonly address: string;
  readonly coins: readonly { readonly denom: string; readonly amount: bigint }[];
}

interface CoinJson {
  readonly denom: string;
  readonly amount: string;
}

/** A genesis file with these accounts and coins beside its own; the supply grows by them. */
export function withAccounts(genesis: JsonObject, accounts: readonly FundedAccount[]): JsonObject {
  if (accounts.length === 0) return genesis;
  const present = listAt(genesis, "auth", "accounts");
  const balances = accounts.map(({ address, coins }) => ({ address, coins: sortedCoins(coins) }));
  const minted = accounts.flatMap(({ coins }) => coins);
  const supply = listAt(genesis, "bank", "supply") as CoinJson[];
  const all = [...supply.map(({ denom, amount }) => ({ denom, amount: BigInt(amount) })), ...minted];
  const state = valueAt(genesis, "app_state") as JsonObject;
  const [auth, bank] = [state.auth as JsonObject, state.bank as JsonObject];
  return {
    ...genesis,
    app_state: {
      ...state,
      auth: {
        ...auth,
        accounts: [...present, ...accounts.map(({ address }, at) => account(address, present.length + at))],
      },
      bank: { ...bank, balances: [...listAt(genesis, "bank", "balances"), ...balances], supply: sortedCoins(all) },
    },
  };
}

function listAt(genesis: JsonObject, module: string, field: string): unknown[] {
  const found = valueAt(genesis, "app_state", module, field);
  return Array.isArray(found) ? found : [];
}

/** One of each denom, ascending: the bank module refuses any other order. */
function sortedCoins(coins: FundedAccount["coins"]): CoinJson[] {
  const sums = new Map<string, bigint>();
  for (const { denom, amount } of coins) sums.set(denom, (sums.get(denom) ?? 0n) + amount);
  return [...sums]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([denom, amount]) => ({ denom, amount: amount.toString() }));
}

function account(address: string, number: number): JsonObject {
  return {
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address,
    pub_key: null,
    account_number: number.toString(),
    sequence: "0",
  };
}
