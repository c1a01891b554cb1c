import { makeCosmoshubPath, Secp256k1HdWallet } from "@cosmjs/amino";
import type { Testnet } from "../../testnet/index.ts";

/** A signer of amino JSON, as a Ledger is, for an account of a testnet that signs directly otherwise. */
export async function aminoSigner(net: Testnet, accountName: string, prefix = "cosmos"): Promise<Secp256k1HdWallet> {
  const hdPaths = [makeCosmoshubPath(net.accounts.names.indexOf(accountName))];
  return Secp256k1HdWallet.fromMnemonic(net.accounts.mnemonic, { hdPaths, prefix });
}
