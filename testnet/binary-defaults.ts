import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorMessage, IcsError } from "../src/index.ts";
import { binaryEnvironment } from "./binary-environment.ts";
import { isJsonObject, type Json, type JsonObject } from "./genesis/json.ts";
import { packageRoot } from "./package-root.ts";

/** A chain binary as the harness needs to know it. */
export interface NodeBinary {
  readonly path: string;
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
  options: { readonly cacheFolder?: string | undefined } = {},
): Promise<BinaryDefaults> {
  const cacheFolder = options.cacheFolder ?? join(packageRoot, ".icskit", "defaults");
  const folder = join(cacheFolder, binary.stamp.replaceAll(/[^\w.-]/g, "_"));
  const cached = await readDefaults(folder);
  if (cached) return cached;
  await mkdir(cacheFolder, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), "icskit-init-"));
  try {
    await runInit(binary, home);
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

function runInit(binary: NodeBinary, home: string): Promise<void> {
  const args = ["init", "icskit", "--chain-id", "icskit-defaults", "--home", home];
  return new Promise((resolve, reject) => {
    execFile(binary.path, args, { timeout: 60_000, env: binaryEnvironment(home) }, (error, stdout, stderr) => {
      if (!error) resolve();
      else {
        const exitCode = typeof error.code === "number" ? error.code : null;
        reject(initFailed(binary, exitCode, stderr || stdout || errorMessage(error), error));
      }
    });
  });
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

function initFailed(binary: NodeBinary, exitCode: number | null, output: string, cause?: unknown): IcsError {
  return new IcsError(
    "TESTNET_BINARY_FAILED",
    `${binary.path} init failed: ${output.trim().slice(-500)}\nRun "npx icskit doctor" to check the binaries.`,
    { path: binary.path, exitCode, output },
    { cause },
  );
}
