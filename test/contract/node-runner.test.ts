import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type IcsErrorCode, type IcsErrorContexts, isIcsError, pollUntil } from "../../src/index.ts";
import type { NodeBinary } from "../../testnet/binary-defaults.ts";
import { readStatus } from "../../testnet/runner/rpc-status.ts";
import type { RunningNode } from "../../testnet/runner/runner.ts";
import { RunnerBench, runnerKinds } from "../support/node-runners.ts";
import { startOrphan } from "../support/orphan.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

/** The context of the error with which something fails. */
async function failure<C extends IcsErrorCode>(code: C, started: Promise<unknown>): Promise<IcsErrorContexts[C]> {
  const error: unknown = await started.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (isIcsError(error, code)) return error.context;
  throw new Error(`expected ${code}, got ${error}`, { cause: error });
}

/** How often a stand-in was started on its home, as it says itself; undefined where it does not answer. */
const startsOf = async ({ rpcUrl }: RunningNode): Promise<bigint | undefined> =>
  (await readStatus(rpcUrl, AbortSignal.timeout(5_000)))?.latestHeight;

const seesItsPeer = async ({ rpcUrl }: RunningNode): Promise<boolean> =>
  (await (await fetch(`${rpcUrl}/peers`)).text()) === "true";

const untilItSeesItsPeer = (node: RunningNode, wanted: boolean) =>
  pollUntil(
    () => seesItsPeer(node),
    (seen) => seen === wanted,
    { what: `${node.name} to ${wanted ? "see" : "lose"} its peer`, intervalMs: 20, timeoutMs: 20_000 },
  );

