import { writeFile } from "node:fs/promises";
import type { TestnetAccounts } from "./accounts.ts";
import { providerAddressPrefix } from "./provider-chain.ts";
import type { ResolvedTopology } from "./topology.ts";

/** Writes the mnemonic and the accounts of each chain, readable by the file's owner only. */
export async function writeAccountsFile(
  path: string,
  { provider, consumers }: ResolvedTopology,
  { mnemonic, onChain }: TestnetAccounts,
): Promise<void> {
  const chain = async (chainId: string, addressPrefix: string, coinType?: number) => {
    const accounts = await onChain(addressPrefix, coinType);
    return { chainId, accounts: accounts.map(({ name, hdPath, address }) => ({ name, hdPath, address })) };
  };
  const chains = await Promise.all([
    chain(provider.chainId, providerAddressPrefix),
    ...consumers.map(({ chainId, addressPrefix, coinType }) => chain(chainId, addressPrefix, coinType)),
  ]);
  await writeFile(path, `${JSON.stringify({ mnemonic, chains }, undefined, 2)}\n`, { mode: 0o600 });
}
