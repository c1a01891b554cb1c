import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { sleep } from "../src/index.ts";
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
 * A lock whose holder is gone is taken over, by one of those that wait.
 */
export async function withFileLock<T>(path: string, options: FileLockOptions, work: () => Promise<T>): Promise<T> {
  const abandonedAfterMs = options.abandonedAfterMs ?? 30_000;
  const own = `${process.pid} ${randomUUID()}\n`;
  let waiting = false;
  while (!(await acquire(path, own))) {
    if ((await isAbandoned(path, abandonedAfterMs)) && (await removeAbandoned(path, abandonedAfterMs))) continue;
    if (!waiting) options.onWait?.();
    waiting = true;
    await sleep(100, options.signal);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that was removed meanwhile, by hand, is no reason to fail.
    utimes(path, now, now).catch(() => undefined);
  }, abandonedAfterMs / 6);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await release(path, own);
  }
}

async function acquire(path: string, own: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(own);
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
    const pid = Number.parseInt(await readFile(path, "utf8"), 10);
    return pid > 0 && !isAlive(pid);
  } catch (error) {
    // Released between the two questions: not abandoned, but free.
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Removes an abandoned lock. One process at a time looks and removes: else somebody would remove the lock that another
 * one has just taken over. False where it is another one's turn.
 */
async function removeAbandoned(path: string, abandonedAfterMs: number): Promise<boolean> {
  const turn = `${path}.turn`;
  if (!(await acquire(turn, ""))) {
    // Whoever had the turn died within it.
    if (await isAbandoned(turn, abandonedAfterMs)) await rm(turn, { force: true });
    return false;
  }
  try {
    if (await isAbandoned(path, abandonedAfterMs)) await rm(path, { force: true });
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

async function release(path: string, own: string): Promise<void> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (text === own) await rm(path, { force: true });
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
