import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process of its own that runs a testnet. */
export interface Orphan {
  readonly child: ChildProcess;
  /** The testnet's folder. */
  readonly folder: string;
  readonly runId: string;
}

/** Starts `orphaned-testnet.ts` and resolves when its nodes run. */
export async function startOrphan(
  kind: "fake" | "native" | "container" | "real",
  parentFolder: string,
): Promise<Orphan> {
  const script = fileURLToPath(new URL("./orphaned-testnet.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, kind, parentFolder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await new Promise<Pick<Orphan, "folder" | "runId">>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the testnet's process ended early with exit code ${code}`)));
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => resolve(JSON.parse(line)));
  });
  return { child, ...said };
}
