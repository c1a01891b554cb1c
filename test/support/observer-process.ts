import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(import.meta.dirname, "observer-child.ts");

/** Where a child observes to, and how long its history is. */
export interface ObserverChildOptions {
  /** The path of a SQLite file, or a PostgreSQL URL. */
  readonly store: string;
  readonly blocks: number;
  /** What the child is run by; default as it is. */
  readonly wrapper?: readonly string[];
}

/** Starts a process that observes a synthetic pair into a store. */
export function startObserverChild({ store, blocks, wrapper = [] }: ObserverChildOptions): ChildProcess {
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, "--no-warnings", script];
  return spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, STORE: store, BLOCKS: String(blocks) },
  });
}

/** The lines that it writes until it ends, or is killed after so many that tell of a block. */
export async function linesOf(child: ChildProcess, killAfter = Number.POSITIVE_INFINITY): Promise<string[]> {
  if (child.stdout === null) throw new Error("the child's output is not read");
  const lines: string[] = [];
  const closed = once(child, "close");
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (lines.length === killAfter) child.kill("SIGKILL");
  });
  await closed;
  return lines;
}
