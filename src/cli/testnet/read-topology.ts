import { z } from "zod";
import { resolveTopology, type Topology } from "../../../testnet/index.ts";
import { isIcsError } from "../../errors.ts";
import { type Environment, type FieldProblem, parseSpecText, readSpecFile } from "../spec-text.ts";

/** What a testnet is where no file says it: three validators that all secure one consumer. */
const defaultTopology: Topology = {
  provider: { validators: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }] }],
};

const options = (environment: Environment) => ({
  environment,
  // What a topology is, only one schema says: the testnet's.
  schema: z.custom<Topology>(),
  check: findProblems,
  advice: "docs/testnets.md shows a topology; testnet/topology.ts documents every field.",
});

/** Reads a topology in YAML or JSON. @throws CONFIG_INVALID with every problem at once, as `parseSpecText` */
export function parseTopology(source: string, fileName: string, environment: Environment): Topology {
  return parseSpecText(source, { ...options(environment), fileName });
}

/** The topology of a file, or the default one. @throws CONFIG_INVALID */
export async function readTopology(path: string | undefined, environment: Environment): Promise<Topology> {
  return path === undefined ? defaultTopology : readSpecFile(path, options(environment));
}

function findProblems(topology: Topology): FieldProblem[] {
  try {
    resolveTopology(topology);
    return [];
  } catch (error) {
    if (!isIcsError(error, "TESTNET_TOPOLOGY_INVALID")) throw error;
    return error.context.problems.map(({ name, got, wanted }) => ({ path: pathOf(name), got, wanted }));
  }
}

/** `consumers[0].chainId` as its parts. */
function pathOf(name: string): PropertyKey[] {
  const parts = name === "topology" ? [] : name.split(/[.[\]]+/).filter(Boolean);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
