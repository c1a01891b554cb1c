import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger } from "../../../../../src/index.ts";
import type { NodePlacement } from "../../../../../testnet/node/node-placement.ts";
import { createNodeRunner, type RunReuse } from "../../../../../testnet/runner/choose-runner.ts";
import { connectEngine } from "../../../../../testnet/runner/container/engine.ts";
import { type FoundNode, findRun, takeOver } from "../../../../../testnet/runner/container/found-run.ts";
import { findReusedRuns, removeReusedRun } from "../../../../../testnet/runner/container/reused-runs.ts";
import { Reaper } from "../../../../../testnet/runner/reaper.ts";
import type { NodeSpec } from "../../../../../testnet/runner/runner.ts";
import { FakeEngine } from "../../../../support/fake-engine.ts";
import { useTemporaryFolder } from "../../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const node = "fake-1/alice";
const labels = { "icskit.reuse": "me.1", "icskit.node": node, "icskit.address": "172.30.0.10" };
const peers = "icskit-0a1b2c3d";
let engine: FakeEngine;

beforeAll(async () => {
  engine = await FakeEngine.start(await temporaryFolder());
  process.env.DOCKER_HOST = `unix://${engine.socketPath}`;
});

beforeEach(() => {
  engine.reset();
  engine.answer("GET /containers/json", [{ Id: "c1", Labels: labels }]);
  engine.answer(`GET /networks/${peers}`, { IPAM: { Config: [{ Subnet: "172.30.0.0/16" }] } });
  engine.answer("GET /containers/c1/logs", "");
});

afterAll(() => engine[Symbol.asyncDispose]());

async function specOf(): Promise<NodeSpec> {
  const home = await mkdtemp(join(await temporaryFolder(), "alice-"));
  const placement = { name: "alice" } as NodePlacement;
  const logPath = join(home, "node.log");
  return {
    name: node,
    chainId: "fake-1",
    nodeId: "id",
    image: "chain:1",
    binary: "/bin/chaind",
    home,
    placement,
    logPath,
  };
}

/** Takes the container over in a state that it was found in; what was asked of the engine for it. */
async function taken(State: object, networks: readonly string[] = [peers]): Promise<readonly string[]> {
  const Networks = Object.fromEntries(networks.map((name) => [name, {}]));
  engine.answer("GET /containers/c1/json", { State: { OOMKilled: false, ...State }, NetworkSettings: { Networks } });
  engine.answer("POST /containers/c1/unpause", "");
  engine.answer(`POST /networks/${peers}/connect`, "");
  const connected = await connectEngine();
  const found = (await findRun(connected, "0a1b2c3d")).get(node) as FoundNode;
  expect(found.seat).toMatchObject({ address: "172.30.0.10", alias: "fake-1-alice", outside: undefined });
  engine.asked.length = 0;
  const run = await takeOver(connected, await specOf(), found);
  await run.release();
  const asked = new Set(
    ["start", "unpause", "connect", "logs"].map((verb) => engine.asked.find((each) => each.endsWith(verb))),
  );
  return [...asked].filter((each) => each !== undefined);
}

test("a node that runs is left as it is, with its log followed", async () => {
  expect(await taken({ Running: true })).toEqual(["GET /containers/c1/logs"]);
});

test("one that has ended is started", async () => {
  expect(await taken({ Running: false })).toEqual(["POST /containers/c1/start"]);
});

test.each([true, false])("one that is paused goes on, be it said to run (%s) or not", async (Running) => {
  const asked = await taken({ Running, Paused: true });
  expect(asked).toEqual(["POST /containers/c1/unpause", "GET /containers/c1/logs"]);
});

test("one that is cut off from its peers is joined with them again", async () => {
  const asked = await taken({ Running: true }, ["icskit-0a1b2c3d-outside"]);
  expect(asked).toEqual([`POST /networks/${peers}/connect`, "GET /containers/c1/logs"]);
});

test("a run whose network is gone cannot be taken over", async () => {
  engine.refuse(`GET /networks/${peers}`, 404, `network ${peers} not found`);
  await expect(findRun(await connectEngine(), "0a1b2c3d")).rejects.toThrow("not found");
});

test("what waits for later processes is found by its label, also where only a network is left", async () => {
  engine.answer("GET /networks", [
    { Id: "n1", Labels: labels },
    { Id: "n2", Labels: { "icskit.reuse": "you.2" } },
  ]);
  expect(await findReusedRuns()).toEqual([
    { label: "me.1", nodes: [node] },
    { label: "you.2", nodes: [] },
  ]);
  engine.answer("GET /networks", [{ Id: "n1", Labels: labels }]);
  await removeReusedRun("me.1");
  expect(engine.asked).toEqual(expect.arrayContaining(["DELETE /containers/c1", "DELETE /networks/n1"]));
});

describe("a runner whose containers outlive it", () => {
  const binary = { image: "chain:1", path: "/bin/chaind", stamp: "s" };
  const chain = { name: "fake-1", binary, nodes: ["alice"], apiServers: false, networkFaults: false };
  let reaper: Reaper;

  function runnerOf(isKept: boolean, madeBy?: string) {
    const reuse: RunReuse = { label: "me.1", madeBy, isKept: () => isKept };
    return createNodeRunner({ runId: "0a1b2c3d", reaper, logger: silentLogger, reuse });
  }

  beforeEach(() => {
    reaper = new Reaper();
  });

  afterEach(() => reaper.close());

  test.each([true, false])("removes what it has made unless it is kept: %s", async (isKept) => {
    const runner = runnerOf(isKept);
    const placement = await runner.placeChain(chain);
    await runner.close({ keepHomes: false });
    await placement.close();
    expect(engine.asked.includes("DELETE /containers/c1")).toBe(!isKept);
  });

  test("makes nothing where it takes over what is there, and removes nothing", async () => {
    const runner = runnerOf(true, "0a1b2c3d");
    await expect(runner.placeChain(chain)).rejects.toThrow("is not of the run that is taken over");
    await runner.close({ keepHomes: false });
    expect(engine.asked.filter((asked) => !asked.startsWith("GET "))).toEqual([]);
  });
});
