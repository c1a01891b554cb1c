import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import type { RunningChain, TestnetContext } from "../../../../testnet/chain.ts";
import { forkChain } from "../../../../testnet/faults/fork-chain.ts";
import { runTwin } from "../../../../testnet/faults/run-twin.ts";
import { prepareProvider } from "../../../../testnet/provider-chain.ts";
import type { NodeSpec, RunningNode } from "../../../../testnet/runner/runner.ts";
import { startChain } from "../../../../testnet/start-chain.ts";
import { Workspace } from "../../../../testnet/workspace.ts";
import { FakeComet } from "../../../support/fake-comet.ts";
import { idleRunner } from "../../../support/idle-runner.ts";
import { createInitBinary } from "../../../support/init-binary.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { createTopologyFixture } from "../../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A provider of three whose nodes only write down what they are asked for; all answer with the same fake chain. */
async function runningChain() {
  const comet = await FakeComet.start({ chainId: "provider-1", blocks: 5 });
  const folder = await temporaryFolder();
  const binary = await createInitBinary(folder);
  const started: NodeSpec[] = [];
  const log: string[] = [];
  const note = (text: string) => async () => void log.push(text);
  const runner = {
    ...idleRunner(() => new Error("unused")),
    startNode: async (spec: NodeSpec): Promise<RunningNode> => {
      const { name, home, logPath } = spec;
      started.push(spec);
      log.push(`begin ${name}`);
      if (name.startsWith("provider-1-fork")) comet.addBlock();
      const node = {
        name,
        home,
        logPath,
        chainId: "provider-1",
        rpcUrl: comet.url,
        exited: new Promise(() => undefined),
      };
      const ends = { stop: note(`stop ${name}`), restart: note(`start ${name}`), close: note(`close ${name}`) };
      return { ...node, ...ends, lastLogLines: async () => [] } as unknown as RunningNode;
    },
  };
  const workspace = await Workspace.create({ parentFolder: folder, createRunner: () => runner });
  closing.push(
    () => comet.close(),
    () => workspace.close(),
  );
  const validators = ["alice", "bob", "carol"].map((name) => ({ name }));
  const fixture = await createTopologyFixture({ provider: { validators } });
  const context: TestnetContext = { ...fixture, workspace, defaultsFolder: binary.cacheFolder };
  const chain = await startChain(context, await prepareProvider(context, binary));
  const originals = started.splice(0);
  log.splice(0);
  return { chain, comet, started, originals, log };
}

const read = (spec: NodeSpec | undefined, ...path: string[]) => readFile(join(spec?.home ?? "", ...path), "utf8");

test("a twin has its validator's key, an id of its own, and dials every node of the chain", async () => {
  const { chain, started, originals } = await runningChain();
  const twin = await runTwin(chain, "bob");
  expect(twin.name).toBe("provider-1-twin/bob");
  const [spec] = started;
  const [, bob] = originals;
  expect(await read(spec, "config", "priv_validator_key.json")).toBe(
    await read(bob, "config", "priv_validator_key.json"),
  );
  expect(await read(spec, "config", "genesis.json")).toBe(await read(bob, "config", "genesis.json"));
  expect(originals.map(({ nodeId }) => nodeId)).not.toContain(spec?.nodeId);
  const { p2p } = parse(await read(spec, "config", "config.toml"));
  const addresses = originals.map(({ nodeId, placement }) => `${nodeId}@127.0.0.1:${placement.ports.p2p}`);
  expect((p2p as { persistent_peers: string }).persistent_peers.split(",")).toEqual(addresses);
});

test("a fork begins with what the stopped nodes had, and dials none of them", async () => {
  const { chain, comet, started, originals, log } = await runningChain();
  for (const { home } of originals) {
    const block = join(home, "data", "block.db");
    await mkdir(dirname(block), { recursive: true });
    await writeFile(block, home);
  }
  // Its own blocks come with its nodes' start, of which the last is asked for before they are waited for.
  const making = setInterval(() => comet.addBlock(), 20);
  closing.push(async () => clearInterval(making));
  const fork = await forkChain(chain, { validators: ["bob", "carol"] });
  expect(fork.connection.chainId).toBe("provider-1");
  const stops = ["alice", "bob", "carol"].map((name) => `stop provider-1/${name}`);
  const starts = ["alice", "bob", "carol"].map((name) => `start provider-1/${name}`);
  const begins = ["bob", "carol"].map((name) => `begin provider-1-fork/${name}`);
  expect(log).toEqual([...stops, ...starts, ...begins]);
  const [, bob] = originals;
  expect(await read(started[0], "data", "block.db")).toBe(bob?.home);
  const { p2p } = parse(await read(started[0], "config", "config.toml"));
  const [, carol] = started;
  expect((p2p as { persistent_peers: string }).persistent_peers).toBe(
    `${carol?.nodeId}@127.0.0.1:${carol?.placement.ports.p2p}`,
  );
});

test("nodes that others run have no second ones", async () => {
  const { chain } = await runningChain();
  const others: RunningChain = { ...chain };
  await expect(runTwin(others, "bob")).rejects.toMatchObject({ code: "TESTNET_FAULT_UNAVAILABLE" });
  await expect(forkChain(others)).rejects.toMatchObject({ code: "TESTNET_FAULT_UNAVAILABLE" });
  await expect(runTwin(chain, "dave")).rejects.toThrow("dave runs no node of provider-1");
});
