import { isIcsError } from "../../../src/index.ts";
import { findChainBinaries } from "../../../testnet/find-binaries.ts";
import { resolveTopology, type Topology } from "../../../testnet/topology.ts";

const consumer = { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }] };

function problemsOf(topology: Topology): unknown {
  try {
    resolveTopology(topology);
  } catch (error) {
    if (isIcsError(error, "TESTNET_TOPOLOGY_INVALID")) return error.context.problems.map(({ name }) => name);
    throw error;
  }
  return [];
}

const runnersOf = (topology: Topology): string[] => {
  const { provider, consumers } = resolveTopology(topology);
  return [provider.runner, ...consumers.map(({ runner }) => runner)];
};

test.each<[string, Topology, string[]]>([
  ["nothing", { consumers: [consumer] }, ["native", "native"]],
  ["the whole", { runner: "container", consumers: [consumer] }, ["container", "container"]],
  ["one chain", { consumers: [{ ...consumer, runner: "container" }] }, ["native", "container"]],
  [
    "the whole and one chain",
    { runner: "container", provider: { runner: "native" }, consumers: [consumer] },
    ["native", "container"],
  ],
  ["an image", { consumers: [{ ...consumer, binary: { image: "team:1" } }] }, ["native", "container"]],
])("a topology that says %s about runners has them", (_what, topology, runners) => {
  expect(runnersOf(topology)).toEqual(runners);
});

test("an image cannot run as a process, and processes have no limits", () => {
  const image = { ...consumer, runner: "native" as const, binary: { image: "team:1" } };
  expect(problemsOf({ provider: { limits: { cpus: 1 } }, consumers: [image] })).toEqual([
    "provider.limits",
    "consumers[0].runner",
  ]);
  expect(problemsOf({ runner: "container", provider: { limits: { cpus: 1, memoryMiB: 512 } } })).toEqual([]);
});

test.each<[string, Topology]>([
  ["runner", { runner: "vm" as "native" }],
  ["provider.limits.memoryMiB", { runner: "container", provider: { limits: { memoryMiB: 4 } } }],
  ["provider.limits.cpus", { runner: "container", provider: { limits: { cpus: 0 } } }],
])("%s is checked", (name, topology) => {
  expect(problemsOf(topology)).toEqual([name]);
});

test("a path in an image is absolute", () => {
  expect(problemsOf({ provider: { binary: { image: "team:1", path: "bin/teamd" } } })).not.toEqual([]);
});

test("links can be cut only where that is asked for", () => {
  expect(resolveTopology().faults).toEqual({ network: false });
  expect(resolveTopology({ faults: { network: true } }).faults).toEqual({ network: true });
});

test("binaries of processes are files of this machine, and a missing one is said before anything runs", async () => {
  const topology = resolveTopology({ provider: { binary: { path: "/nowhere/teamd" } } });
  await expect(findChainBinaries(topology, {})).rejects.toMatchObject({ code: "TESTNET_BINARY_MISSING" });
});
