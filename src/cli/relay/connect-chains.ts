import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import { Bech32PrefixRequest, Bech32PrefixResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { sentinelName } from "../../ccv/ccv-errors.ts";
import { type ChainConnection, connectChain } from "../../chain/chain-connection.ts";
import { queryChain } from "../../chain/query.ts";
import { TxSender } from "../../chain/tx-sender.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { createProviderRegistry } from "../../provider/registry.ts";
import type { RelayerChain } from "../../relayer/service/path-steps.ts";
import type { RelayConfig } from "./relay-config.ts";
import type { SignerFor } from "./relay-keys.ts";

/** A chain of the configuration, with its key. */
export interface ChainToConnect {
  readonly config: Omit<RelayConfig["provider"] | RelayConfig["consumers"][number], "key" | "consumerId">;
  /** Where the configuration has it: `provider` or `consumers[2]`. */
  readonly field: string;
  readonly signerFor: SignerFor;
}

/**
 * Connects to a chain and prepares the account that pays there; the chain itself says which prefix its addresses have.
 * @throws CONFIG_INVALID for another prefix than the chain's; as `connectChain`
 */
export async function connectRelayerChain(
  { config, field, signerFor }: ChainToConnect,
  options: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<RelayerChain> {
  const { rpc, chainId, requestTimeoutMs } = config;
  const connection = await connectChain({
    url: rpc,
    ...(chainId !== undefined && { expectedChainId: chainId }),
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    ...options,
  });
  try {
    return { connection, sender: await createChainSender(connection, { config, field, signerFor }) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A sender for the account that a configuration names for a connected chain. @throws CONFIG_INVALID for another prefix */
export async function createChainSender(
  connection: ChainConnection,
  { config, field, signerFor }: ChainToConnect,
): Promise<TxSender> {
  return TxSender.create({
    connection,
    signer: await signerFor(await addressPrefix(connection, config.addressPrefix, field)),
    gasPrice: GasPrice.fromString(config.gasPrice),
    registry: field === "provider" ? createProviderRegistry() : new Registry(defaultRegistryTypes),
    sentinelName,
  });
}

const bech32Prefix = {
  path: "/cosmos.auth.v1beta1.Query/Bech32Prefix",
  request: Bech32PrefixRequest,
  response: Bech32PrefixResponse,
};

async function addressPrefix(connection: ChainConnection, given: string | undefined, field: string): Promise<string> {
  const asked = await queryChain(connection.queryClient, bech32Prefix, {}).catch((error: unknown) => {
    // Chains may leave this query out; then only the configuration knows.
    if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined;
    throw error;
  });
  const actual = asked?.bech32Prefix || given;
  if (actual !== undefined && (given === undefined || given === actual)) return actual;
  const name = `${field}.addressPrefix`;
  const wanted = actual === undefined ? `the prefix of ${connection.chainId}'s addresses` : `"${actual}"`;
  throw new IcsError(
    "CONFIG_INVALID",
    `${name}: ${connection.chainId} ${actual === undefined ? "does not tell the prefix of its addresses" : `has addresses that begin with "${actual}"`}\nGive ${wanted} there.`,
    { problems: [{ name, got: given === undefined ? "nothing" : JSON.stringify(given), wanted }] },
  );
}
