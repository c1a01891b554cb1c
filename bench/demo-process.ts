import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** What one demo took. */
export interface DemoRun {
  readonly seconds: number;
  /** Largest resident memory of the demo's own process, the chains' not included. */
  readonly rssMiB: number;
}

/** Runs `icskit demo --json` as a user does, in a process of its own. @throws Error where it fails */
export async function runDemoProcess(): Promise<DemoRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/cli/main.ts"), "demo", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((resolve, reject) => child.once("exit", resolve).once("error", reject));
  let rssMiB = 0;
  for await (const _step of createInterface({ input: child.stdout })) {
    rssMiB = Math.max(rssMiB, await residentMiB(child.pid));
  }
  const exitCode = await exited;
  if (exitCode !== 0) throw new Error(`The demo failed with exit code ${exitCode}`);
  return { seconds: (performance.now() - begun) / 1000, rssMiB };
}

async function residentMiB(pid: number | undefined): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]).catch(() => ({ stdout: "0" }));
  return Number(stdout.trim()) / 1024;
}
