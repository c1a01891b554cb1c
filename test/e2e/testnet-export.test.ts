import { execFile } from "node:child_process";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { rawSecp256k1PubkeyToRawAddress } from "@cosmjs/amino";
import { toBech32 } from "@cosmjs/encoding";
import { connectChain, createSigningProviderClient } from "../../src/index.ts";
import { accountNames, createTestnetAccounts } from "../../testnet/accounts.ts";
import { attachTestnet, exportTestnet, resolveTopology, type Topology } from "../../testnet/index.ts";
import { describeWithEngine } from "../support/container-engine.ts";
import { ObserveChild } from "../support/observe-child.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
const temporaryFolder = useTemporaryFolder();
const image = "icskit/export-test:latest";

const topology: Topology = {
  provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

/** Docker's own Compose, or the one that Debian still has. */
async function composeCommand(folder: string): Promise<readonly [string, ...string[]]> {
  const files = ["-f", join(folder, "compose.yaml"), "-f", join(folder, "compose.consumers.yaml")];
  const hasPlugin = await run("docker", ["compose", "version"]).then(
    () => true,
    () => false,
  );
  return [...(hasPlugin ? (["docker", "compose"] as const) : (["docker-compose"] as const)), ...files];
}

async function compose(folder: string, ...args: readonly string[]): Promise<void> {
  const [command, ...first] = await composeCommand(folder);
  await run(command, [...first, ...args]);
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

  afterEach(killRelayChildren);

  afterAll(async () => {
    await compose(folder, "down", "--timeout", "5");
  });

  it("lets nobody but its owner read keys", async () => {
    const secret = /(node_key|priv_validator_key|testnet)\.json$/;
    const found = [...(await modes(folder))].filter(([file]) => secret.test(file));
    expect(found).toHaveLength(9);
    expect(found.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  });

  it("is a stack to Swarm as well, which takes no file with a field that it does not know", async () => {
    const broken = join(folder, "broken.yaml");
    await writeFile(broken, (await readFile(join(folder, "compose.yaml"), "utf8")).replace("image:", "imag:"));
    expect(await deployNowhere("compose.yaml", "compose.consumers.yaml")).toContain(
      "Cannot connect to the Docker daemon",
    );
    expect(await deployNowhere("broken.yaml")).toContain("Additional property imag is not allowed");
    await rm(broken);
  });

  /** What Docker's client says of files as a stack; it reads them before it looks for the engine, which is not there. */
  async function deployNowhere(...files: readonly string[]): Promise<string> {
    const given = files.flatMap((file) => ["--compose-file", join(folder, file)]);
    const args = ["--host", `unix://${folder}/no.sock`, "stack", "deploy", ...given, "net"];
    return run("docker", args).then(
      () => "it was deployed",
      ({ stderr }: { readonly stderr: string }) => stderr,
    );
  }

  it("runs under Compose; commands launch, relay and observe it from outside, one after another", async () => {
    await compose(folder, "up", "--detach", "provider-1-validator-0", "provider-1-validator-1");
    const onGenesis = [...(await composeCommand(folder)), "up", "--detach"].map((word) => `'${word}'`).join(" ");
    const attach = new RelayChild(["testnet", "attach", folder, "--on-genesis", onGenesis, "--once", "--json"]);
    expect([await attach.exitCode, attach.stderr]).toEqual([0, expect.stringContaining("relay.yaml")]);
    const { provider, consumers } = JSON.parse(attach.stdout);
    expect(consumers).toEqual([expect.objectContaining({ consumerId: "0", chainId: "consumer-1" })]);

    const relay = new RelayChild(["relay", "--config", join(folder, "relay.yaml"), "--json"]);
    await relay.until(({ event, to }) => event === "state" && to === "relaying");
    const ends = ["--provider", provider.rpc[0], "--consumer", consumers[0].rpc[0]];
    const observe = new ObserveChild([...ends, "--until-healthy", "--timeout", "120"]);
    expect([await observe.exitCode, observe.stderr]).toEqual([0, ""]);
    expect(observe.lines.at(-1)).toMatchObject({ type: "health", health: { verdict: "secured", reasons: [] } });

    const watch = new ObserveChild(ends);
    await watch.until(({ type }) => type === "started");
    const height = await delegate(provider.rpc[0]);
    const sent = await watch.until(
      ({ event }) => event?.kind === "vscPacketSent" && BigInt(String(event.height)) >= height,
    );
    const acknowledged = await watch.until(
      ({ event }) => event?.kind === "vscPacketAcknowledged" && event.sequence === sent.event?.sequence,
    );
    expect(acknowledged.event).toMatchObject({ verdict: { kind: "accepted" } });
    expect(watch.lines.filter(({ type }) => type === "violation")).toEqual([]);
    expect(await watch.kill("SIGTERM")).toBe(130);
    relay.process.kill("SIGTERM");
    expect(await relay.exitCode).toBe(130);
  });

  it("is taken over by code as well, which leaves the nodes running", async () => {
    await using net = await attachTestnet({ folder, timeoutMs: 120_000, onGenesis: () => Promise.resolve() });
    const { consumerId, connection } = net.consumer();
    expect(consumerId).toBe("0");
    await connection.waitForHeight((await connection.latestHeight()) + 2n);
  });

  it("holds the mnemonic of its relayer for its owner only", async () => {
    expect((await modes(folder)).get(join(folder, "relayer.mnemonic"))).toBe(0o600);
  });

  /** As anybody does who has the folder's mnemonic. Resolves with the height. */
  async function delegate(rpc: string): Promise<bigint> {
    const mnemonic = (await readFile(join(folder, "relayer.mnemonic"), "utf8")).trim();
    const { names, onChain } = await createTestnetAccounts(accountNames(resolveTopology(topology)), mnemonic);
    const accounts = await onChain("cosmos");
    const [signer, publicKey] = [
      accounts[names.indexOf("delegator")]?.signer,
      accounts[names.indexOf("validator-1")]?.publicKey,
    ];
    if (signer === undefined || publicKey === undefined) throw new TypeError("An account is missing");
    const operator = toBech32("cosmosvaloper", rawSecp256k1PubkeyToRawAddress(publicKey));
    const connection = await connectChain({ url: rpc });
    try {
      const client = await createSigningProviderClient({ connection, signer, gasPrice: "0.001stake" });
      const amount = { denom: "stake", amount: "50000000" };
      const value = { delegatorAddress: client.address, validatorAddress: operator, amount };
      return (await client.sender.send([{ typeUrl: "/cosmos.staking.v1beta1.MsgDelegate", value }])).height;
    } finally {
      await connection.close();
    }
  }
});
