import { isIcsError } from "../../../../src/index.ts";
import { createTestnet, resolveTopology, type Topology } from "../../../../testnet/index.ts";
import { checkReusable } from "../../../../testnet/reuse/check-reusable.ts";

const validators = [{ validator: 0 }];

function problemsOf(topology: Topology, launch?: boolean): readonly string[] {
  try {
    checkReusable(topology, resolveTopology(topology), launch);
    return [];
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID")) return error.context.problems.map(({ name }) => name);
    throw error;
  }
}

test("chains in containers can be left running, with objects laid over their genesis", () => {
  const genesis = { app_state: {} };
  const topology = { runner: "container", provider: { genesis }, consumers: [{ chainId: "c-1", validators, genesis }] };
  expect(problemsOf(topology as Topology)).toEqual([]);
});

test("processes, functions and consumers that are not launched are refused, all at once", () => {
  const genesis = (given: object) => ({ ...given });
  const topology: Topology = {
    provider: { genesis },
    consumers: [{ chainId: "c-1", runner: "container", validators }],
  };
  expect(problemsOf(topology, false)).toEqual(["runner of provider-1", "provider.genesis", "launch"]);
});

test("createTestnet says why processes cannot be left running, and starts nothing", async () => {
  await expect(createTestnet({}, { reuse: true })).rejects.toThrow(
    /cannot be reused; nothing was started\n.*runner of provider-1: got native, wanted container: processes end with the one/,
  );
});
