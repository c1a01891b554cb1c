import { link, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorMessage, IcsError } from "../../errors.ts";

/** Where a file goes, and whether it may take the place of another one. */
export interface WriteOptions {
  readonly path: string;
  readonly force: boolean;
}

/** Refuses early what would be refused in the end. @throws CONFIG_INVALID where the file exists already */
export async function checkNewFile({ path, force }: WriteOptions): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw refusal(path, errorMessage(error));
  });
  if (found?.isDirectory()) throw refusal(path, "it is a directory");
  if (found !== undefined && !force) throw refusal(path, "it exists already: --force overwrites it");
}

/**
 * Writes a file as a whole or not at all: readers never see half of it, and what was there stays until it is replaced.
 * @throws CONFIG_INVALID where it exists, or cannot be written
 */
export async function writeWhole(options: WriteOptions, text: string): Promise<void> {
  const { path, force } = options;
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  try {
    await writeSynced(temporary, text);
    if (force) await rename(temporary, path);
    // Unlike a rename, a link fails where somebody has made the file meanwhile.
    else await link(temporary, path);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw refusal(path, isTaken ? "it exists already: --force overwrites it" : errorMessage(error));
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", 0o644);
  await file.writeFile(text);
  await file.sync();
}

function refusal(path: string, reason: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `Cannot write ${path}: ${reason}\nGive --out another path.`, {
    problems: [{ name: "--out", got: path, wanted: "a file that can be written" }],
  });
}
