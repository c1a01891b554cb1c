import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type IcsErrorCode, type IcsErrorContexts, isIcsError } from "../../../../src/index.ts";
import { leasePorts, type PortLease } from "../../../../testnet/node/ports.ts";
import { createProcessRunner } from "../../../../testnet/runner/process-runner.ts";
import { Reaper } from "../../../../testnet/runner/reaper.ts";
import type { RunningNode, StartOptions } from "../../../../testnet/runner/runner.ts";
import { type FakeNode, writeFakeNode } from "../../../support/fake-node.ts";
import { isRunning, processesWith } from "../../../support/processes.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const nodes: RunningNode[] = [];
let reaper: Reaper;
let lease: PortLease;

beforeEach(async () => {
  reaper = new Reaper();
  lease = await leasePorts(1);
});

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop({ graceMs: 0 });
  await reaper.close();
  await lease.release();
});

async function start(fake: Omit<FakeNode, "folder">, options: StartOptions = {}) {
  const spec = await writeFakeNode({ folder: await temporaryFolder(), port: lease.ports[0], ...fake });
  const node = await createProcessRunner(reaper).startNode(spec, options);
  nodes.push(node);
  return node;
}

/** The context of the error with which a start fails. */
async function failure<C extends IcsErrorCode>(code: C, started: Promise<unknown>): Promise<IcsErrorContexts[C]> {
  const error: unknown = await started.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (isIcsError(error, code)) return error.context;
  throw new Error(`expected ${code}, got ${error}`);
}

describe("a node that had answered", () => {
  test("is reported when it ends without being asked to", async () => {
    const died = Promise.withResolvers<Error>();
    const node = await start({ complains: "panic: no more" }, { onNodeExit: died.resolve });
    for (const pid of processesWith(node.home)) process.kill(pid, "SIGKILL");
    const error = await died.promise;
    expect(error).toMatchObject({
      code: "TESTNET_NODE_EXITED",
      message: expect.stringMatching(/^fake-1\/fake ended by SIGKILL: panic: no more\n/),
      context: { node: "fake-1/fake", signal: "SIGKILL", lastLines: ["panic: no more"] },
    });
  });

  test.each(["stop", "kill", "restart"] as const)("is not reported after %s", async (end) => {
    const onNodeExit = jest.fn();
    const node = await start({}, { onNodeExit });
    const { exited } = node;
    await node[end]();
    await exited;
    expect(onNodeExit).not.toHaveBeenCalled();
  });
});

