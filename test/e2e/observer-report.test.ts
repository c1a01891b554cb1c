import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { consumerSource, Observation, openSqliteStore, providerSource } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { changePower, untilAcknowledged } from "../support/vsc-traffic.ts";

const newFolder = useTemporaryFolder();
const main = join(import.meta.dirname, "../../src/cli/main.ts");

/** Runs `icskit report`; a failure throws with what it wrote. */
async function report(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(process.execPath, [main, "report", ...args], { maxBuffer: 2 ** 26 });
}

const topology = {
  provider: { validators: 2, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

test("a report of running chains, and one of what an observer has kept, say what happened", async () => {
  const folder = await newFolder();
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const witness = await launchWatched();
    const store = await openSqliteStore({ path: join(folder, "observed.db") });
    await using keeper = new Observation({
      consumerId: consumer.consumerId,
      provider: providerSource(net.provider.connection),
      consumer: consumerSource(consumer.connection),
      stateEveryBlocks: 5n,
      store,
    });
    const height = await changePower(net, 2);
    await untilAcknowledged(witness, height);
    await untilAcknowledged(keeper, height);
    const sequences = [...witness.timeline.vscPackets.keys()].map(String);

    // From the chains themselves, as page and as data.
    const page = join(folder, "report.html");
    const nodes = ["--provider", net.provider.chain.rpcUrl, "--consumer", consumer.chain.rpcUrl];
    const live = await report(...nodes, "--out", page, "--json");
    expect(live.stderr).toMatch(/Wrote .*report.html: consumer 0 is secured/);
    const data = JSON.parse(live.stdout);
    expect(data.summary.health).toEqual({ verdict: "secured", reasons: [] });
    expect(data.phases.map(({ phase }: { phase: string }) => phase)).toEqual(["INITIALIZED", "LAUNCHED"]);
    expect(data.vscPackets.map(({ sequence }: { sequence: string }) => sequence)).toEqual(sequences);
    expect(data.invariants.filter(({ violations }: { violations: unknown[] }) => violations.length > 0)).toEqual([]);
    expect([data.gaps, data.disagreements]).toEqual([[], []]);
    expect(data.clients).toHaveLength(2);
    const html = await readFile(page, "utf8");
    expect(html).toContain('class="verdict secured"');
    expect(html).not.toMatch(/<script/);
    expect(html.match(/<svg role="img"/g)?.length).toBeGreaterThanOrEqual(2);

    // A range of it: from the block after the launch on.
    const from = String(BigInt(data.phases[1].height) + 1n);
    const ranged = JSON.parse((await report(...nodes, "--from", `provider:${from}`, "--json")).stdout);
    expect(ranged.phases.map(({ phase }: { phase: string }) => phase)).toEqual(["LAUNCHED"]);
    expect(ranged.validatorChanges).toEqual([]);
    expect(ranged.vscPackets.map(({ sequence }: { sequence: string }) => sequence)).toEqual(sequences);

    // From the store, while its observer goes on.
    const kept = JSON.parse((await report("--store", join(folder, "observed.db"), "--json")).stdout);
    expect(kept.summary.health.verdict).toBe("secured");
    expect(kept.vscPackets.map(({ sequence }: { sequence: string }) => sequence)).toEqual(sequences);
    expect(kept.validatorSets).toEqual(data.validatorSets);

    // Never over what is there, and never half of it.
    const refused = await report(...nodes, "--out", page).catch((error: { code: number; stderr: string }) => error);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
    expect((await readdir(folder)).filter((name) => name.startsWith(".") || name.endsWith(".tmp"))).toEqual([]);

    // Chains the wrong way round.
    const swapped = await report(
      "--provider",
      consumer.chain.rpcUrl,
      "--consumer",
      net.provider.chain.rpcUrl,
      "--json",
    ).catch((error: { code: number; stderr: string }) => error);
    expect(swapped).toMatchObject({ code: 2, stderr: expect.stringContaining("is not a node of a provider chain") });
    await keeper.close();
    await store.close();
  });
});
