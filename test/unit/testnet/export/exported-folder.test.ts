import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isIcsError } from "../../../../src/index.ts";
import { checkExportable } from "../../../../testnet/export/check-exportable.ts";
import { createExportRunner } from "../../../../testnet/export/export-runner.ts";
import { exportTestnet } from "../../../../testnet/export/export-testnet.ts";
import {
  type ExportedTestnet,
  exportedKey,
  keyText,
  readExported,
  writeExported,
} from "../../../../testnet/export/exported-testnet.ts";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import type { RunnerContext } from "../../../../testnet/runner/choose-runner.ts";
import { resolveTopology, type Topology } from "../../../../testnet/topology.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const key = createConsensusKey();

const exported: ExportedTestnet = {
  format: "compose",
  topology: { mnemonic: "some words", provider: { validators: [{ name: "alice", stake: 5_000_000n }] } },
  chains: [],
  keys: { "provider-1": { alice: keyText(key) } },
};

function problemsOf(topology: Topology): readonly string[] {
  try {
    checkExportable(topology, resolveTopology(topology));
    return [];
  } catch (error) {
    if (isIcsError(error, "TESTNET_TOPOLOGY_INVALID")) return error.context.problems.map(({ name }) => name);
    throw error;
  }
}

test("what is written of an export is read again, keys and numbers of any size too, by its owner only", async () => {
  const folder = await temporaryFolder();
  await writeExported(folder, exported);
  const read = await readExported(folder);
  expect(exportedKey(read, "provider-1", "alice")).toEqual(key);
  expect(exportedKey(read, "provider-1", "bob")).toBeUndefined();
  expect(resolveTopology({ ...read.topology, mnemonic: "a ".repeat(12) }).provider.validators[0]?.stake).toBe(
    5_000_000n,
  );
  expect((await stat(join(folder, "testnet.json"))).mode & 0o777).toBe(0o600);
});

test("a folder that is no export is refused without telling what is in it", async () => {
  const folder = await temporaryFolder();
  await expect(readExported(folder)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await writeFile(join(folder, "testnet.json"), '{"format":"compose","keys":"top secret"}');
  const error = await readExported(folder).catch((caught: Error) => caught);
  expect(String(error)).toContain("is damaged");
  expect(JSON.stringify(error)).not.toContain("top secret");
});

test("a folder with something in it is left alone", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "mine"));
  await expect(exportTestnet({}, { format: "compose", folder })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(await readdir(folder)).toEqual(["mine"]);
});

test("what other machines cannot have is refused at once", () => {
  const validators = [{ validator: 0 }];
  expect(
    problemsOf({
      faults: { network: true },
      provider: { validators: [{ name: "A" }, { name: "a" }] },
      consumers: [
        { chainId: "c-1", validators, genesis: (genesis) => genesis },
        { chainId: "c-2", validators, binary: { path: "/opt/teamd" } },
      ],
    }).toSorted(),
  ).toEqual(["consumers[0].genesis", "consumers[1].binary", "faults.network", "provider-1/a"]);
  expect(
    problemsOf({ consumers: [{ chainId: "c-1", validators: [0, 1, 2].map((validator) => ({ validator })) }] }),
  ).toEqual([]);
});

test("nodes are placed under their service's names, with ports of this machine one after another", async () => {
  const runner = createExportRunner({} as RunnerContext, 27_000);
  const chain = { binary: { path: "/x", stamp: "x" }, networkFaults: false, apiServers: false };
  const first = await runner.placeChain({ ...chain, name: "p-1", nodes: ["a", "b"] });
  expect(first.nodes[0]).toEqual({
    name: "a",
    listenHost: "0.0.0.0",
    ports: { rpc: 26657, p2p: 26656, api: undefined },
    peers: [{ name: "b", host: "p-1-b", port: 26656 }],
    outside: { host: "127.0.0.1", ports: { rpc: 27_000, p2p: 27_001, api: undefined } },
  });
  const fixed = await runner.placeChain({ ...chain, name: "f-1", nodes: ["a"], firstPort: 30_000 });
  expect(fixed.nodes[0]?.outside.ports.rpc).toBe(30_000);
  const second = await runner.placeChain({ ...chain, name: "c-1", nodes: ["a"] });
  expect(second.nodes[0]?.outside.ports.rpc).toBe(27_004);
});
