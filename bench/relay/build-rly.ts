import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFileLock } from "../../testnet/file-lock.ts";
import { goBuildWith } from "../../testnet/go.ts";
import { packageRoot } from "../../testnet/package-root.ts";

const moduleDirectory = join(import.meta.dirname, "rly");
const outputDirectory = join(packageRoot, ".icskit", "bench");
const mainPackage = "github.com/cosmos/relayer/v2";
const buildArguments = ["build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w"];

/**
 * The path of the pinned rly, which is built where it is missing or its inputs (go.mod, go.sum, flags) have changed.
 * The first build takes three to five minutes; `say` is told how far it is.
 * @throws TESTNET_GO_MISSING, TESTNET_BUILD_FAILED
 */
export async function buildRly(say: (line: string) => void, signal: AbortSignal): Promise<string> {
  const path = join(outputDirectory, "rly");
  const stamp = await inputStamp();
  if (await isBuiltFrom(path, stamp)) return path;
  await mkdir(outputDirectory, { recursive: true });
  await withFileLock(
    `${path}.lock`,
    { signal, onWait: () => say("rly is being built elsewhere: waiting") },
    async () => {
      if (!(await isBuiltFrom(path, stamp))) await build(path, stamp, say, signal);
    },
  );
  return path;
}

async function build(path: string, stamp: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  const seconds = (): number => Math.round((performance.now() - begun) / 1000);
  let lines = 0;
  say("building rly (three to five minutes when nothing of it is cached)");
  const timer = setInterval(() => say(`building rly: ${lines} modules and packages, ${seconds()} s`), 10_000);
  const staged = `${path}.new`;
  const onLine = (): void => {
    lines += 1;
  };
  try {
    await goBuildWith(buildArguments, mainPackage, staged, { moduleDirectory, signal, onLine, cgo: true });
    await rm(stampPath(path), { force: true });
    await rename(staged, path);
    await writeFile(stampPath(path), stamp);
  } finally {
    clearInterval(timer);
    await rm(staged, { force: true });
  }
  say(`built rly in ${seconds()} s`);
}

const stampPath = (binary: string): string => `${binary}.stamp`;

async function isBuiltFrom(path: string, stamp: string): Promise<boolean> {
  try {
    return (await readFile(stampPath(path), "utf8")) === stamp;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function inputStamp(): Promise<string> {
  const hash = createHash("sha256").update(buildArguments.join(" "));
  for (const file of ["go.mod", "go.sum", "tools.go"]) hash.update(await readFile(join(moduleDirectory, file)));
  return hash.digest("hex");
}
