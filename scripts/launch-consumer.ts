/**
 * A consumer chain from its spec to its first acknowledged VSC packet, with the library alone: copy it and change it.
 * In a project of your own import from "icskit".
 *
 *     ICSKIT_KEY_OWNER="$(cat mnemonic)" node scripts/launch-consumer.ts spec.json http://provider:26657 0.005uatom \
 *       http://consumer:26757 0.001ucon base-genesis.json genesis.json
 *
 * The spec is the one that `icskit consumer` takes, as JSON. End it at any point and start it again: the chains say what is left to do.
 */
import { readFile, writeFile } from "node:fs/promises";
import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import {
  type ChainConnection,
  connectChain,
  connectRelayPath,
  consumerSpecSchema,
  createSigningProviderClient,
  isIcsError,
  jsonText,
  type LaunchRelayer,
  launchConsumer,
  openCcvChannel,
  type RelayPath,
  relayPackets,
  TxSender,
  walletFromMnemonic,
} from "../src/index.ts";

const [specFile = "", providerRpc = "", providerGas = "", consumerRpc = "", consumerGas = "", base = "", out = ""] =
  process.argv.slice(2);
const mnemonic = process.env.ICSKIT_KEY_OWNER ?? "";
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort(new Error(signal)));
const { signal } = interrupt;

// Nodes and keys are the commands' part of the file; here they are arguments.
const file = JSON.parse(await readFile(specFile, "utf8"));
const {
  $schema: _schema,
  provider: _provider,
  consumer: _consumer,
  voters: _voters,
  consumerId: known,
  ...said
} = file;
const spec = consumerSpecSchema.parse(said);
await using connection = await connectChain({ url: providerRpc, signal });
const signer = await walletFromMnemonic(mnemonic, { prefix: "cosmos" });
const provider = await createSigningProviderClient({ connection, signer, gasPrice: providerGas });

/** The node may be started long after this script. */
let node: ChainConnection | undefined;
async function connectConsumer(): Promise<ChainConnection | undefined> {
  node ??= await connectChain({ url: consumerRpc, expectedChainId: spec.chainId, signal }).catch((error: unknown) => {
    if (isIcsError(error, "RPC_UNREACHABLE")) return undefined;
    throw error;
  });
  return node;
}

async function relayPath(consumer: ChainConnection, consumerId: string): Promise<RelayPath> {
  const sender = await TxSender.create({
    connection: consumer,
    signer: await walletFromMnemonic(mnemonic, { prefix: "consumer" }),
    gasPrice: GasPrice.fromString(consumerGas),
    registry: new Registry(defaultRegistryTypes),
  });
  return connectRelayPath({
    provider: { connection, sender: provider.sender },
    consumer: { connection: consumer, sender },
    consumerId,
  });
}

const relayer: LaunchRelayer = {
  openChannel: async (consumer, consumerId, options) => {
    await openCcvChannel(await relayPath(consumer, consumerId), options);
  },
  relay: async (consumer, consumerId, options) => {
    const path = await relayPath(consumer, consumerId);
    const { ccv } = await openCcvChannel(path, options);
    await relayPackets(path, [ccv], options);
  },
};

try {
  const { consumerId } = await launchConsumer({
    spec,
    provider,
    consumerId: known,
    baseGenesis: async () => JSON.parse(await readFile(base, "utf8")),
    placeGenesis: async (text) => {
      await writeFile(out, text);
      return { path: out, isNew: true };
    },
    connectConsumer,
    relayer,
    watch: true,
    onEvent: (event) => console.error(jsonText(event)),
    signal,
  });
  console.log(`consumer ${consumerId} is secured`);
} finally {
  await node?.close();
}
