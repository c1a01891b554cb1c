import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { consumerSource, Observation, providerSource } from "../../src/index.ts";
import { attachTestnet, exportTestnet, type Topology } from "../../testnet/index.ts";
import { describeWithEngine } from "../support/container-engine.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
const temporaryFolder = useTemporaryFolder();
const image = "icskit/export-test:latest";

const topology: Topology = {
  provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

/** Docker's own Compose, or the one that Debian still has. */
async function compose(folder: string, ...args: readonly string[]): Promise<void> {
  const files = ["-f", join(folder, "compose.yaml"), "-f", join(folder, "compose.consumers.yaml")];
  const hasPlugin = await run("docker", ["compose", "version"]).then(
    () => true,
    () => false,
  );
  const [command, first] = hasPlugin ? ["docker", ["compose"]] : ["docker-compose", []];
  await run(command, [...first, ...files, ...args]);
}

async function modes(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).mode & 0o777] as const)));
}

describeWithEngine("an exported testnet", () => {
  let folder: string;

  beforeAll(async () => {
    const build = ["build", "--quiet", "--target", "packed", "--tag", image, "."];
    await run("docker", build, { env: { ...process.env, DOCKER_BUILDKIT: "0" } });
    folder = join(await temporaryFolder(), "net");
    // Below the ports that testnets of this machine lease.
    const firstPort = 18_000 + (process.pid % 120) * 16;
    await exportTestnet(topology, { format: "compose", folder, image, firstPort });
  });

  afterAll(async () => {
    await compose(folder, "down", "--timeout", "5");
  });

  it("lets nobody but its owner read keys", async () => {
    const secret = /(node_key|priv_validator_key|testnet)\.json$/;
    const found = [...(await modes(folder))].filter(([file]) => secret.test(file));
    expect(found).toHaveLength(9);
    expect(found.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  });

  it("runs under Compose, and is launched, relayed and observed from outside", async () => {
    await compose(folder, "up", "--detach", "provider-1-validator-0", "provider-1-validator-1");
    const started: string[] = [];
    const net = await attachTestnet({
      folder,
      timeoutMs: 120_000,
      onGenesis: async (chainId) => {
        started.push(chainId);
        await compose(folder, "up", "--detach");
      },
    });
    expect(started).toEqual(["consumer-1"]);
    const consumer = net.consumer();
    const observation = new Observation({
      consumerId: consumer.consumerId,
      provider: providerSource(net.provider.connection),
      consumer: consumerSource(consumer.connection),
    });
    const delegated = await net.provider.delegate("validator-1", 50_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    const acknowledged = await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
    expect(acknowledged.verdict?.kind).toBe("accepted");
    expect(observation.violations).toEqual([]);
    await observation.close();
    await net.close();
    // Whoever attached has gone; the chains go on, and are taken over by who comes next.
    await using again = await attachTestnet({ folder, onGenesis: async () => undefined });
    expect(again.consumer().consumerId).toBe(consumer.consumerId);
    const before = await again.consumer().connection.latestHeight();
    await again.consumer().connection.waitForHeight(before + 2n);
  });
});
