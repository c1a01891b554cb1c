import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { downCommand } from "../../../../src/cli/testnet/down-command.ts";
import { readConfig } from "../../../../src/config.ts";
import { type Logger, silentLogger } from "../../../../src/index.ts";
import { createTestnet, removeReusedTestnets, resolveTopology, type Topology } from "../../../../testnet/index.ts";
import { holdTestnet } from "../../../../testnet/reuse/hold-testnet.ts";
import { readReuseFile, writeReuseFile } from "../../../../testnet/reuse/reuse-file.ts";
import { folderId, packageVersion, reuseHash, reuseLabel } from "../../../../testnet/reuse/reuse-label.ts";
import { findImage } from "../../../../testnet/runner/container/find-image.ts";
import type { NodeSpec } from "../../../../testnet/runner/runner.ts";
import { FakeEngine } from "../../../support/fake-engine.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();
const image = "chain:1";
const topology: Topology = { provider: { validators: 1, binary: { image, path: "/bin/chaind" } } };
const node = "provider-1/validator-0";
let engine: FakeEngine;
let folder: string;
let hash: string;
let label: string;

beforeAll(async () => {
  engine = await FakeEngine.start(await temporaryFolder());
  process.env.DOCKER_HOST = `unix://${engine.socketPath}`;
});

beforeEach(async () => {
  engine.reset();
  engine.answer(`GET /images/${image}/json`, { Id: "sha256:0123456789abcdef01", Config: {} });
  folder = join(await temporaryFolder(), "reuse");
  const binaries = { provider: await findImage(image, "/bin/chaind"), consumers: [] };
  hash = reuseHash({ topology, resolved: resolveTopology(topology), binaries, version: await packageVersion() });
  label = reuseLabel(await folderId(folder), hash);
});

afterAll(() => engine[Symbol.asyncDispose]());

/** Starts the testnet; the engine has no chains, so a launch fails. What was logged of the earlier testnet. */
async function start(): Promise<unknown> {
  const warned: unknown[] = [];
  const logger: Logger = { ...silentLogger, warn: (message, fields) => void warned.push([message, fields]) };
  const options = { reuse: { folder }, logger, parentFolder: await temporaryFolder() };
  engine.refuse("POST /containers/create", 500, "no launch here");
  await expect(createTestnet(topology, options)).rejects.toThrow("no launch here");
  return warned;
}

const containers = (...nodes: readonly string[]) =>
  engine.answer(
    "GET /containers/json",
    nodes.map((name) => ({ Id: "c1", Labels: { "icskit.reuse": label, "icskit.node": name } })),
  );

const write = (nodes: readonly Partial<NodeSpec>[]) =>
  writeReuseFile(folder, hash, {
    runId: "0a1b2c3d",
    mnemonic: testMnemonic,
    consumers: [],
    keys: new Map(),
    gasPrices: new Map(),
    nodes: nodes as readonly NodeSpec[],
  });

/** Nothing of the earlier one is left, and it is nobody's. */
async function expectRemoved(): Promise<void> {
  expect(engine.asked).toContain("DELETE /containers/c1");
  expect(await readdir(folder)).toEqual([]);
}

describe("a testnet that is reused", () => {
  test("is launched where there is none, and nobody's where that fails", async () => {
    expect(await start()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test("is removed and launched anew where its launch did not get to its end", async () => {
    containers(node);
    expect(await start()).toEqual([[expect.stringContaining("launched anew"), expect.anything()]]);
    await expectRemoved();
  });

  test("is removed and launched anew where a container is gone, with its name", async () => {
    containers(node);
    await write([{ name: node }, { name: "provider-1/validator-1" }]);
    const fields = { testnet: hash, reason: "containers are gone: provider-1/validator-1" };
    expect(await start()).toEqual([[expect.anything(), fields]]);
    await expectRemoved();
  });

  test("is removed and launched anew where it cannot be taken over, with the reason", async () => {
    containers(node);
    engine.refuse("GET /networks/icskit-0a1b2c3d", 404, "network icskit-0a1b2c3d not found");
    const ports = { rpc: 19_998, p2p: 19_999 };
    const placement = {
      name: "validator-0",
      listenHost: "0.0.0.0",
      ports,
      peers: [],
      outside: { host: "127.0.0.1", ports },
    };
    await write([{ name: node, image, placement }]);
    const fields = { testnet: hash, reason: expect.stringContaining("network icskit-0a1b2c3d not found") };
    expect(await start()).toEqual([[expect.anything(), fields]]);
    await expectRemoved();
  });

  test("is left as it is where this process could not have one anyway", async () => {
    containers(node);
    await write([{ name: node }]);
    const parentFolder = join(folder, "nowhere");
    await expect(createTestnet(topology, { reuse: { folder }, parentFolder })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
    expect(engine.asked.filter((asked) => asked.startsWith("DELETE"))).toEqual([]);
    expect(await readReuseFile(folder, hash)).toBeDefined();
  });

  test("that another process uses is left alone", async () => {
    containers(node);
    const hold = await holdTestnet(folder, hash);
    const reuse = { folder, timeoutMs: 0 };
    await expect(createTestnet(topology, { reuse })).rejects.toMatchObject({ code: "TESTNET_IN_USE" });
    expect(engine.asked.filter((asked) => asked.startsWith("DELETE"))).toEqual([]);
    await hold.release();
  });
});

describe("removing what was left running", () => {
  test("takes containers, networks and keys of this folder, and nothing of others", async () => {
    const other = { Id: "c2", Labels: { "icskit.reuse": "other.1", "icskit.node": "theirs" } };
    engine.answer("GET /containers/json", [
      { Id: "c1", Labels: { "icskit.reuse": label, "icskit.node": node } },
      other,
    ]);
    await write([]);
    expect(await removeReusedTestnets({ folder })).toEqual([{ label, nodes: [node] }]);
    expect(await readReuseFile(folder, hash)).toBeUndefined();
    expect((await removeReusedTestnets({ folder, all: true })).map((each) => each.label)).toContain("other.1");
  });

  test("takes keys whose containers somebody has removed", async () => {
    await write([]);
    expect(await removeReusedTestnets({ folder })).toEqual([{ label, nodes: [] }]);
    expect(await readdir(folder)).toEqual([]);
  });

  test("refuses what is in use, and tells what else it has removed", async () => {
    const other = reuseLabel(await folderId(folder), "00ff");
    engine.answer("GET /containers/json", [
      { Id: "c1", Labels: { "icskit.reuse": label, "icskit.node": node } },
      { Id: "c2", Labels: { "icskit.reuse": other, "icskit.node": "idle" } },
    ]);
    const hold = await holdTestnet(folder, hash);
    const removed: unknown[] = [];
    const removing = removeReusedTestnets({ folder, onRemoved: (run) => void removed.push(run) });
    await expect(removing).rejects.toMatchObject({ code: "TESTNET_IN_USE" });
    expect(removed).toEqual([{ label: other, nodes: ["idle"] }]);
    await hold.release();
  });

  test("is a command that says what it has removed", async () => {
    const lines: string[] = [];
    jest.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
    jest.spyOn(console, "error").mockImplementation((line) => void lines.push(line));
    const context = { config: readConfig({ ICSKIT_REUSE_DIR: folder }) };
    await downCommand({}, context);
    containers(node);
    await downCommand({ json: true, reuseFolder: folder }, { config: readConfig({}) });
    jest.restoreAllMocks();
    expect(lines).toEqual(["No testnet was left running.", JSON.stringify({ testnet: label, nodes: [node] })]);
  });
});
