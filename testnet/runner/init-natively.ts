import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { errorMessage } from "../../src/index.ts";
import { initArguments, initFailed, type NodeBinary } from "../binary-defaults.ts";
import { binaryEnvironment } from "../binary-environment.ts";
import { isFull, ownDiskFull, saysDiskFull } from "../disk-full.ts";

const run = promisify(execFile);

/** Runs a binary's `init` as a process. @throws TESTNET_BINARY_FAILED, TESTNET_DISK_FULL */
export async function initNatively(binary: NodeBinary, home: string): Promise<void> {
  try {
    await run(binary.path, initArguments(home), { timeout: 60_000, env: binaryEnvironment(home) });
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    const exitCode = typeof code === "number" ? code : null;
    const output = stderr || stdout || errorMessage(error);
    const full = saysDiskFull(output) || (await isFull(home));
    throw full ? ownDiskFull(`${binary.path} init`, home, error) : initFailed(binary, exitCode, output, error);
  }
}
