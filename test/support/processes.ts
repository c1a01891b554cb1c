import { readdirSync, readFileSync } from "node:fs";

/** True while a process with this id exists and is more than a zombie. */
export function isRunning(pid: number): boolean {
  // In a container without an init process, orphans that ended stay in the process table.
  return /\) [^ZX] /.test(readProc(`/proc/${pid}/stat`));
}

/** Ids of the running processes whose command line has this text; Linux only. */
export function processesWith(text: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return pids.filter((pid) => readProc(`/proc/${pid}/cmdline`).includes(text)).map(Number);
}

/** Empty where the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
