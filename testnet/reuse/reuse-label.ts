import { createHash } from "node:crypto";
import { mkdir, readFile, realpath } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { toJsonText } from "../../src/index.ts";
import type { ChainBinaries } from "../find-binaries.ts";
import { packageRoot } from "../package-root.ts";
import type { ResolvedTopology, Topology } from "../topology.ts";

/** Where the keys of reused testnets are, unless it is said. */
export const defaultReuseFolder = join(packageRoot, ".icskit", "reuse");

/** What makes a testnet another one. */
export interface ReuseInput {
  readonly topology: Topology;
  readonly resolved: ResolvedTopology;
  readonly binaries: ChainBinaries;
  /** Of icskit. */
  readonly version: string;
}

/** The same text for the same testnet: 16 hexadecimal digits. Where a mnemonic is given, it takes part in it. */
export function reuseHash({ topology, resolved, binaries, version }: ReuseInput): string {
  const { provider, consumers } = resolved;
  // Resolved, patches are functions.
  const patches = [topology.provider?.genesis, ...(topology.consumers ?? []).map(({ genesis }) => genesis)];
  const chains = [provider, ...consumers].map((chain) => ({ ...chain, genesis: undefined }));
  const stamps = [binaries.provider, ...binaries.consumers].map(({ image, path, stamp }) => [image, path, stamp]);
  const rest = { ...resolved, provider: undefined, consumers: undefined };
  const text = toJsonText([version, rest, chains, patches, stamps]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * Tells the testnets of this folder from those of others that share the engine: another checkout, user or machine. It
 * is the same again where the folder was removed and made anew, so that what it had left running is found.
 */
export async function folderId(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const where = [await machineId(), userInfo().uid, await realpath(folder)];
  return createHash("sha256").update(where.join("\n")).digest("hex").slice(0, 16);
}

/** Of systemd where there is one: host names are not unique. */
async function machineId(): Promise<string> {
  const id = await readFile("/etc/machine-id", "utf8").catch(() => "");
  return id.trim() || hostname();
}

/** What the label of a reused testnet's containers says. */
export function reuseLabel(folder: string, hash: string): string {
  return `${folder}.${hash}`;
}

/** The hash in the label of a testnet that is of this folder. */
export function hashOf(label: string, folder: string): string | undefined {
  const [of, hash] = label.split(".");
  return of === folder ? hash : undefined;
}

/** icskit's version. */
export async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as { version: string };
  return version;
}
