import { GasPrice } from "@cosmjs/stargate";
import { connectChain, createProviderRegistry, type Logger, sentinelName, TxSender } from "../../src/index.ts";
import type { RelayerChain } from "../../src/relayer/service/path-steps.ts";
import { createTestnetAccounts } from "../../testnet/accounts.ts";
import type { PeerAccount, PeerChain } from "./peer.ts";

/** Connects a chain as icskit's relayer is told of it. */
export async function connectPeerChain(chain: PeerChain, account: PeerAccount, logger: Logger): Promise<RelayerChain> {
  const { chainId, rpcUrl, addressPrefix, gasPrice } = chain;
  const connection = await connectChain({ url: rpcUrl, expectedChainId: chainId, logger });
  const names = Array.from({ length: account.hdIndex + 1 }, (_, index) => `account-${index}`);
  const { onChain } = await createTestnetAccounts(names, account.mnemonic);
  const signer = (await onChain(addressPrefix)).at(-1)?.signer;
  if (signer === undefined) throw new TypeError("The relayer's account is not among those that were derived");
  const registry = createProviderRegistry();
  const price = GasPrice.fromString(gasPrice);
  return { connection, sender: await TxSender.create({ connection, signer, gasPrice: price, registry, sentinelName }) };
}
