import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestnet, removeReusedTestnets, type Testnet, type Topology, untilState } from "../../testnet/index.ts";
import { folderId } from "../../testnet/reuse/reuse-label.ts";
import { connectEngine } from "../../testnet/runner/container/engine.ts";
import { labelNames } from "../../testnet/runner/container/labels.ts";
import { describeWithEngine } from "../support/container-engine.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const topology: Topology = {
  runner: "container",
  provider: { validators: [{ stake: 400_000_000 }, { stake: 100_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

/** What a process that takes the testnet over must find again. */
async function look(net: Testnet) {
  const consumer = net.consumer();
  const heightOf = ({ connection }: Pick<Testnet["provider"], "connection">) => connection.latestHeight();
  return {
    mnemonic: net.accounts.mnemonic,
    consumerId: consumer.consumerId,
    provider: await heightOf(net.provider),
    consumer: await heightOf(consumer),
  };
}

function powered(net: Testnet, power: number): Promise<void> {
  const powers = { "validator-0": 400, "validator-1": power };
  return untilState(net, { provider: { powers }, consumers: { "consumer-1": { powers } } }, { timeoutMs: 120_000 });
}

describeWithEngine("a testnet that is reused", () => {
  let folder: string;

  beforeAll(async () => {
    folder = join(await temporaryFolder(), "reuse");
  });

  afterEach(killRelayChildren);

  afterAll(async () => {
    // After a failure they are still held.
    await Promise.allSettled(begun.map((net) => net.close()));
    await removeReusedTestnets({ folder });
  });

  const begun: Testnet[] = [];

  /** As a test file does that begins. */
  const begin = async (): Promise<Testnet> => {
    const reuse = { folder, timeoutMs: 0 };
    const net = await createTestnet(topology, { reuse, parentFolder: await temporaryFolder() });
    begun.push(net);
    return net;
  };

  /** The ids of this folder's containers, by node. */
  async function containers(): Promise<Readonly<Record<string, string>>> {
    const { dockerode } = (await connectEngine()).client.container;
    const all = await dockerode.listContainers({ all: true, filters: { label: [labelNames.reuse] } });
    const id = await folderId(folder);
    const own = all.filter(({ Labels }) => Labels[labelNames.reuse]?.startsWith(`${id}.`));
    return Object.fromEntries(own.map(({ Id, Labels }) => [Labels[labelNames.node] ?? "", Id]));
  }

  test("goes on where the last process left it, and is gone once it is taken down", async () => {
    const first = await begin();
    const [before, made] = [await look(first), await containers()];
    expect(Object.keys(made)).toHaveLength(4);
    await expect(begin()).rejects.toMatchObject({ code: "TESTNET_IN_USE", context: { processId: process.pid } });
    await first.provider.delegate("validator-1", 50_000_000n);
    await first.consumer().chain.nodeOf("validator-1")?.kill();
    await first.close();
    expect(existsSync(first.folder)).toBe(false);

    const second = await begin();
    const { provider, consumer, ...same } = await look(second);
    expect(same).toEqual({ mnemonic: before.mnemonic, consumerId: before.consumerId });
    expect([provider >= before.provider, consumer >= before.consumer]).toEqual([true, true]);
    expect(await containers()).toEqual(made);
    await powered(second, 150);
    // The node that was killed runs, and obeys.
    const node = second.consumer().chain.nodeOf("validator-1");
    expect(await node?.stop({ graceMs: 60_000 })).toMatchObject({ how: "terminated" });
    await node?.restart();
    expect((await node?.lastLogLines(5))?.length).toBe(5);
    await second.provider.delegate("validator-1", 50_000_000n);
    await powered(second, 200);
    await second.close();

    const file = join(await temporaryFolder(), "net.json");
    await writeFile(file, JSON.stringify(topology));
    const flags = ["--reuse-folder", folder, "--json"];
    const up = new RelayChild(["testnet", "up", file, ...flags], { ICSKIT_WORK_DIR: await temporaryFolder() });
    const line: Readonly<Record<string, unknown>> = await up.until(() => true);
    expect(line.consumers).toEqual([expect.objectContaining({ consumerId: same.consumerId })]);
    up.process.kill("SIGINT");
    expect(await up.exitCode).toBe(130);
    expect(await containers()).toEqual(made);

    const down = new RelayChild(["testnet", "down", ...flags]);
    expect([await down.exitCode, down.stderr]).toEqual([0, ""]);
    expect(down.lines).toEqual([expect.objectContaining({ nodes: Object.keys(made).toSorted() })]);
    expect(await containers()).toEqual({});
  });
});
