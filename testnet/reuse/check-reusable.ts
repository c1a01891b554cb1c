import { IcsError, type Problem, problemLines } from "../../src/index.ts";
import type { ResolvedTopology, Topology } from "../topology.ts";

/** @throws CONFIG_INVALID with everything for which a testnet cannot be left running for later processes */
export function checkReusable(topology: Topology, resolved: ResolvedTopology, launch: boolean | undefined): void {
  const problems = [...runnerProblems(resolved), ...patchProblems(topology), ...launchProblems(launch)];
  if (problems.length === 0) return;
  throw new IcsError(
    "CONFIG_INVALID",
    `This testnet cannot be reused; nothing was started\n${problemLines(problems)}`,
    { problems },
  );
}

function runnerProblems({ provider, consumers }: ResolvedTopology): Problem[] {
  const wanted = "container: processes end with the one that started them, containers can go on without it";
  return [provider, ...consumers]
    .filter(({ runner }) => runner !== "container")
    .map(({ chainId, runner }) => ({ name: `runner of ${chainId}`, got: runner, wanted }));
}

/** Whether a testnet is the same as an earlier one is seen by its topology. */
function patchProblems({ provider, consumers = [] }: Topology): Problem[] {
  const wanted = "an object that is laid over the genesis file: of a function nobody can tell whether it has changed";
  const chains = [
    { name: "provider.genesis", genesis: provider?.genesis },
    ...consumers.map(({ genesis }, index) => ({ name: `consumers[${index}].genesis`, genesis })),
  ];
  return chains.flatMap(({ name, genesis }) =>
    typeof genesis === "function" ? [{ name, got: "a function", wanted }] : [],
  );
}

function launchProblems(launch: boolean | undefined): Problem[] {
  if (launch ?? true) return [];
  return [{ name: "launch", got: "false", wanted: "true: what is reused are launched consumers" }];
}
