import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./is-alive.ts";

/** How a lock is waited for. */
export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when the lock is held by another process. */
  readonly onWait?: (() => void) | undefined;
  /** Milliseconds without a sign of life after which a holder counts as gone; default 30,000. */
  readonly abandonedAfterMs?: number | undefined;
}

/**
 * Runs `work` while holding the lock file `path`; waits while another process holds it.
 * A lock whose holder is gone is taken over. Two processes could take it over in the same instant, so `work` must
 * stay correct when done twice: the lock only saves work.
 */
export async function withFileLock<T>(path: string, options: FileLockOptions, work: () => Promise<T>): Promise<T> {
  const abandonedAfterMs = options.abandonedAfterMs ?? 30_000;
  let waiting = false;
  while (!(await acquire(path))) {
    if (await isAbandoned(path, abandonedAfterMs)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waiting) options.onWait?.();
    waiting = true;
    await delay(100, undefined, options.signal && { signal: options.signal });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that was removed meanwhile is no reason to fail: see above.
    utimes(path, now, now).catch(() => undefined);
  }, abandonedAfterMs / 6);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(`${process.pid}\n`);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string, abandonedAfterMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > abandonedAfterMs) return true;
    const pid = Number(await readFile(path, "utf8"));
    return pid > 0 && !isAlive(pid);
  } catch (error) {
    // Released between the two questions: not abandoned, but free.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
