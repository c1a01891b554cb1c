import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BinaryName,
  binaryFileName,
  binaryNames,
  defaultBinaryDirectory,
  pinnedModuleDirectory,
} from "./binary-name.ts";
import { withFileLock } from "./file-lock.ts";
import { goBuild, goBuildArguments, parseRequiredModule } from "./go.ts";

/** What a build is doing; sent at every step and once a second. */
export type BuildProgress =
  /** Another process builds into the same folder. */
  | { readonly phase: "waiting" }
  | {
      readonly phase: "downloading";
      readonly name: BinaryName;
      readonly modules: number;
      /** How many modules go.mod names; those in Go's cache are not downloaded. */
      readonly ofAtMost: number;
      readonly elapsedMs: number;
    }
  | {
      readonly phase: "compiling";
      readonly name: BinaryName;
      /** Packages compiled so far; those in Go's cache are not compiled. */
      readonly packages: number;
      readonly elapsedMs: number;
    }
  | { readonly phase: "built"; readonly name: BinaryName; readonly path: string; readonly elapsedMs: number };

/** What to build, and where to. */
export interface BuildOptions {
  /** Default all four. */
  readonly names?: readonly BinaryName[] | undefined;
  /** Where the binaries go; default `.icskit/bin` of the package. */
  readonly directory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: BuildProgress) => void) | undefined;
  /** The folder of the go.mod that pins the release; default the package's own. */
  readonly moduleDirectory?: string | undefined;
}

/**
 * Builds each binary that is missing or was built from other inputs (go.mod, go.sum, tools.go, flags), one after the
 * other, and resolves with the names that it built: `[]` when all are up to date, for which Go is not needed.
 * A newer Go on the machine is no reason to build again. Two calls at once, in any processes, build once.
 * @throws TESTNET_GO_MISSING without Go, or with one that is too old
 * @throws TESTNET_BUILD_FAILED with the last lines of the compiler
 */
export async function buildBinaries(options: BuildOptions = {}): Promise<BinaryName[]> {
  const directory = options.directory ?? defaultBinaryDirectory;
  if ((await findStaleBinaries(options)).length === 0) return [];
  await mkdir(directory, { recursive: true });
  const lock = { signal: options.signal, onWait: () => options.onProgress?.({ phase: "waiting" }) };
  return withFileLock(join(directory, ".lock"), lock, async () => {
    await removeLeftovers(directory);
    const stale = await findStaleBinaries(options);
    for (const name of stale) await buildBinary(name, directory, options);
    return stale;
  });
}

/** The binaries that `buildBinaries` would build: missing ones and those made from other inputs. */
export async function findStaleBinaries(
  options: Pick<BuildOptions, "names" | "directory" | "moduleDirectory"> = {},
): Promise<BinaryName[]> {
  const directory = options.directory ?? defaultBinaryDirectory;
  const wanted = await inputStamp(options.moduleDirectory ?? pinnedModuleDirectory);
  const stale: BinaryName[] = [];
  for (const name of options.names ?? binaryNames) {
    if (!(await isUpToDate(join(directory, binaryFileName(name)), wanted))) stale.push(name);
  }
  return stale;
}

const stampPath = (binary: string): string => `${binary}.stamp`;

async function isUpToDate(binary: string, wanted: string): Promise<boolean> {
  try {
    await access(binary);
    return (await readFile(stampPath(binary), "utf8")) === wanted;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function inputStamp(moduleDirectory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "tools.go"]) {
    const text = await readFile(join(moduleDirectory, file), "utf8");
    hash.update(text);
    if (file === "go.mod") hash.update(goBuildArguments(parseRequiredModule(text).version).join(" "));
  }
  return hash.digest("hex");
}

/** What a build that was killed left behind; called by the holder of the lock only. */
async function removeLeftovers(directory: string): Promise<void> {
  const files = await readdir(directory);
  await Promise.all(files.filter((file) => file.startsWith(".new-")).map((file) => rm(join(directory, file))));
}

async function buildBinary(name: BinaryName, directory: string, options: BuildOptions): Promise<void> {
  const moduleDirectory = options.moduleDirectory ?? pinnedModuleDirectory;
  const goMod = await readFile(join(moduleDirectory, "go.mod"), "utf8");
  const path = join(directory, binaryFileName(name));
  const staged = join(directory, `.new-${binaryFileName(name)}`);
  const started = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - started);
  const watch = watchGo(name, goMod, elapsedMs, options);
  try {
    const mainPackage = `${parseRequiredModule(goMod).path}/cmd/${binaryFileName(name)}`;
    await goBuild(mainPackage, staged, { moduleDirectory, signal: options.signal, onLine: watch.onLine });
    await rm(stampPath(path), { force: true });
    await rename(staged, path);
    await writeFile(stampPath(path), await inputStamp(moduleDirectory));
  } finally {
    watch.stop();
    await rm(staged, { force: true });
  }
  options.onProgress?.({ phase: "built", name, path, elapsedMs: elapsedMs() });
}

/** Turns the lines that Go prints into progress events, at each change of phase and once a second. */
function watchGo(name: BinaryName, goMod: string, elapsedMs: () => number, { onProgress }: BuildOptions) {
  const ofAtMost = goMod.match(/^\t\S+ v\S+/gm)?.length ?? 0;
  let modules = 0;
  let packages = 0;
  const report = (): void => {
    const elapsed = { name, elapsedMs: elapsedMs() };
    if (modules > 0 && packages === 0) onProgress?.({ phase: "downloading", modules, ofAtMost, ...elapsed });
    else onProgress?.({ phase: "compiling", packages, ...elapsed });
  };
  const onLine = (line: string): void => {
    if (line.startsWith("go: downloading ")) modules += 1;
    else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) packages += 1;
    if (modules + packages === 1) report();
  };
  const timer = setInterval(report, 1000);
  return { onLine, stop: (): void => clearInterval(timer) };
}