describe("readiness, exit and deadline race", () => {
  test("a node is ready when its RPC answers for the expected chain", async () => {
    const node = await start({});
    expect(node).toMatchObject({
      name: "fake-1/fake",
      chainId: "fake-1",
      rpcUrl: `http://127.0.0.1:${lease.ports[0]}`,
    });
    expect(node.restUrl).toBeUndefined();
  });

  test.each([0, 1, 7, 255])("an end with exit code %i is a failure, with its last words", async (exitCode) => {
    const context = await failure("TESTNET_NODE_EXITED", start({ shell: `echo one; echo two >&2; exit ${exitCode}` }));
    expect(context).toMatchObject({ node: "fake-1/fake", exitCode, signal: null, lastLines: ["one", "two"] });
    expect(context.logPath).toMatch(/node\.log$/);
  });

  test("an end by a signal is a failure that names the signal", async () => {
    const context = await failure("TESTNET_NODE_EXITED", start({ shell: "kill -KILL $$" }));
    expect(context).toMatchObject({ exitCode: null, signal: "SIGKILL", lastLines: [] });
  });

  test("only the last 20 lines are quoted, without colours", async () => {
    const shell = `i=0; while [ $i -lt 30 ]; do printf '\\033[31mline %s\\033[0m\\n' $i; i=$((i+1)); done; exit 1`;
    const { lastLines } = await failure("TESTNET_NODE_EXITED", start({ shell }));
    expect(lastLines).toHaveLength(20);
    expect(lastLines.at(-1)).toBe("line 29");
  });

  test("text on stderr is no verdict", async () => {
    const node = await start({ complains: "ERR panic: address book missing" });
    expect(await node.lastLogLines(5)).toEqual(["ERR panic: address book missing"]);
  });

  test("a node that never answers is ended at the deadline", async () => {
    const shell = `echo $$ > "$HOME_FOLDER/pid"; echo waiting; exec tail -f /dev/null`;
    const context = await failure("TESTNET_NODE_NOT_READY", start({ shell }, { timeoutMs: 1_000 }));
    expect(context).toMatchObject({ node: "fake-1/fake", lastLines: ["waiting"] });
    expect(context.elapsedMs).toBeGreaterThanOrEqual(990);
    expect(isRunning(Number(await readFile(join(context.logPath, "..", "pid"), "utf8")))).toBe(false);
  });

  test("an answer for another chain is no readiness", async () => {
    await failure("TESTNET_NODE_NOT_READY", start({ chainId: "other-1" }, { timeoutMs: 400 }));
  });

  test("an end for want of room is told apart, with the disk", async () => {
    const shell = `echo "panic: open $HOME_FOLDER/wal: disk quota exceeded" >&2; exit 2`;
    const { node, where } = await failure("TESTNET_DISK_FULL", start({ shell }));
    expect([node, where]).toEqual(["fake-1/fake", expect.stringMatching(/^the disk of .*fake$/)]);
  });

  test("silence for want of room is told apart", async () => {
    const shell = `echo "CONSENSUS FAILURE!!! err=no space left on device"; exec tail -f /dev/null`;
    expect(await failure("TESTNET_DISK_FULL", start({ shell }, { timeoutMs: 1_000 }))).toMatchObject({
      node: "fake-1/fake",
    });
  });

  test("a port that is taken is said as such", async () => {
    const shell = `echo "failed to listen on 127.0.0.1:${lease.ports[0]}: listen tcp 127.0.0.1:${lease.ports[0]}: bind: address already in use"; exit 1`;
    expect(await failure("TESTNET_PORT_IN_USE", start({ shell }))).toEqual({
      port: lease.ports[0],
      node: "fake-1/fake",
    });
  });

  test("a binary that is not there is said as such", async () => {
    const spec = await writeFakeNode({ folder: await temporaryFolder() });
    const missing = createProcessRunner(reaper).startNode({ ...spec, binary: "/nowhere/interchain-security-pd" });
    expect(await failure("TESTNET_BINARY_MISSING", missing)).toEqual({ path: "/nowhere/interchain-security-pd" });
  });

  test("an abort ends the node and is not wrapped", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const started = start({ shell: "exec tail -f /dev/null" }, { signal: controller.signal });
    controller.abort(reason);
    await expect(started).rejects.toBe(reason);
  });
});

describe("ending", () => {
  test("SIGTERM ends a node, and the result says so", async () => {
    const node = await start({});
    expect(await node.stop()).toEqual({ how: "terminated", exitCode: null, signal: "SIGTERM" });
    expect(await node.exited).toEqual({ exitCode: null, signal: "SIGTERM" });
  });

  test("a node that ignores SIGTERM is killed after the grace period, and the result says so", async () => {
    const node = await start({ ignoresTerm: true });
    expect(await node.stop({ graceMs: 1_000 })).toEqual({ how: "killed", exitCode: null, signal: "SIGKILL" });
    expect(await node.lastLogLines(1)).toEqual(["not now"]);
  });

  test("stopping twice and closing twice do nothing more", async () => {
    const node = await start({});
    await Promise.all([node.stop(), node.close()]);
    expect(await node.stop()).toMatchObject({ how: "already-exited", signal: "SIGTERM" });
    await node.close();
  });

  test("a paused node is stopped like any other", async () => {
    const node = await start({});
    await node.pause();
    expect(await node.stop()).toMatchObject({ how: "terminated" });
  });

  test("kill is SIGKILL", async () => {
    expect(await (await start({ ignoresTerm: true })).kill()).toEqual({ exitCode: null, signal: "SIGKILL" });
  });
});

test("a resumed node answers what it was asked while it was paused", async () => {
  const node = await start({});
  await node.pause();
  const asked = fetch(`${node.rpcUrl}/status`);
  await node.resume();
  expect((await asked).status).toBe(200);
});

test("a restart runs on the same home and ports, with a new end to wait for", async () => {
  const node = await start({});
  const first = node.exited;
  await node.restart();
  expect(await first).toMatchObject({ signal: "SIGTERM" });
  expect((await fetch(`${node.rpcUrl}/status`)).status).toBe(200);
  await node.kill();
  expect(await node.exited).toMatchObject({ signal: "SIGKILL" });
});

test("a node that was killed can be restarted", async () => {
  const node = await start({});
  await node.kill();
  await node.restart();
  expect((await fetch(`${node.rpcUrl}/status`)).status).toBe(200);
});
