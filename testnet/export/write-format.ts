import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { composeFile } from "./compose.ts";
import { exportReadme } from "./export-readme.ts";
import { type ExportedService, exportedService } from "./exported-service.ts";
import type { ExportedChain, ExportedTestnet } from "./exported-testnet.ts";
import { genesisConfigMap, type KubernetesNode, keysSecret, manifestText, nodeManifests } from "./kubernetes.ts";

/** The nodes of one role, as a format writes them. */
interface Part {
  readonly role: ExportedChain["role"];
  readonly chains: readonly ExportedChain[];
  readonly services: readonly ExportedService[];
}

/** Writes what runs an exported testnet, with a README. */
export async function writeFormat(folder: string, exported: ExportedTestnet, stockImage: string): Promise<void> {
  const { format } = exported;
  const part = (role: ExportedChain["role"]): Part => {
    const chains = exported.chains.filter((chain) => chain.role === role);
    const services = chains.flatMap(({ name, nodes }) => nodes.map((node) => exportedService(node, name, stockImage)));
    return { role, chains, services };
  };
  const [provider, consumers] = [part("provider"), part("consumer")];
  for (const each of [provider, consumers]) {
    if (each.services.length > 0) await (format === "compose" ? writeCompose : writeKubernetes)(folder, each);
  }
  const readme = exportReadme({ format, provider: provider.services, consumers: consumers.services });
  await writeFile(join(folder, "README.md"), readme);
}

async function writeCompose(folder: string, { role, services }: Part): Promise<void> {
  // Homes must stay writable for whoever runs the export: their owner.
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const file = role === "provider" ? "compose.yaml" : "compose.consumers.yaml";
  await writeFile(join(folder, file), composeFile(services, owner));
}

async function writeKubernetes(folder: string, { role, chains, services }: Part): Promise<void> {
  const nodes = await Promise.all(services.map((service) => readNode(folder, service)));
  const isProvider = role === "provider";
  const genesis = isProvider ? await genesisMaps(folder, chains) : [];
  const file = join(folder, isProvider ? "provider.yaml" : "consumers.yaml");
  await writeFile(file, manifestText([...genesis, ...nodes.flatMap(nodeManifests)]));
  const secrets = `${isProvider ? "" : "---\n"}${manifestText(nodes.map(keysSecret))}`;
  await writeFile(join(folder, "secrets.yaml"), secrets, { mode: 0o600, flag: isProvider ? "w" : "a" });
}

/** Writes the genesis files of launched consumers as ConfigMaps; nothing but Kubernetes needs that. */
export async function writeConsumerGenesis(folder: string, exported: ExportedTestnet): Promise<void> {
  if (exported.format !== "kubernetes") return;
  const consumers = exported.chains.filter(({ role }) => role === "consumer");
  await writeFile(join(folder, "consumers.genesis.yaml"), manifestText(await genesisMaps(folder, consumers)));
}

async function genesisMaps(folder: string, chains: readonly ExportedChain[]): Promise<object[]> {
  const maps = await Promise.all(
    chains.map(async ({ name, nodes }) => {
      const home = nodes[0]?.home ?? "";
      const path = join(folder, home, "config", "genesis.json");
      const genesis = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        // Of several consumers, some may not be launched yet.
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      return genesis === undefined ? [] : [genesisConfigMap(name, genesis)];
    }),
  );
  return maps.flat();
}

async function readNode(folder: string, service: ExportedService): Promise<KubernetesNode> {
  const read = (...path: string[]): Promise<string> => readFile(join(folder, service.home, ...path), "utf8");
  const [configToml, appToml, clientToml, nodeKey, validatorKey, validatorState] = await Promise.all([
    read("config", "config.toml"),
    read("config", "app.toml"),
    read("config", "client.toml"),
    read("config", "node_key.json"),
    read("config", "priv_validator_key.json"),
    read("data", "priv_validator_state.json"),
  ]);
  return { service, files: { configToml, appToml, clientToml, nodeKey, validatorKey, validatorState } };
}
