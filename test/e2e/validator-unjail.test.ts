import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setupStakingExtension } from "@cosmjs/stargate";
import { msgCreateConsumer, pollUntil } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { accountHdPath, killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { messagesOf, validatorEnvironment, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const JAIL_SECONDS = 4;
const rules = [{ name: "all", action: "opt-in" }];

test("a jailed validator is told, waits, and is freed by unjail", async () => {
  const validators = [{ stake: 400_000_000 }, { stake: 100_000_000, running: false }];
  const provider = { validators, signedBlocksWindow: 8, minSignedPerWindow: 0.5, downtimeJailSeconds: JAIL_SECONDS };
  await onTestnet({ provider }, async ({ net }) => {
    const { staking } = setupStakingExtension(net.provider.connection.queryClient);
    const { operatorAddress } = net.provider.validator("validator-1");
    const isJailed = async () => (await staking.validator(operatorAddress)).validator.jailed;
    await pollUntil(isJailed, (jailed) => jailed, { what: "the jail", intervalMs: 100 });
    const file = await writeValidatorFile(net, { validator: "validator-1", rules });
    const environment = validatorEnvironment(net);
    const watch = new RelayChild(["validator", "watch", "--config", file, "--json"], environment);
    await watch.until(({ event }) => event === "jailed");
    watch.process.kill("SIGTERM");
    await watch.exitCode;
    const unjail = async (): Promise<RelayChild> => {
      const child = new RelayChild(["validator", "unjail", "--config", file, "--yes"], environment, { json: false });
      await child.exitCode;
      return child;
    };
    const freed = await pollUntil(unjail, (child) => child.process.exitCode === 0, {
      what: "the end of the jail",
      intervalMs: 500,
      timeoutMs: 60_000,
    });
    expect(freed.stdout).toMatch(/^Unjailed in [0-9A-F]{64}, block \d+\.$/m);
  });
});

test("a key is not placed where a node signs with it, and is where none does", async () => {
  await onTestnet({ provider: { validators: 2 } }, async ({ net }) => {
    await net.provider.connection.waitForHeight(2n);
    const owner = await net.provider.client("owner");
    const metadata = { name: "n", description: "d", metadata: "m" };
    await owner.send([msgCreateConsumer({ submitter: owner.address, chainId: "consumer-1", metadata })]);
    const [node] = net.provider.chain.nodes;
    if (node === undefined) throw new TypeError("The provider runs nodes");
    const environment = validatorEnvironment(net);
    // The key of a node that signs the provider's blocks, as somebody may have copied it.
    const copied = join(net.folder, "copied.json");
    await copyFile(join(node.home, "config", "priv_validator_key.json"), copied);
    await chmod(copied, 0o600);
    const home = join(net.folder, "new-home");
    await mkdir(join(home, "config"), { recursive: true });
    const file = await writeValidatorFile(net, { validator: "validator-0", rules, rpc: node.rpcUrl });
    const keys = async (...args: readonly string[]): Promise<RelayChild> => {
      const child = new RelayChild(["validator", "keys", ...args, "--config", file], environment, { json: false });
      await child.exitCode;
      return child;
    };
    const imported = await keys("import", "--consumer", "0", "--file", copied);
    expect([imported.process.exitCode, imported.stderr]).toEqual([0, ""]);
    const refused = await keys("place", "--consumer", "0", "--home", home);
    expect(refused.process.exitCode).toBe(1);
    expect(refused.stderr).toContain("signs with it [VALIDATOR_KEY_REFUSED]");

    const rotated = await keys("rotate", "--consumer", "0", "--yes");
    expect([rotated.process.exitCode, rotated.stderr]).toEqual([0, ""]);
    const placed = await keys("place", "--consumer", "0", "--home", home);
    expect([placed.process.exitCode, placed.stderr]).toEqual([0, ""]);
    const { pub_key: key } = JSON.parse(await readFile(join(home, "config", "priv_validator_key.json"), "utf8"));
    const pairs = await net.provider.queries.allPairsValConsAddrByConsumer("0");
    expect(pairs.map(({ consumerKey }) => Buffer.from(consumerKey).toString("base64"))).toEqual([key.value]);
    for (const child of [imported, refused, rotated, placed]) {
      expect(`${child.stdout}${child.stderr}`).not.toContain(JSON.parse(await readFile(copied, "utf8")).priv_key.value);
    }
  });
});

test("the script to copy opts in by its policy, and goes on from its state file", async () => {
  await onTestnet({ provider: { validators: 2 } }, async ({ net }) => {
    await net.provider.connection.waitForHeight(2n);
    const { chain } = net.provider;
    const policy = join(net.folder, "policy.json");
    await writeFile(policy, JSON.stringify({ rules }));
    const state = join(net.folder, "state.sqlite");
    const script = join(import.meta.dirname, "../../scripts/watch-validator.ts");
    const args = [policy, chain.rpcUrl, chain.gasPrice, state, accountHdPath(net, "validator-1")];
    const owner = await net.provider.client("owner");
    for (const id of [0, 1]) {
      const chainId = `consumer${id}-1`;
      const metadata = { name: chainId, description: "d", metadata: "m" };
      await owner.send([msgCreateConsumer({ submitter: owner.address, chainId, metadata })]);
      const child = new RelayChild(args, validatorEnvironment(net), { script });
      await child.until(({ event, optedIn }) => event === "round" && optedIn === id + 1);
      child.process.kill("SIGTERM");
      expect([await child.exitCode, child.stderr]).toEqual([0, expect.any(String)]);
    }
    expect(await messagesOf(net, "validator-1")).toEqual(["MsgOptIn 0", "MsgOptIn 1"]);
  });
});
