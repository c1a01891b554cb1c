import { pollUntil, silentLogger } from "../../../../src/index.ts";
import { leasePorts, type PortLease } from "../../../../testnet/node/ports.ts";
import { type KeptRun, keptRun } from "../../../../testnet/reuse/kept-run.ts";
import { Reaper } from "../../../../testnet/runner/reaper.ts";
import type { NodeRunner, RunningNode } from "../../../../testnet/runner/runner.ts";
import { writeFakeNode } from "../../../support/fake-node.ts";
import { processesWith } from "../../../support/processes.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const release = jest.fn(async () => undefined);
const onNodeExit = jest.fn();
let reaper: Reaper;
let lease: PortLease;
let runner: NodeRunner;

beforeEach(async () => {
  jest.clearAllMocks();
  reaper = new Reaper();
  lease = await leasePorts(1);
});

afterEach(async () => {
  await runner.close({ keepHomes: false });
  await reaper.close();
  await lease.release();
});

async function start(run: KeptRun): Promise<RunningNode> {
  runner = run.createRunner({ runId: "11111111", reaper, logger: silentLogger });
  const spec = await writeFakeNode({ folder: await temporaryFolder(), port: lease.ports[0] });
  return runner.startNode(spec, { onNodeExit });
}

async function end(node: RunningNode): Promise<void> {
  for (const pid of processesWith(node.home)) process.kill(pid, "SIGKILL");
  await node.exited;
}

test("a node that ends while it is taken over is kept for whoever takes it over, and nobody else is told", async () => {
  const run = keptRun({ release }, "label", "0a1b2c3d");
  await end(await start(run));
  // Its log is read first.
  const died = await pollUntil(async () => run.died, Boolean, { what: "its end", intervalMs: 20 });
  expect(died).toMatchObject({ code: "TESTNET_NODE_EXITED", context: { node: "fake-1/fake" } });
  expect(onNodeExit).not.toHaveBeenCalled();
  await runner.close({ keepHomes: false });
  expect(release).not.toHaveBeenCalled();
});

test.each([
  ["an earlier run, once it is handed out", "0a1b2c3d", true],
  ["this run, from the beginning", undefined, false],
])("a node of %s is told of when it ends", async (_whose, madeBy, isHandedOut) => {
  const run = keptRun({ release }, "label", madeBy);
  const node = await start(run);
  if (isHandedOut) run.handOut();
  await end(node);
  await pollUntil(
    async () => onNodeExit.mock.calls.length,
    (calls) => calls === 1,
    { what: "its end", intervalMs: 20 },
  );
  expect(run.died).toBeUndefined();
  await runner.close({ keepHomes: false });
  expect(release).toHaveBeenCalledTimes(isHandedOut ? 1 : 0);
});
