import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IcsError } from "../src/index.ts";
import { isJsonObject, type Json, type JsonObject } from "./genesis/json.ts";
import { packageRoot } from "./package-root.ts";
import type { NodeRunner } from "./runner/runner.ts";

/** A chain binary as the harness needs to know it. */
export interface NodeBinary {
  /** On this machine, or inside the image where there is one. */
  readonly path: string;
  /** The container image that has it. Default: none, a binary of this machine. */
  readonly image?: string | undefined;
  /** Changes whenever the binary does; names its cached defaults. */
  readonly stamp: string;
}

/** The files that a binary's `init` writes, from which every home folder is made. */
export interface BinaryDefaults {
  readonly genesis: JsonObject;
  readonly configToml: string;
  readonly appToml: string;
}

/**
 * What `init` of this binary writes: run once per binary, then read from the package's `.icskit/defaults` folder.
 * @throws TESTNET_BINARY_FAILED where `init` fails
 */
export async function loadBinaryDefaults(
  binary: NodeBinary,
  runner: Pick<NodeRunner, "initHome">,
  options: { readonly cacheFolder?: string | undefined } = {},
): Promise<BinaryDefaults> {
  const cacheFolder = options.cacheFolder ?? join(packageRoot, ".icskit", "defaults");
  const folder = join(cacheFolder, binary.stamp.replaceAll(/[^\w.-]/g, "_"));
  const cached = await readDefaults(folder);
  if (cached) return cached;
  await mkdir(cacheFolder, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), "icskit-init-"));
  try {
    await runner.initHome(binary, home);
    const made = await readDefaults(join(home, "config"));
    if (!made) throw initFailed(binary, 0, `it did not write ${defaultFiles.join(", ")}`);
    await publish(join(home, "config"), cacheFolder, folder);
    return made;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const defaultFiles = ["genesis.json", "config.toml", "app.toml"] as const;

async function readDefaults(folder: string): Promise<BinaryDefaults | undefined> {
  try {
    const [genesis, configToml, appToml] = await Promise.all(
      defaultFiles.map((file) => readFile(join(folder, file), "utf8")),
    );
    const parsed = JSON.parse(genesis ?? "null") as Json;
    if (!isJsonObject(parsed) || configToml === undefined || appToml === undefined) return undefined;
    return { genesis: parsed, configToml, appToml };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes the folder appear whole or not at all, also where two processes do this at once. */
async function publish(from: string, cacheFolder: string, folder: string): Promise<void> {
  const staged = await mkdtemp(join(cacheFolder, ".new-"));
  try {
    await Promise.all(defaultFiles.map((file) => copyFile(join(from, file), join(staged, file))));
    await rename(staged, folder);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}

/** Arguments with which a binary writes its default files into the folder `home`. */
export const initArguments = (home: string): string[] => {
  return ["init", "icskit", "--chain-id", "icskit-defaults", "--home", home];
};

/** The error of a binary whose `init` failed or wrote nothing. */
export function initFailed(
  binary: NodeBinary,
  exitCode: number | null,
  output: string,
  cause?: unknown,
): IcsError<"TESTNET_BINARY_FAILED"> {
  return new IcsError(
    "TESTNET_BINARY_FAILED",
    `${binary.path} init failed: ${output.trim().slice(-500)}\nRun "npx icskit doctor" to check the binaries.`,
    { path: binary.path, exitCode, output },
    { cause },
  );
}
