import { IcsError } from "../../../../src/index.ts";
import { FileTestnet, type TestnetTools, type UseTestnetOptions } from "../../../../testnet/jest/file-testnet.ts";
import type { TestnetOptions } from "../../../../testnet/testnet.ts";
import type { Topology } from "../../../../testnet/topology.ts";

const consumer = (name: string, isRunning: boolean) => ({ isRunning, spec: { name } });

/** A file's testnet on a harness that starts nothing, and everything that was asked of it. */
function createRig(options: UseTestnetOptions = {}, tools: Partial<TestnetTools> = {}) {
  const calls: string[] = [];
  const notices: string[] = [];
  let given: TestnetOptions = {};
  const net = {
    folder: "/tmp/icskit-x",
    provider: {},
    consumers: [consumer("consumer-1", true), consumer("consumer-2", false)],
    close: async ({ failed }: { failed: boolean }) => {
      calls.push(failed ? "closed as failed" : "closed");
      return failed ? net.folder : undefined;
    },
  };
  const file = new FileTestnet({ users: 1 }, { onNotice: (line) => notices.push(line), ...options }, {
    createTestnet: async (_topology: Topology, testnetOptions: TestnetOptions = {}) => {
      given = testnetOptions;
      return net;
    },
    writeReport: async (_provider: object, _consumer: object, path: string) => {
      calls.push(`report ${path}`);
    },
    ...tools,
  } as unknown as TestnetTools);
  return { file, calls, notices, net, given: () => given };
}

test("the testnet is there between its start and its end, and only then", async () => {
  const { file, net } = createRig();
  expect(() => file.net).toThrow(TypeError);
  await file.start();
  expect(file.net).toBe(net);
  await file.close(false);
  expect(() => file.net).toThrow("while tests and hooks of this file run");
});

test("after a success nothing is kept and nothing is said", async () => {
  const { file, calls, notices } = createRig();
  await file.start();
  await file.close(false);
  await file.close(false);
  expect({ calls, notices }).toEqual({ calls: ["closed"], notices: [] });
});

test("after a failure a report of each consumer that ran lies in the kept folder, which is named", async () => {
  const { file, calls, notices } = createRig();
  await file.start();
  await file.close(true);
  expect(calls).toEqual(["report /tmp/icskit-x/consumer-1.html", "closed as failed"]);
  expect(notices).toEqual([expect.stringContaining("/tmp/icskit-x")]);
});

test("a report that fails takes nothing else with it", async () => {
  const writeReport = () => Promise.reject(new Error("no answer"));
  const { file, calls, notices } = createRig({}, { writeReport });
  await file.start();
  await file.close(true);
  expect(calls).toEqual(["closed as failed"]);
  expect(notices[0]).toBe("No report of consumer-1: no answer");
});

test("a node that ended by itself fails the file, and is kept as a failure", async () => {
  const { file, calls, given } = createRig();
  await file.start();
  const context = { node: "a", exitCode: 1, signal: null, logPath: "", lastLines: [] };
  given().onNodeExit?.(new IcsError("TESTNET_NODE_EXITED", "a ended", context));
  await expect(file.close(false)).rejects.toThrow("a ended");
  expect(calls).toContain("closed as failed");
});

test("a testnet that is not ready in time is given up, as a failure that says so", async () => {
  const createTestnet: TestnetTools["createTestnet"] = (_topology, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
    });
  const { file } = createRig({ timeoutMs: 5 }, { createTestnet });
  await expect(file.start()).rejects.toMatchObject({ code: "POLL_TIMEOUT", context: { elapsedMs: 5 } });
  await expect(file.close(true)).resolves.toBeUndefined();
});

test("options reach the harness, but not those of the file itself", async () => {
  const { file, given } = createRig({ parentFolder: "/artifacts", timeoutMs: 1_000 });
  await file.start();
  await file.close(false);
  expect(Object.keys(given()).toSorted()).toEqual(["onNodeExit", "parentFolder", "signal"]);
});
