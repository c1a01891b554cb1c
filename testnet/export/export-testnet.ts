import { chmod, mkdir, readdir, rename } from "node:fs/promises";
import { join, relative } from "node:path";
import { IcsError, type Logger } from "../../src/index.ts";
import { accountNames, createTestnetAccounts } from "../accounts.ts";
import { pinnedVersion } from "../binaries.ts";
import type { ChainValidator, PreparedChain, TestnetContext } from "../chain.ts";
import { prepareConsumer } from "../consumer-chain.ts";
import { findChainBinaries } from "../find-binaries.ts";
import { prepareProvider } from "../provider-chain.ts";
import type { NodeSpec } from "../runner/runner.ts";
import { type ResolvedTopology, resolveTopology, type Topology } from "../topology.ts";
import { Workspace } from "../workspace.ts";
import { checkExportable } from "./check-exportable.ts";
import { createExportRunner } from "./export-runner.ts";
import {
  type ExportedChain,
  type ExportedTestnet,
  type ExportFormat,
  keyText,
  writeExported,
} from "./exported-testnet.ts";
import { writeFormat } from "./write-format.ts";

/** How a testnet is exported. */
export interface ExportOptions {
  readonly format: ExportFormat;
  /** A folder that is empty or does not exist. */
  readonly folder: string;
  /** The image with the stock binaries in `/bin`. Default: `interchain-security` of the pinned release. */
  readonly image?: string | undefined;
  /** The first of the ports under which nodes are reached on this machine. Default 26700. */
  readonly firstPort?: number | undefined;
  /** Folder with the stock binaries; default: where `npm run setup` builds them. */
  readonly binariesDirectory?: string | undefined;
  readonly logger?: Logger | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultFirstPort = 26_700;

/**
 * Writes a testnet into a folder: homes with keys, the provider's genesis, and the Compose file or the manifests that
 * run them elsewhere. Consumers lack their genesis, which exists only once the provider has launched them:
 * `attachTestnet` does that from outside.
 * @throws CONFIG_INVALID where the folder is not empty
 * @throws TESTNET_TOPOLOGY_INVALID, also for what a file cannot say; TESTNET_BINARY_MISSING, TESTNET_BINARY_VERSION
 */
export async function exportTestnet(topology: Topology, options: ExportOptions): Promise<void> {
  const { folder, format, signal, firstPort = defaultFirstPort } = options;
  const resolved = resolveTopology(topology);
  checkExportable(topology, resolved);
  const binaries = await findChainBinaries(stockOnThisMachine(resolved), {
    directory: options.binariesDirectory,
    signal,
  });
  const accounts = await createTestnetAccounts(accountNames(resolved), resolved.mnemonic);
  await emptyFolder(folder);
  await using workspace = await Workspace.create({
    parentFolder: folder,
    createRunner: (context) => createExportRunner(context, firstPort),
    logger: options.logger,
  });
  const context: TestnetContext = { topology: resolved, accounts, workspace };
  const provider = await prepareProvider(context, binaries.provider);
  const consumers = await Promise.all(
    resolved.consumers.flatMap((consumer, index) => {
      const binary = binaries.consumers[index];
      return binary ? [prepareConsumer(context, consumer, provider.validators, binary)] : [];
    }),
  );
  signal?.throwIfAborted();
  const from = workspace.folder;
  const exported: ExportedTestnet = {
    format,
    topology: { ...topology, mnemonic: accounts.mnemonic },
    chains: [
      exportedChain(provider, "provider", from),
      ...consumers.map((each) => exportedChain(each, "consumer", from)),
    ],
    keys: Object.fromEntries([provider, ...consumers].map((chain) => [chain.name, chainKeys(chain.validators)])),
  };
  for (const { nodes } of [provider, ...consumers])
    for (const { home } of nodes) {
      await mkdir(join(home, "tmp"));
      await chmod(home, 0o700);
    }
  await rename(from, join(folder, "homes"));
  await writeExported(folder, exported);
  await writeFormat(folder, exported, options.image ?? `interchain-security:${await pinnedVersion()}`);
}

/** Of the stock binaries only `init` is run here. */
function stockOnThisMachine({
  provider,
  consumers,
}: ResolvedTopology): Pick<ResolvedTopology, "provider" | "consumers"> {
  const native = <C extends ResolvedTopology["provider"] | ResolvedTopology["consumers"][number]>(chain: C): C => {
    const { path, image } = chain.binary;
    return path === undefined && image === undefined ? { ...chain, runner: "native" } : chain;
  };
  return { provider: native(provider), consumers: consumers.map(native) };
}

function exportedChain(chain: PreparedChain, role: ExportedChain["role"], from: string): ExportedChain {
  const here = (path: string): string => join("homes", relative(from, path));
  const nodes = chain.nodes.map((spec): NodeSpec => ({ ...spec, home: here(spec.home), logPath: here(spec.logPath) }));
  return { name: chain.name, role, nodes, gasPrice: chain.gasPrice, defaultGenesis: chain.defaultGenesis };
}

function chainKeys(validators: readonly ChainValidator[]): ExportedTestnet["keys"][string] {
  return Object.fromEntries(validators.map(({ name, consensusKey }) => [name, keyText(consensusKey)]));
}

async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) return;
  throw new IcsError("CONFIG_INVALID", `${folder} is not empty\nGive a new folder, or empty this one.`, {
    problems: [{ name: "out", got: folder, wanted: "a folder that does not exist yet, or is empty" }],
  });
}
