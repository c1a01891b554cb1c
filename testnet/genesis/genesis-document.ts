import { isJsonObject, type Json, type JsonObject, mergeExisting, mergeJson } from "./json.ts";

/** A funded account of a genesis file. Amounts are in base units. */
export interface GenesisAccount {
  readonly address: string;
  readonly amount: bigint;
}

/** What every chain's genesis file says, whatever its modules. */
export interface GenesisHeader {
  readonly chainId: string;
  readonly genesisTime: Date;
  readonly initialHeight: bigint;
}

/** The user's last word on a genesis file: gets the finished one, gives the one that is written. */
export type GenesisPatch = (genesis: JsonObject) => JsonObject;

/** Seconds as Cosmos genesis files write a duration. */
export function durationJson(seconds: number): string {
  return `${Number(seconds.toFixed(9))}s`;
}

/** Lays module states over a genesis file's `app_state`; modules that the app does not run are left out. */
export function withModules(genesis: JsonObject, modules: JsonObject): JsonObject {
  const appState = genesis.app_state;
  return { ...genesis, app_state: mergeExisting(isJsonObject(appState) ? appState : {}, modules) };
}

/** Chain id, time, first height, and consensus parameters (evidence lives as long as unbonding takes). */
export function withHeader(genesis: JsonObject, header: GenesisHeader, unbondingSeconds: number): JsonObject {
  return mergeJson(genesis, {
    chain_id: header.chainId,
    genesis_time: header.genesisTime.toISOString(),
    initial_height: heightAs(genesis.initial_height, header.initialHeight),
    consensus: { params: { evidence: { max_age_duration: nanoseconds(unbondingSeconds) } } },
  });
}

/**
 * A height as the binary's `init` wrote it. An SDK of 0.50 or later that finds a text there takes the file for one of
 * CometBFT's, and leaves out `consensus`; an older one refuses a number.
 * @see AppGenesisFromReader in x/genutil/types/genesis.go of the Cosmos SDK
 */
function heightAs(present: Json | undefined, height: bigint): Json {
  return typeof present === "number" ? Number(height) : height.toString();
}

/** `auth` and `bank` states that give each account its balance in one denomination. */
export function accountModules(accounts: readonly GenesisAccount[], denom: string): JsonObject {
  const supply = accounts.reduce((total, account) => total + account.amount, 0n);
  return {
    auth: { accounts: accounts.map((account, index) => baseAccount(account.address, index)) },
    bank: {
      balances: accounts.map(({ address, amount }) => ({ address, coins: [coinJson(denom, amount)] })),
      supply: [coinJson(denom, supply)],
    },
  };
}

/** A coin as genesis files write it. */
export function coinJson(denom: string, amount: bigint): JsonObject {
  return { denom, amount: amount.toString() };
}

function nanoseconds(seconds: number): string {
  return (BigInt(Math.round(seconds * 1000)) * 1_000_000n).toString();
}

function baseAccount(address: string, index: number): Json {
  return {
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address,
    pub_key: null,
    account_number: index.toString(),
    sequence: "0",
  };
}
