import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Binary, findBinary } from "../../testnet/binaries.ts";

const folderOfSource = join(import.meta.dirname, "fake-chain");

/**
 * Builds a stand-in for a chain binary (test/support/fake-chain) into a folder: static, and steered by flags. Go's
 * cache makes it a matter of a second.
 */
export async function buildFakeChain(folder: string): Promise<Binary> {
  const path = await goBuild(folder);
  return findBinary("fakechain", { path, wantedVersion: "any", versionsFile: join(folder, "versions.json") });
}

/** The same for another processor (Go's name for it); it cannot be asked anything here. */
export async function buildForeignChain(folder: string, processor: string): Promise<Binary> {
  const path = await goBuild(folder, { GOARCH: processor });
  return { name: "fakechain", path, version: "v0.0.1", stamp: `fakechain-${randomBytes(8).toString("hex")}` };
}

async function goBuild(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const path = join(folder, "fakechain");
  const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off", ...environment };
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, "."];
  await promisify(execFile)("go", args, { cwd: folderOfSource, env });
  return path;
}
