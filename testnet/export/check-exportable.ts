import type { Problem } from "../../src/index.ts";
import type { ResolvedTopology, Topology } from "../topology.ts";
import { topologyError } from "../topology-problems.ts";
import { serviceName } from "./export-runner.ts";

/** @throws TESTNET_TOPOLOGY_INVALID with everything that an exported testnet cannot have */
export function checkExportable(topology: Topology, resolved: ResolvedTopology): void {
  const problems = [
    ...patchProblems(topology),
    ...binaryProblems(resolved),
    ...nameProblems(resolved),
    ...(resolved.faults.network
      ? [{ name: "faults.network", got: "true", wanted: "false: links of nodes that run elsewhere cannot be cut" }]
      : []),
  ];
  if (problems.length > 0) throw topologyError(problems);
}

/** A consumer's genesis is patched when it is launched, after the export. */
function patchProblems({ consumers = [] }: Topology): Problem[] {
  return consumers.flatMap(({ genesis }, index) => {
    if (typeof genesis !== "function") return [];
    const wanted = "an object that is laid over the genesis file, since a function cannot be written down";
    return [{ name: `consumers[${index}].genesis`, got: "a function", wanted }];
  });
}

function binaryProblems({ provider, consumers }: ResolvedTopology): Problem[] {
  const chains = [
    { field: "provider", ...provider },
    ...consumers.map((each, index) => ({ field: `consumers[${index}]`, ...each })),
  ];
  return chains.flatMap(({ field, binary, runner }) => {
    if (binary.path === undefined || runner === "container") return [];
    return [
      {
        name: `${field}.binary`,
        got: `the file ${binary.path}`,
        wanted: "an image that has it: { image }, or runner: container",
      },
    ];
  });
}

function nameProblems({ provider, consumers }: ResolvedTopology): Problem[] {
  const nodes = [
    ...provider.validators.map(({ name }) => [provider.chainId, name] as const),
    ...consumers.flatMap(({ name, validators }) => validators.map(({ validator }) => [name, validator] as const)),
  ];
  const seen = new Set<string>();
  return nodes.flatMap(([chain, validator]) => {
    const service = serviceName(chain, validator);
    if (!seen.has(service)) {
      seen.add(service);
      return [];
    }
    return [
      { name: `${chain}/${validator}`, got: `the service name ${service}`, wanted: "one that no other node has" },
    ];
  });
}
