import { statfs } from "node:fs/promises";
import { IcsError } from "../src/index.ts";

/** With less than this a node cannot even say in its log that it has no room. */
const leastRoomBytes = 64 * 1024;

/** True where a program, or an engine, says that a disk has no room left for it. */
export const saysDiskFull = (text: string): boolean => /no space left on device|disk quota exceeded/i.test(text);

/** Does what writes into a folder of this machine. @throws TESTNET_DISK_FULL where there is no room for it */
export async function withRoom<T>(what: string, folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDiskFull(error) ? ownDiskFull(what, folder, error) : error;
  }
}

/** True for what a system call throws where this machine's disk has no room. */
export function isDiskFull(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** True where the disk that has this folder is full; false where that cannot be known. */
export async function isFull(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < leastRoomBytes;
  } catch {
    // Another reason than a full disk is looked for.
    return false;
  }
}

/** The error of a disk of this machine without room. */
export function ownDiskFull(what: string, folder: string, cause: unknown): IcsError<"TESTNET_DISK_FULL"> {
  const remedy = "Make room there, or have testnets made on another disk (ICSKIT_WORK_DIR, or parentFolder in code).";
  return diskFull(what, `the disk of ${folder}`, remedy, cause);
}

/** The error of a container engine's disk without room. */
export function engineDiskFull(what: string, cause: unknown): IcsError<"TESTNET_DISK_FULL"> {
  const remedy = 'Make room there, for instance with "docker system prune".';
  return diskFull(what, "the container engine's disk", remedy, cause);
}

function diskFull(node: string, where: string, remedy: string, cause: unknown): IcsError<"TESTNET_DISK_FULL"> {
  const message = `${node}: no space is left on ${where}\n${remedy}`;
  return new IcsError("TESTNET_DISK_FULL", message, { node, where }, { cause });
}
