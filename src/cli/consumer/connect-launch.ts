import { readFile, writeFile } from "node:fs/promises";
import { type ChainConnection, connectChain } from "../../chain/chain-connection.ts";
import type { TxSender } from "../../chain/tx-sender.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { SigningProviderClient } from "../../provider/provider-client.ts";
import { setupProviderExtension } from "../../provider/queries.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { connectRelayerChain, createChainSender } from "../relay/connect-chains.ts";
import { KeyRing, type SignerFor } from "../relay/relay-keys.ts";
import { type LaunchFile, readLaunchFile } from "./launch-file.ts";

/** A spec file with the chains that it names. */
export interface LaunchSession extends AsyncDisposable {
  readonly path: string;
  readonly file: LaunchFile;
  /** Signs with the owner's key. */
  readonly provider: SigningProviderClient;
  /** Of the flag, the spec, or the file beside the spec; in this order. */
  readonly consumerId: string | undefined;
  /** A node of the consumer; undefined while none answers, and where the spec names none. */
  connectConsumer(signal: AbortSignal): Promise<ChainConnection | undefined>;
  /** Who pays on the consumer: the consumer's key, else the provider's. */
  consumerSender(consumer: ChainConnection): Promise<TxSender>;
  /** A client of the provider for another key of the spec. */
  clientOf(key: LaunchFile["provider"]["key"], field: string): Promise<SigningProviderClient>;
  /** Keeps the consumer's id beside the spec. */
  keepConsumerId(consumerId: string): Promise<void>;
}

/** Flags that every command with a spec has. */
export interface SessionFlags {
  readonly consumerId?: string;
  readonly json?: boolean;
}

/** The file beside a spec that holds the consumer's id. */
export function idFileOf(path: string): string {
  return `${path}.consumer-id`;
}

/**
 * Reads a spec, unlocks its keys and connects to the provider.
 * @throws CONFIG_INVALID, TX_MNEMONIC_INVALID, RPC_WRONG_CHAIN, RPC_UNREACHABLE
 */
export async function openLaunch(path: string, flags: SessionFlags, context: CliContext): Promise<LaunchSession> {
  const { environment, signal, config } = context;
  const file = await readLaunchFile(path, environment);
  const keys = new KeyRing(environment);
  const signerFor = await keys.signer(file.provider.key, "provider.key");
  const consumerSigner: SignerFor = file.consumer?.key
    ? await keys.signer(file.consumer.key, "consumer.key")
    : signerFor;
  const consumerId = flags.consumerId ?? file.consumerId ?? (await readId(path));
  const options = { logger: createCliLogger(config.logLevel), signal };
  await using opened = new AsyncDisposableStack();
  const { connection, sender } = await connectRelayerChain(
    { config: file.provider, field: "provider", signerFor },
    options,
  );
  opened.use(connection);
  const clientOf = (from: TxSender) =>
    new SigningProviderClient(from, setupProviderExtension(connection.queryClient).provider);
  const chains = opened.move();
  const consumer = consumerNode(file, options.logger, chains);
  return {
    path,
    file,
    provider: clientOf(sender),
    consumerId,
    connectConsumer: consumer,
    consumerSender: (chain) =>
      createChainSender(chain, { config: requireConsumer(file), field: "consumer", signerFor: consumerSigner }),
    clientOf: async (key, field) => {
      const { key: _, ...chain } = file.provider;
      const signer = await keys.signer(key, field);
      return clientOf(await createChainSender(connection, { config: chain, field: "provider", signerFor: signer }));
    },
    keepConsumerId: async (id) => {
      if (file.consumerId === undefined && consumerId !== id) await writeFile(idFileOf(path), `${id}\n`);
    },
    [Symbol.asyncDispose]: () => chains.disposeAsync(),
  };
}

/** The consumer's node, connected when it first answers. */
function consumerNode(file: LaunchFile, logger: ReturnType<typeof createCliLogger>, opened: AsyncDisposableStack) {
  let connected: Promise<ChainConnection | undefined> | undefined;
  const { rpc: url, chainId = file.chainId, requestTimeoutMs } = file.consumer ?? {};
  return async (signal: AbortSignal): Promise<ChainConnection | undefined> => {
    if (url === undefined) return undefined;
    connected ??= connectChain({
      url,
      expectedChainId: chainId,
      logger,
      signal,
      ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    }).then(
      (connection) => opened.use(connection),
      (error: unknown) => {
        connected = undefined;
        if (isIcsError(error, "RPC_UNREACHABLE")) return undefined;
        throw error;
      },
    );
    return connected;
  };
}

function requireConsumer(file: LaunchFile): NonNullable<LaunchFile["consumer"]> {
  if (file.consumer !== undefined) return file.consumer;
  const problem = { name: "consumer", got: "nothing", wanted: "the consumer's rpc and gasPrice" };
  throw new IcsError(
    "CONFIG_INVALID",
    "The spec names no node of the consumer\nGive consumer.rpc and consumer.gasPrice.",
    { problems: [problem] },
  );
}

async function readId(path: string): Promise<string | undefined> {
  const text = await readFile(idFileOf(path), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const id = text?.trim();
  if (id === undefined || /^(0|[1-9]\d*)$/.test(id)) return id;
  const problem = {
    name: idFileOf(path),
    got: JSON.stringify(id.slice(0, 40)),
    wanted: "the number that the provider gave",
  };
  throw new IcsError("CONFIG_INVALID", `${idFileOf(path)} holds no consumer id\nRemove it, or put the id there.`, {
    problems: [problem],
  });
}
