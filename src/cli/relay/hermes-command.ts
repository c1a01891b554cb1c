import { fromBech32 } from "@cosmjs/encoding";
import { GasPrice } from "@cosmjs/stargate";
import { queryMaxBlockGas } from "../../chain/max-gas.ts";
import { IcsError, isIcsError, type Problem, problemLines } from "../../errors.ts";
import { type HermesChain, type HermesConsumer, hermesConfig } from "../../relayer/service/hermes-config.ts";
import { pathSteps, type RelayerChain } from "../../relayer/service/path-steps.ts";
import type { RelayerConsumer } from "../../relayer/service/path-supervisor.ts";
import type { PreparedChains } from "./prepare-chains.ts";
import type { RelayConfig } from "./relay-config.ts";

/**
 * A configuration of Hermes for the chains and channels of a relayer's configuration, as the chains have them now.
 * @throws CONFIG_INVALID where a chain has no gRPC address; as `connectRelayPath`
 */
export async function hermesConfigOf(
  chains: PreparedChains,
  config: RelayConfig,
  signal: AbortSignal,
): Promise<string> {
  expectGrpc(config);
  const provider = await chains.provider(signal);
  const consumers = await Promise.all(
    chains.consumers.map((consumer, index) => hermesConsumer(provider, consumer, config.consumers[index], signal)),
  );
  // Every client of the provider has a period of its own: the shortest is right for each.
  const trustingPeriodMs = Math.min(...consumers.map(({ ofProviderMs }) => ofProviderMs));
  const text = hermesConfig(await hermesChain(provider, config.provider, trustingPeriodMs), consumers);
  return `${HEADER}\n${text}`;
}

const HEADER = `# Hermes relays these paths as configured here, but opens no channels: a CCV channel must lie on the light clients
# of the launch (icskit relay opens it; packet_filter then names it, so write this file anew afterwards).
# Add a key for each chain, under the chain's id: hermes keys add --chain ID --key-name ID --mnemonic-file FILE`;

async function hermesConsumer(
  provider: RelayerChain,
  { chain, consumerId }: RelayerConsumer,
  config: RelayConfig["consumers"][number] | undefined,
  signal: AbortSignal,
): Promise<HermesConsumer & { readonly ofProviderMs: number }> {
  const consumer = typeof chain === "function" ? await chain(signal) : chain;
  const id = consumerId ?? (await pathSteps.findConsumer(provider, consumer));
  const path = await pathSteps.connectPath(provider, consumer, id);
  const { ccv, transfer } = await pathSteps.findChannels(path, { signal });
  return {
    ...(await hermesChain(consumer, config, path.provider.client.trustingPeriodMs)),
    channels: [ccv, transfer].filter((channel) => channel !== undefined),
    ofProviderMs: path.consumer.client.trustingPeriodMs,
  };
}

async function hermesChain(
  { connection, sender }: RelayerChain,
  config: { readonly rpc: string; readonly grpc?: string | undefined; readonly gasPrice: string } | undefined,
  trustingPeriodMs: number,
): Promise<HermesChain> {
  const { amount, denom } = GasPrice.fromString(config?.gasPrice ?? "");
  return {
    chainId: connection.chainId,
    rpcUrl: connection.url,
    grpcUrl: config?.grpc ?? "",
    addressPrefix: fromBech32(sender.address, 1023).prefix,
    gasPrice: { amount: amount.toString(), denom },
    trustingPeriodMs,
    maxGas: await queryMaxBlockGas(connection).catch((error: unknown) => {
      // A stock consumer does not serve this query.
      if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined;
      throw error;
    }),
  };
}

/** Hermes asks over gRPC too, and a node does not tell where it listens for that. */
function expectGrpc({ provider, consumers }: RelayConfig): void {
  const chains: [string, string | undefined][] = [
    ["provider.grpc", provider.grpc],
    ...consumers.map(({ grpc }, index): [string, string | undefined] => [`consumers[${index}].grpc`, grpc]),
  ];
  const problems = chains
    .filter(([, grpc]) => grpc === undefined)
    .map(
      ([name]): Problem => ({ name, got: "nothing", wanted: "the gRPC address, for instance http://127.0.0.1:9090" }),
    );
  if (problems.length === 0) return;
  throw new IcsError("CONFIG_INVALID", `Hermes needs the gRPC address of every chain\n${problemLines(problems)}`, {
    problems,
  });
}
