import { toBase64 } from "@cosmjs/encoding";
import { type GenesisPatch, withModules } from "../../../testnet/genesis/genesis-document.ts";
import { isJsonObject } from "../../../testnet/genesis/json.ts";

/**
 * Puts the account of x/gov into a genesis, with a key: a module's account has none, and without one a simulation of
 * its messages ends before they are looked at.
 */
export function withSigningGovernance(address: string): GenesisPatch {
  const key = { "@type": "/cosmos.crypto.secp256k1.PubKey", key: toBase64(new Uint8Array(33).fill(2)) };
  const account = {
    "@type": "/cosmos.auth.v1beta1.ModuleAccount",
    base_account: { address, pub_key: key, account_number: "0", sequence: "0" },
    name: "gov",
    permissions: ["burner"],
  };
  return (genesis) => {
    const appState = isJsonObject(genesis.app_state) ? genesis.app_state : {};
    const auth = isJsonObject(appState.auth) ? appState.auth : {};
    const accounts = Array.isArray(auth.accounts) ? auth.accounts : [];
    return { ...genesis, app_state: { ...appState, auth: { ...auth, accounts: [...accounts, account] } } };
  };
}

/** Sets the least commission rate of validators on the provider. */
export function withLeastCommission(rate: string): GenesisPatch {
  return (genesis) => withModules(genesis, { staking: { params: { min_commission_rate: rate } } });
}
