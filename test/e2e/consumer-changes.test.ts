import { readFile, writeFile } from "node:fs/promises";
import { governanceAccount, operatorAddress } from "../../src/index.ts";
import { spawnDelayMs, writeLaunchSpec } from "../support/launch-spec.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { accountHdPath, killRelayChildren } from "../support/relay-child.ts";

/**
 * The commands that change a consumer do what they show, once, and nothing without a yes.
 * @see x/ccv/provider/keeper/msg_server.go
 */

afterEach(killRelayChildren);

const validators = [{ validator: 0 }, { validator: 1 }];
const topology = {
  users: 1,
  provider: { validators: 2, votingPeriodSeconds: 3 },
  consumers: [{ chainId: "consumer-1", validators }],
};

test("a consumer is created, changed, handed over, governed and removed", async () => {
  await onTestnet(topology, async ({ net, consumer, watch }) => {
    const voter = (name: string) => ({ env: "ICSKIT_KEY_OWNER", hdPath: accountHdPath(net, name) });
    const launch = await writeLaunchSpec(net, consumer, (spec) => ({
      ...spec,
      voters: [voter("validator-0"), voter("validator-1")],
      initialization: { ...(spec.initialization as object), spawnTime: "+1d" },
    }));
    const done = async (command: string, ...flags: string[]) => {
      const child = launch.run(command, ...flags);
      expect([await child.exitCode, child.stderr]).toEqual([0, ""]);
      return child.lines;
    };
    const edit = async (change: (spec: Record<string, unknown>) => Record<string, unknown>): Promise<void> => {
      await writeFile(launch.spec, JSON.stringify(change(JSON.parse(await readFile(launch.spec, "utf8")))));
    };
    const { queries } = net.provider;

    // Nobody to ask, and no --yes.
    const unasked = launch.run("create");
    expect([await unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining("Add --yes")]);
    await done("create", "--dry-run");
    for await (const other of queries.consumerChains()) throw new Error(`Consumer ${other.consumerId} was created`);
    expect(await done("create", "--yes")).toContainEqual(expect.objectContaining({ consumerId: "0" }));
    expect(await done("create", "--yes")).toEqual([{ consumerId: "0", phase: "INITIALIZED" }]);
    consumer.adopt("0");
    await watch();

    await edit((spec) => ({ ...spec, powerShaping: { validatorsPowerCap: 60 }, rewards: { allowlist: ["ucon"] } }));
    const shown = await done("update", "--dry-run");
    expect(shown).toEqual([
      { would: "change", field: "powerShapingParameters.validatorsPowerCap", now: "0", next: "60" },
      { would: "change", field: "allowlistedRewardDenoms", now: "[]", next: '["ucon"]' },
    ]);
    expect((await queries.consumerChain("0")).powerShapingParameters?.validatorsPowerCap).toBe(0);
    await done("update", "--yes");
    expect((await queries.consumerChain("0")).powerShapingParameters?.validatorsPowerCap).toBe(60);
    expect(await done("update", "--yes")).toEqual([{ would: "nothing" }]);

    const user = net.provider.chain.account("user-0").address;
    const wrong = launch.run("transfer-ownership", "--to", operatorAddress(user), "--yes");
    expect([await wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining("TX_MESSAGE_INVALID")]);
    await done("transfer-ownership", "--to", user, "--yes");
    expect((await queries.consumerChain("0")).ownerAddress).toBe(user);
    const refused = launch.run("update", "--yes");
    expect(await refused.exitCode).toBe(0); // It agrees already.
    const notOwner = launch.run("transfer-ownership", "--to", user, "--yes");
    expect([await notOwner.exitCode, notOwner.stderr]).toEqual([2, expect.stringContaining("TX_MESSAGE_INVALID")]);

    await edit((spec) => ({ ...spec, provider: { ...(spec.provider as object), key: voter("user-0") } }));
    const governed = await done("top-n", "--top-n", "75", "--yes");
    expect(governed.at(-1)).toMatchObject({ proposalId: "1", topN: 75 });
    expect(await queries.consumerChain("0")).toMatchObject({
      ownerAddress: governanceAccount("cosmos"),
      powerShapingParameters: { topN: 75, validatorsPowerCap: 60 },
    });
    await done("top-n", "--top-n", "0", "--new-owner", user, "--yes");
    expect(await queries.consumerChain("0")).toMatchObject({ ownerAddress: user, powerShapingParameters: { topN: 0 } });

    const early = launch.run("remove", "--yes");
    expect([await early.exitCode, early.stderr]).toEqual([2, expect.stringContaining("INITIALIZED")]);
    await consumer.optIn();
    const soon = new Date(Date.now() + spawnDelayMs(consumer, 3)).toISOString();
    await edit((spec) => ({
      ...spec,
      initialization: { ...(spec.initialization as object), spawnTime: soon },
    }));
    await done("update", "--yes");
    await consumer.spawn();
    const removal = await done("remove", "--dry-run");
    expect(removal.map(({ step }) => String(step).split(" ")[0])).toEqual([
      "at",
      "from",
      "until",
      "at",
      "no",
      "07-tendermint-0",
    ]);
    expect((await queries.consumerChain("0")).phase).toBe("LAUNCHED");
    await done("remove", "--yes");
    expect((await queries.consumerChain("0")).phase).toBe("STOPPED");
    const over = launch.run("launch", "--yes");
    expect([await over.exitCode, over.stderr]).toEqual([1, expect.stringContaining("CCV_PHASE_FORBIDS")]);
  });
});
