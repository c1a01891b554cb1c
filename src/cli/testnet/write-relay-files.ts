import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import type { Testnet } from "../../../testnet/index.ts";

/**
 * Writes what `icskit relay` needs for a testnet's consumers: `relay.yaml`, and the mnemonic that it names in a file
 * that only its owner can read. Resolves with the path of the configuration.
 */
export async function writeRelayFiles(net: Testnet, folder: string): Promise<string> {
  const file = resolve(folder, "relayer.mnemonic");
  const path = join(folder, "relay.yaml");
  const { chain } = net.provider;
  const keyOn = ({ account }: Pick<typeof chain, "account">) => ({ file, hdPath: account("relayer").hdPath });
  const config = {
    provider: { rpc: chain.rpcUrl, chainId: chain.chainId, gasPrice: chain.gasPrice, key: keyOn(chain) },
    consumers: net.consumers.map(({ consumerId, chain: { rpcUrl, chainId, gasPrice, account } }) => ({
      rpc: rpcUrl,
      chainId,
      consumerId,
      gasPrice,
      key: keyOn({ account }),
    })),
  };
  await writeFile(file, `${net.accounts.mnemonic}\n`, { mode: 0o600 });
  await writeFile(path, stringify(config));
  return path;
}
