import { constants } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

/** Gives a node's home a part of another one, a file or a folder, in place of its own; shares blocks where the disk can. */
export async function copyHomePart(from: string, to: string, part: string): Promise<void> {
  const target = join(to, part);
  await rm(target, { recursive: true, force: true });
  await cp(join(from, part), target, { recursive: true, mode: constants.COPYFILE_FICLONE });
}
