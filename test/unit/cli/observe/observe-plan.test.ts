import { type ObserveFlags, planObserve } from "../../../../src/cli/observe/observe-plan.ts";
import { isIcsError } from "../../../../src/errors.ts";

const url = "http://127.0.0.1:26657";
const flags: ObserveFlags = { provider: url, consumer: ["https://node.example/rpc"] };

function problemsOf(change: Partial<ObserveFlags>): readonly (readonly [string, string])[] {
  try {
    planObserve({ ...flags, ...change });
    return [];
  } catch (error) {
    if (!isIcsError(error, "CONFIG_INVALID")) throw error;
    return error.context.problems.map(({ name, got }) => [name, got]);
  }
}

describe("the plan of icskit observe", () => {
  it("begins at the latest block, and waits for nothing", () => {
    expect(planObserve(flags)).toEqual({
      provider: url,
      consumers: ["https://node.example/rpc"],
      consumerIds: [],
      json: false,
      store: undefined,
      from: { provider: "latest", consumer: "latest" },
      listen: undefined,
      allowedHosts: [],
      untilHealthy: false,
      failOn: [],
      timeoutMs: undefined,
      stateEveryBlocks: 20n,
      worker: false,
    });
  });

  it("takes every flag", () => {
    const plan = planObserve({
      provider: url,
      consumer: [url, url],
      consumerId: ["3", "3", "12"],
      json: true,
      store: "a.sqlite",
      from: "7",
      listen: "[::1]:8080",
      allowHost: ["watch.example"],
      untilHealthy: true,
      failOn: "channel-closed, client-expired",
      timeout: "1.5",
      stateEvery: "100",
    });
    expect(plan).toMatchObject({
      consumers: [url],
      consumerIds: ["3", "12"],
      from: { provider: 7n, consumer: 7n },
      listen: { host: "::1", port: 8080 },
      allowedHosts: ["watch.example"],
      failOn: ["channel-closed", "client-expired"],
      timeoutMs: 1_500,
      stateEveryBlocks: 100n,
    });
  });

  it.each([
    ["1", 1n, 1n],
    ["latest", "latest", "latest"],
    ["provider:5", 5n, "latest"],
    ["consumer:9,provider:5", 5n, 9n],
    ["provider:latest,consumer:2", "latest", 2n],
  ])("begins where --from %s says", (from, provider, consumer) => {
    expect(planObserve({ ...flags, from }).from).toEqual({ provider, consumer });
  });

  it.each(["0", "-1", "1.5", "", "both:3", "provider:", "provider:1,provider:2", "provider:1,", "latest,1"])(
    "refuses --from %p",
    (from) => {
      expect(problemsOf({ from })).toEqual([["--from", from || "nothing"]]);
    },
  );

  it.each([
    [{ provider: "ftp://a" }, "--provider", "ftp://a"],
    [{ provider: "http://me:secret@a" }, "--provider", "an address with a password"],
    [{ consumer: ["node"] }, "--consumer", "node"],
    [{ consumer: [] }, "--consumer", "nothing"],
    [{ consumerId: ["-1"] }, "--consumer-id", "-1"],
    [{ consumerId: ["01"] }, "--consumer-id", "01"],
    [{ listen: "8080" }, "--listen", "8080"],
    [{ failOn: "bad-luck" }, "--fail-on", "bad-luck"],
    [{ failOn: "" }, "--fail-on", "nothing"],
    [{ timeout: "0" }, "--timeout", "0"],
    [{ timeout: "soon" }, "--timeout", "soon"],
    [{ timeout: "9999999999" }, "--timeout", "9999999999"],
    [{ stateEvery: "0" }, "--state-every", "0"],
    [{ store: "mysql://root:hunter2@x/y" }, "--store", "mysql://…"],
    [{ store: "postgres://me:hunter2@x/y" }, "--store", "an address with a password"],
    [{ worker: true }, "--store", "nothing"],
    [{ worker: true, store: "file.sqlite" }, "--store", "another store"],
    [{ worker: true, store: "postgres://me@a/b", failOn: "channel-closed" }, "--fail-on", "it beside --worker"],
  ] as const)("refuses %j", (change, name, got) => {
    expect(problemsOf(change)).toEqual([[name, got]]);
  });

  it("tells every problem at once", () => {
    const problems = problemsOf({ provider: "x", consumer: ["y"], from: "z", failOn: "a,b", timeout: "c" });
    expect(problems.map(([name]) => name)).toEqual([
      "--provider",
      "--consumer",
      "--from",
      "--fail-on",
      "--fail-on",
      "--timeout",
    ]);
  });
});
