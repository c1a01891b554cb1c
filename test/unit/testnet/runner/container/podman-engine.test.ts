import { randomBytes } from "node:crypto";
import { FakeEngine } from "../../../../support/fake-engine.ts";
import { RunnerBench } from "../../../../support/node-runners.ts";
import { useTemporaryFolder } from "../../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const inPeersNetwork = (runId: string) => ({
  State: { OOMKilled: false },
  NetworkSettings: { Networks: { [`icskit-${runId}`]: {} } },
});
let engine: FakeEngine;
let bench: RunnerBench;

beforeAll(async () => {
  engine = await FakeEngine.start(await temporaryFolder());
  engine.answer("GET /version", { Components: [{ Name: "Podman Engine" }] });
  process.env.DOCKER_HOST = `unix://${engine.socketPath}`;
  const binary = { image: "chain:1", path: "/bin/chaind", stamp: "s" };
  bench = new RunnerBench(binary, await temporaryFolder(), randomBytes(4).toString("hex"));
});

afterAll(async () => {
  await bench.close();
  await engine[Symbol.asyncDispose]();
});

/** What was asked about the container's running and its peers' network while a node was started. */
async function askedToStart(node: string): Promise<string[]> {
  const [spec] = await bench.place([node], { networkFaults: true });
  engine.asked.length = 0;
  // It ends at once, since nothing runs.
  await expect(bench.start([], {}, spec)).rejects.toMatchObject({ code: "TESTNET_NODE_EXITED" });
  return engine.asked.filter((asked) => /(connect|attach|start)$/.test(asked));
}

test("a node joins the network that can be cut when it runs: its ports are published from the other one", async () => {
  engine.answer("GET /containers/c1/json", inPeersNetwork(bench.runId));
  expect(await askedToStart("alice")).toEqual([
    "POST /networks/n1/connect",
    "POST /networks/n1/disconnect",
    "POST /containers/c1/attach",
    "POST /containers/c1/start",
    "POST /networks/n1/connect",
  ]);
});

test("one that is cut off stays so", async () => {
  engine.answer("GET /containers/c1/json", inPeersNetwork("another"));
  expect((await askedToStart("bob")).slice(1)).toEqual(["POST /containers/c1/attach", "POST /containers/c1/start"]);
});
