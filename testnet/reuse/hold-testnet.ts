import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IcsError, type WaitOptions } from "../../src/index.ts";
import { withFileLock } from "../file-lock.ts";

/** A testnet that no other process uses. */
export interface Hold {
  /** Idempotent. */
  release(): Promise<void>;
}

/** How a testnet is waited for: `timeoutMs` defaults to 120,000. */
export interface HoldOptions extends WaitOptions {
  /** Told once when another process uses it. */
  readonly onWait?: ((processId: number | undefined) => void) | undefined;
}

const defaultWaitMs = 120_000;

/**
 * Has this process use a reused testnet alone; waits while another one does. What is held by a process that has died is
 * taken over.
 * @throws TESTNET_IN_USE where it is used for longer than `timeoutMs`
 */
export async function holdTestnet(folder: string, hash: string, options: HoldOptions = {}): Promise<Hold> {
  const { signal, timeoutMs = defaultWaitMs, onWait } = options;
  const path = join(folder, `${hash}.lock`);
  const late = AbortSignal.timeout(timeoutMs);
  const [held, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun = performance.now();
  const done = withFileLock(
    path,
    {
      signal: signal ? AbortSignal.any([signal, late]) : late,
      onWait: () => void holder(path).then((processId) => onWait?.(processId)),
    },
    () => {
      held.resolve();
      return left.promise;
    },
  );
  try {
    await Promise.race([held.promise, done]);
  } catch (error) {
    signal?.throwIfAborted();
    if (!late.aborted) throw error;
    throw inUse(hash, await holder(path), Math.round(performance.now() - begun));
  }
  return {
    release: async () => {
      left.resolve();
      await done;
    },
  };
}

async function holder(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^\d+/.test(text) ? Number.parseInt(text, 10) : undefined;
}

function inUse(testnet: string, processId: number | undefined, elapsedMs: number): IcsError<"TESTNET_IN_USE"> {
  const who = processId === undefined ? "another process" : `process ${processId}`;
  return new IcsError(
    "TESTNET_IN_USE",
    `The testnet ${testnet} is in use by ${who}; waited ${elapsedMs} ms for it
A reused testnet is used by one process at a time. End that one first; what starts a testnet can also wait longer (reuse.timeoutMs), or have one of its own (reuse: false).`,
    { testnet, processId, elapsedMs },
  );
}
