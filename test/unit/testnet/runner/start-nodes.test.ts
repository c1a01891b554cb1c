import { leasePorts, type PortLease } from "../../../../testnet/node/ports.ts";
import { createProcessRunner } from "../../../../testnet/runner/process-runner.ts";
import { Reaper } from "../../../../testnet/runner/reaper.ts";
import type { NodeRunner, RunningNode } from "../../../../testnet/runner/runner.ts";
import { startNodes, waitForBlock } from "../../../../testnet/runner/start-nodes.ts";
import { writeFakeNode } from "../../../support/fake-node.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
let reaper: Reaper;
let lease: PortLease;
let started: RunningNode[];
let runner: NodeRunner;

beforeEach(async () => {
  reaper = new Reaper();
  lease = await leasePorts(3);
  started = [];
  const native = createProcessRunner(reaper);
  runner = {
    ...native,
    async startNode(spec, options) {
      const node = await native.startNode(spec, options);
      started.push(node);
      return node;
    },
  };
});

afterEach(async () => {
  await Promise.all(started.map((node) => node.stop({ graceMs: 0 })));
  await reaper.close();
  await lease.release();
});

test("starts all nodes and gives them back in the order of their specs", async () => {
  const folder = await temporaryFolder();
  const specs = await Promise.all(
    ["a", "b", "c"].map((name, index) => writeFakeNode({ folder, name, port: lease.ports[index] })),
  );
  const nodes = await startNodes(runner, specs);
  expect(nodes.map(({ name }) => name)).toEqual(["fake-1/a", "fake-1/b", "fake-1/c"]);
});

test("at the first failure the others are ended, and that failure is thrown", async () => {
  const folder = await temporaryFolder();
  const specs = await Promise.all([
    writeFakeNode({ folder, name: "a", port: lease.ports[0] }),
    writeFakeNode({ folder, name: "b", shell: "exit 3" }),
    writeFakeNode({ folder, name: "c", shell: "exec tail -f /dev/null" }),
  ]);
  await expect(startNodes(runner, specs)).rejects.toMatchObject({
    code: "TESTNET_NODE_EXITED",
    context: { node: "fake-1/b", exitCode: 3 },
  });
  for (const node of started) expect(await node.exited).toBeDefined();
});

describe("waiting for a block", () => {
  const startOne = async (height: number): Promise<RunningNode> => {
    const spec = await writeFakeNode({ folder: await temporaryFolder(), port: lease.ports[0], height });
    return runner.startNode(spec);
  };

  test("resolves when the height is there", async () => {
    await waitForBlock([await startOne(5)], 5n);
  });

  test("says that there is no block when the time is over", async () => {
    await expect(waitForBlock([await startOne(0)], 1n, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "TESTNET_NODE_NOT_READY",
      message: expect.stringContaining("made no block of height 1"),
    });
  });

  test("ends as soon as a node does", async () => {
    const node = await startOne(0);
    const waiting = waitForBlock([node], 1n);
    await Promise.all([node.kill(), expect(waiting).rejects.toMatchObject({ code: "TESTNET_NODE_EXITED" })]);
  });

  test("an abort is not wrapped", async () => {
    const reason = new Error("enough");
    await expect(waitForBlock([await startOne(0)], 1n, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