for (const kind of runnerKinds) {
  kind.describe(`the ${kind.name} runner`, () => {
    let binary: NodeBinary;
    let bench: RunnerBench;

    beforeAll(async () => {
      binary = await kind.binary(await temporaryFolder());
    });

    afterAll(() => kind.discard());

    beforeEach(async () => {
      bench = new RunnerBench(binary, await temporaryFolder(), randomBytes(4).toString("hex"));
    });

    afterEach(async () => {
      await bench.close();
      expect(await kind.leftOf(bench)).toBe(0);
    });

    test("init leaves its files in the home", async () => {
      const home = await temporaryFolder();
      await bench.runner.initHome(binary, home);
      expect(await readFile(join(home, "config", "genesis.json"), "utf8")).toBe('{"made":"by init"}');
    });

    test("a node is ready when it answers, and what it writes is in its log", async () => {
      const node = await bench.start(["--say", "one|two"]);
      expect(node).toMatchObject({ name: "fake-1/alice", chainId: "fake-1", restUrl: undefined });
      expect(await startsOf(node)).toBe(1n);
      const lines = await pollUntil(
        () => node.lastLogLines(3),
        (found) => found.length === 3,
        { what: "the log", intervalMs: 20 },
      );
      // Engines keep no order between stdout and stderr.
      expect(lines.toSorted()).toEqual(["one", expect.stringMatching(/^started /), "two"]);
    });

    test.each([0, 1, 7, 255])(
      "a binary that ends at once with code %i is a failure, with its last words",
      async (code) => {
        const started = bench.start(["--say", "one|panic: no more", "--exit", String(code)]);
        expect(await failure("TESTNET_NODE_EXITED", started)).toMatchObject({
          node: "fake-1/alice",
          exitCode: code,
          signal: null,
          lastLines: ["one", "panic: no more"],
        });
      },
    );

    test("a node that ends because its disk is full is told apart", async () => {
      const words = "one|panic: write /node/data: no space left on device";
      const context = await failure("TESTNET_DISK_FULL", bench.start(["--say", words, "--exit", "2"]));
      const where = kind.name === "native" ? /^the disk of .*alice$/ : /^the container engine's disk$/;
      expect(context).toEqual({ node: "fake-1/alice", where: expect.stringMatching(where) });
    });

    test("a node that never answers is ended at the deadline", async () => {
      const started = bench.start(["--silent", "--say", "waiting"], { timeoutMs: 1_000 });
      expect(await failure("TESTNET_NODE_NOT_READY", started)).toMatchObject({ lastLines: ["waiting"] });
    });

    test("an abort ends the start and is not wrapped", async () => {
      const controller = new AbortController();
      const reason = new Error("enough");
      const started = bench.start(["--silent"], { signal: controller.signal });
      controller.abort(reason);
      await expect(started).rejects.toBe(reason);
    });

    test("a port that somebody else took is said as such", async () => {
      const [spec] = await bench.place();
      const { host, ports } = spec?.placement.outside ?? { host: "", ports: { rpc: 0 } };
      const giveBack = await kind.occupy(ports.rpc, host, { runId: bench.runId, image: binary.image });
      try {
        expect(await failure("TESTNET_PORT_IN_USE", bench.start([], {}, spec))).toEqual({
          node: "fake-1/alice",
          port: ports.rpc,
        });
      } finally {
        await giveBack();
      }
    });

    test("fixed ports are where they were asked for", async () => {
      const [free] = await bench.place(["bob"]);
      const firstPort = (free?.placement.outside.ports.rpc ?? 0) + 40;
      const [spec] = await bench.place(["alice"], { firstPort });
      const node = await bench.start([], {}, spec);
      expect(new URL(node.rpcUrl).port).toBe(String(firstPort));
    });

    test("SIGTERM ends a node in time, and SIGKILL one that goes on; the result says which", async () => {
      const node = await bench.start();
      expect(await node.stop()).toMatchObject({ how: "terminated" });
      expect(await node.stop()).toMatchObject({ how: "already-exited" });
      const stubborn = await bench.start(["--ignore-term"], {}, (await bench.place(["bob"]))[0]);
      expect(await stubborn.stop({ graceMs: 200 })).toEqual({ how: "killed", exitCode: null, signal: "SIGKILL" });
    });

    test("a node that was killed ends by SIGKILL, and nobody is told, since it was asked for", async () => {
      const onNodeExit = jest.fn();
      const node = await bench.start([], { onNodeExit });
      expect(await node.kill()).toEqual({ exitCode: null, signal: "SIGKILL" });
      expect(await startsOf(node)).toBeUndefined();
      await node.pause();
      await node.resume();
      expect(onNodeExit).not.toHaveBeenCalled();
    });

    test("a paused node answers when it is resumed, and can be stopped and killed while it is paused", async () => {
      const node = await bench.start();
      await node.pause();
      await node.pause();
      expect(await startsOf(node)).toBeUndefined();
      await node.resume();
      expect(await startsOf(node)).toBe(1n);
      await node.pause();
      expect(await node.stop()).toMatchObject({ how: "terminated" });
      await node.restart();
      await node.pause();
      expect(await node.kill()).toMatchObject({ signal: "SIGKILL" });
    });

    test("a restart runs on the same home and ports, with a new end to wait for", async () => {
      const node = await bench.start();
      const { rpcUrl, exited } = node;
      await node.restart();
      await exited;
      expect([node.rpcUrl, await startsOf(node)]).toEqual([rpcUrl, 2n]);
      await node.kill();
      await node.restart();
      expect(await startsOf(node)).toBe(3n);
    });

    test("homes are complete on this machine where they are kept", async () => {
      const [spec] = await bench.place();
      await writeFile(join(spec?.home ?? "", "brought"), "along", { mode: 0o600 });
      const node = await bench.start([], {}, spec);
      await node.restart();
      await bench.close({ keepHomes: true });
      expect(await readFile(join(node.home, "starts"), "utf8")).toBe("..");
      expect(await readFile(join(node.home, "brought"), "utf8")).toBe("along");
    });

    test("a stopped node's home can be had as it is", async () => {
      const node = await bench.start();
      await node.stop();
      expect(await readFile(join(await node.fetchHome(), "starts"), "utf8")).toBe(".");
      await node.restart();
      expect(await startsOf(node)).toBe(2n);
    });

    test("a node is cut off from its peers, answers all the same, and finds them again", async () => {
      const [alice, bob] = await bench.place(["alice", "bob"], { networkFaults: true });
      const [one, other] = await Promise.all([bench.start([], {}, alice), bench.start([], {}, bob)]);
      await untilItSeesItsPeer(other, true);
      await one.cutNetwork();
      await untilItSeesItsPeer(other, false);
      expect([await startsOf(one), await startsOf(other)]).toEqual([1n, 1n]);
      await one.cutNetwork();
      await one.healNetwork();
      await one.healNetwork();
      await untilItSeesItsPeer(other, true);
    });

    test("cutting is refused where the topology does not ask for it", async () => {
      const node = await bench.start();
      expect(await failure("TESTNET_FAULT_UNAVAILABLE", (async () => node.cutNetwork())())).toEqual({
        node: node.name,
      });
    });

    test("SIGKILL of the process that runs it leaves nothing behind", async () => {
      const { child, folder, runId } = await startOrphan(kind.name, await temporaryFolder());
      const run = { runId, folder };
      expect(await kind.leftOf(run)).toBeGreaterThan(0);
      child.kill("SIGKILL");
      await pollUntil(
        () => kind.leftOf(run),
        (left) => left === 0,
        { what: "the end of what it ran", timeoutMs: 60_000 },
      );
    });
  });
}
