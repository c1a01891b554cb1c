import { IcsError, jsonText, type Problem } from "../src/index.ts";

/** What is read of an issue that zod reports. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** The problems that an issue stands for: one, or one for each unknown field. */
export function toProblems(issue: SchemaIssue): Problem[] {
  if (issue.params?.problem !== undefined) return [issue.params.problem as Problem];
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({
      name: fieldPath([...issue.path, key]),
      got: "a field that topologies do not have",
      wanted: "no such field; check its spelling",
    }));
  }
  const name = fieldPath(issue.path);
  return [{ name, got: name === "mnemonic" ? "(hidden)" : describe(issue.input), wanted: issue.message }];
}

/** The error that lists them all. */
export function topologyError(problems: readonly Problem[]): IcsError<"TESTNET_TOPOLOGY_INVALID"> {
  const lines = problems.map(({ name, got, wanted }) => `  ${name}: got ${got}; wanted ${wanted}`);
  const title = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new IcsError(
    "TESTNET_TOPOLOGY_INVALID",
    `The topology is not possible: ${title}; nothing was started\n${lines.join("\n")}`,
    { problems },
  );
}

function fieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "topology";
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return value.toString();
  const text = jsonText(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
