import { randomUUID } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromJsonText, toJsonText } from "../../src/index.ts";
import type { ConsensusKey } from "../node/consensus-key.ts";
import type { NodeSpec } from "../runner/runner.ts";

/** A consumer of a testnet that waits for the next process. */
export interface KeptConsumer {
  /** Its name in the testnet. */
  readonly name: string;
  readonly consumerId: string;
}

/** What a process needs to take a running testnet over, besides the topology that it has itself. Holds secrets. */
export interface ReuseFile {
  /** The run that made its containers. */
  readonly runId: string;
  readonly mnemonic: string;
  readonly consumers: readonly KeptConsumer[];
  /** Consensus keys by `chain/validator`. */
  readonly keys: ReadonlyMap<string, ConsensusKey>;
  /** By the chain's name. */
  readonly gasPrices: ReadonlyMap<string, string>;
  readonly nodes: readonly NodeSpec[];
}

const pathOf = (folder: string, hash: string): string => join(folder, `${hash}.json`);

/** Writes what `readReuseFile` reads, in one step, readable by its owner only. */
export async function writeReuseFile(folder: string, hash: string, file: ReuseFile): Promise<void> {
  const partial = join(folder, `.${randomUUID()}`);
  try {
    await writeFile(partial, `${toJsonText(file)}\n`, { mode: 0o600 });
    await rename(partial, pathOf(folder, hash));
  } finally {
    await rm(partial, { force: true });
  }
}

/** Undefined where there is none, or it is damaged. */
export async function readReuseFile(folder: string, hash: string): Promise<ReuseFile | undefined> {
  try {
    const value = fromJsonText(await readFile(pathOf(folder, hash), "utf8"));
    return typeof value === "object" && value !== null ? (value as ReuseFile) : undefined;
  } catch {
    // The parser's error would repeat what it read.
    return undefined;
  }
}

/** The hashes of all testnets that the folder has files of. */
export async function reuseFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? []);
}

/** Removes it, where it is there. */
export async function removeReuseFile(folder: string, hash: string): Promise<void> {
  await rm(pathOf(folder, hash), { force: true });
}
