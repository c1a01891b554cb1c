import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** Asking a binary costs half a second of CPU; what each said is kept here, by the stamp of its file. */
export const defaultVersionsFile: string = join(packageRoot, ".icskit", "versions.json");

const longest = 50;

async function readAll(cacheFile: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(cacheFile, "utf8"));
  } catch (error) {
    // Absent or cut short: the binaries are asked again, nothing is lost.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** The version that the file with this stamp said it has, or undefined where it was never asked. */
export async function readCachedVersion(cacheFile: string, stamp: string): Promise<string | undefined> {
  return (await readAll(cacheFile))[stamp];
}

/** Remembers a version. Where the package's folder cannot be written, the binary is asked again next time. */
export async function writeCachedVersion(cacheFile: string, stamp: string, version: string): Promise<void> {
  const kept = Object.entries(await readAll(cacheFile)).slice(-longest);
  const staged = `${cacheFile}.${randomUUID()}`;
  try {
    await mkdir(dirname(cacheFile), { recursive: true });
    await writeFile(staged, `${JSON.stringify(Object.fromEntries([...kept, [stamp, version]]), null, 2)}\n`);
    await rename(staged, cacheFile);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
