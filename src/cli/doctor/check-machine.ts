import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { findStaleBinaries } from "../../../testnet/build-binaries.ts";
import { packageRoot } from "../../../testnet/package-root.ts";
import { withDeadline } from "../../async/deadline.ts";
import { errorMessage } from "../../errors.ts";
import type { Check } from "./check.ts";

const gibibyte = 2 ** 30;

/** Go's caches and four binaries take 4 GiB; a testnet of ten nodes a few hundred MiB. */
const wantedGibibytes = { build: 5, run: 1 } as const;

/** Whether the disks of the binaries and of the testnets' homes have room. */
export const checkDisk: Check = async ({ config }) => {
  const mustBuild = config.binariesDirectory === undefined && (await findStaleBinaries()).length > 0;
  const wanted = mustBuild ? wantedGibibytes.build : wantedGibibytes.run;
  const free = await Promise.all([packageRoot, config.workDirectory].map(freeGibibytes));
  const least = Math.min(...free);
  const found = `${least.toFixed(1)} GiB free`;
  if (least >= wanted) return [{ name: "disk", verdict: "ok", found }];
  const advice = `Free ${wanted} GiB, or set ICSKIT_WORK_DIR to a folder on another disk`;
  return [{ name: "disk", verdict: "missing", found, advice }];
};

async function freeGibibytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / gibibyte;
  } catch (error) {
    // A work folder that does not exist yet will be made in the nearest one that does.
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder) {
      return freeGibibytes(dirname(folder));
    }
    throw error;
  }
}

/** Whether a process can listen on a port of 127.0.0.1 and be reached there. */
export const checkLoopback: Check = async ({ signal }) => {
  const server = createServer((socket) => socket.end());
  try {
    const port = await withDeadline("a connection to 127.0.0.1", { signal, timeoutMs: 5000 }, async () => {
      const listening = Promise.withResolvers<number>();
      server.once("error", listening.reject);
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        listening.resolve(typeof address === "object" && address ? address.port : 0);
      });
      const opened = await listening.promise;
      const connected = Promise.withResolvers<void>();
      connect(opened, "127.0.0.1", connected.resolve).once("error", connected.reject).unref().resume();
      await connected.promise;
      return opened;
    });
    return [{ name: "loopback", verdict: "ok", found: `127.0.0.1:${port} could be opened and reached` }];
  } catch (error) {
    signal.throwIfAborted();
    const advice = "Testnets listen on 127.0.0.1: allow it in the firewall or the sandbox";
    return [{ name: "loopback", verdict: "missing", found: errorMessage(error), advice }];
  } finally {
    server.close();
  }
};

/** Whether a Docker engine answers: only the container runner wants one. */
export const checkDocker: Check = async ({ signal }) => {
  const command = ["version", "--format", "{{.Server.Version}}"];
  try {
    const { stdout } = await promisify(execFile)("docker", command, { signal, timeout: 10_000 });
    return [{ name: "docker", verdict: "ok", found: stdout.trim() }];
  } catch (error) {
    signal.throwIfAborted();
    const isThere = (error as NodeJS.ErrnoException).code !== "ENOENT";
    const found = isThere ? "docker is there, its engine does not answer" : "not installed";
    const advice = "Only nodes in containers need it: install Docker and start its engine";
    return [{ name: "docker", verdict: "optional", found, advice }];
  }
};
