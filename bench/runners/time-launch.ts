import { readdirSync, readFileSync } from "node:fs";
import { createTestnet } from "../../testnet/index.ts";
import type { RunnerName } from "../../testnet/topology.ts";

/** What one launch took on a runner. */
export interface RunnerRun {
  /** From nothing to the provider's first block. */
  readonly firstBlockSeconds: number;
  /** From nothing to an open CCV channel. */
  readonly launchSeconds: number;
  /** Mean resident memory of a node's process. */
  readonly nodeMiB: number;
}

/** Launches a provider and a consumer of three validators each from nothing, and ends them. */
export async function timeLaunch(runner: RunnerName): Promise<RunnerRun> {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];
  const topology = { runner, provider: { validators: 3 }, consumers: [{ chainId: "consumer-1", validators }] };
  await using net = await createTestnet(topology, { launch: false });
  const firstBlockSeconds = seconds();
  await net.consumer().launch();
  return { firstBlockSeconds, launchSeconds: seconds(), nodeMiB: residentMiB() };
}

/** Of all chain processes of this machine, those in containers too: run nothing else meanwhile. */
function residentMiB(): number {
  const sizes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("interchain-security-")) return [];
        const pages = readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB/m)?.[1];
        return pages === undefined ? [] : [Number(pages) / 1024];
      } catch {
        // Ended in between.
        return [];
      }
    });
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
}
