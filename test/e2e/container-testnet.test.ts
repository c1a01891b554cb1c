import { pollUntil } from "../../src/index.ts";
import { connectEngine } from "../../testnet/runner/container/engine.ts";
import { labelNames } from "../../testnet/runner/container/labels.ts";
import { readStatus } from "../../testnet/runner/rpc-status.ts";
import { describeWithEngine } from "../support/container-engine.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { changePower, untilAcknowledged } from "../support/vsc-traffic.ts";

const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];

async function containersOf(runFolder: string): Promise<string[]> {
  const { dockerode } = (await connectEngine()).client.container;
  const runId = runFolder.split("-").at(-1) ?? "";
  const filters = { label: [`${labelNames.run}=${runId}`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  return containers.map(({ Labels }) => Labels[labelNames.node] ?? "").toSorted();
}

const heightOf = async (rpcUrl: string): Promise<bigint> =>
  (await readStatus(rpcUrl, AbortSignal.timeout(10_000)))?.latestHeight ?? 0n;

const reaches = (rpcUrl: string, height: bigint) =>
  pollUntil(
    () => heightOf(rpcUrl),
    (seen) => seen >= height,
    { what: `height ${height}`, intervalMs: 50, timeoutMs: 60_000 },
  );

describeWithEngine("a testnet in containers", () => {
  test("of one chain beside processes of the other is launched, relayed and observed", async () => {
    let folder = "";
    const topology = {
      provider: { validators: 3 },
      consumers: [{ chainId: "consumer-1", runner: "container" as const, validators }],
    };
    await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
      folder = net.folder;
      const observation = await launchWatched();
      await untilAcknowledged(observation, await changePower(net, 1));
      expect(await containersOf(folder)).toEqual(consumer.chain.nodes.map(({ name }) => name).toSorted());
    });
    expect(await containersOf(folder)).toEqual([]);
  });
});

describe.each(["native", "container"] as const)("a network cut on the %s runner", (runner) => {
  const suite = runner === "native" ? describe : describeWithEngine;
  suite("of real nodes", () => {
    test("leaves a validator behind, and it catches up when it is joined again", async () => {
      const topology = { runner, faults: { network: true }, provider: { validators: 4 } };
      await onTestnet(topology, async ({ net }) => {
        const { chain } = net.provider;
        const cut = chain.nodeOf("validator-3");
        if (cut === undefined) throw new TypeError("validator-3 has no node");
        await reaches(cut.rpcUrl, 2n);
        await cut.cutNetwork();
        const before = await heightOf(chain.rpcUrl);
        await reaches(chain.rpcUrl, before + 6n);
        expect(await heightOf(cut.rpcUrl)).toBeLessThan(before + 5n);
        await cut.healNetwork();
        await reaches(cut.rpcUrl, (await heightOf(chain.rpcUrl)) + 1n);
      });
    });
  });
});
