import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { errorMessage, IcsError, type Problem, problemLines } from "../../errors.ts";
import { relayConfigSchema } from "./config-schema.ts";

/** A relayer's configuration, checked. */
export type RelayConfig = z.output<typeof relayConfigSchema>;

type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly PropertyKey[];

/**
 * Reads a configuration in YAML or JSON. `${NAME}` within a text stands for that environment variable, `$${NAME}` for
 * itself.
 * @throws CONFIG_INVALID with every problem at once: field, line, what is there (never of a key), what is wanted
 */
export function parseRelayConfig(source: string, fileName: string, environment: Environment): RelayConfig {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error): Problem => {
    return { name: `line ${lines.linePos(error.pos[0]).line}`, got: error.message, wanted: "YAML or JSON" };
  });
  if (syntax.length > 0) throw invalid(fileName, syntax);
  const written = contentOf(document, fileName);
  const missing = substitute(document, environment, lines);
  const parsed = relayConfigSchema.safeParse(contentOf(document, fileName) ?? {}, { reportInput: false });
  const wrong = (parsed.error?.issues ?? [])
    .flatMap((issue) => problemsOf(issue, { document, lines, written }))
    // What a variable that is not set has left is told already.
    .filter(({ got }) => !missing.some((problem) => got.includes(problem.got)));
  const problems = [...missing, ...wrong, ...(parsed.success ? duplicates(parsed.data) : [])];
  if (!parsed.success || problems.length > 0) throw invalid(fileName, problems);
  return parsed.data;
}

/** @throws CONFIG_INVALID for aliases that lead nowhere, or to far too much */
function contentOf(document: Document, fileName: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw invalid(fileName, [{ name: "the file", got: errorMessage(error), wanted: "YAML or JSON" }]);
  }
}

/** Replaces variables in the parsed text, so that a value can never add fields. */
function substitute(document: Document, environment: Environment, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== "string") return;
      node.value = node.value.replace(/(\$?)\$\{([^}]*)\}/g, (whole: string, escaped: string, name: string) => {
        if (escaped !== "") return whole.slice(1);
        const value = environment[name];
        if (value !== undefined && value !== "") return value;
        const line = node.range ? `line ${lines.linePos(node.range[0]).line}` : fileStart;
        problems.push({ name: line, got: `\${${name}}`, wanted: `the environment variable ${name} to be set` });
        return whole;
      });
    },
  });
  return problems;
}

const fileStart = "line 1";

interface Written {
  readonly document: Document;
  readonly lines: LineCounter;
  /** As it stands in the file: what the environment put in may be secret. */
  readonly written: unknown;
}

function problemsOf(issue: z.core.$ZodIssue, file: Written): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => ({
      name: fieldName([...issue.path, name], file),
      got: "an unknown field",
      wanted: "a field that the help names (icskit relay init writes them all)",
    }));
  }
  return [{ name: fieldName(issue.path, file), got: textAt(issue.path, file), wanted: issue.message }];
}

function fieldName(path: Path, file: Written): string {
  const name = path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index ? `.${String(part)}` : String(part)))
    .join("");
  const line = lineOf(path, file);
  return `${name || "the file"}${line === undefined ? "" : ` (line ${line})`}`;
}

/** The line of the field, or of what should hold it. */
function lineOf(path: Path, file: Written): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? file.document.contents : file.document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
    const node = pair?.key ?? file.document.getIn(path.slice(0, length), true);
    const range = (node as { readonly range?: readonly number[] } | null | undefined)?.range;
    if (range?.[0] !== undefined) return file.lines.linePos(range[0]).line;
  }
  return undefined;
}

/** Many words, as of a mnemonic; a long row of hex digits, as of a key; a password in an address. */
const LOOKS_SECRET = /([a-z]+\s+){11}[a-z]+|[0-9a-fA-F]{64}|\/\/[^/]*@/;

/** What the file has there. Whatever stands at a key may be the secret itself, in the wrong place. */
function textAt(path: Path, { written }: Written): string {
  const value = path.reduce<unknown>(
    (node, part) => (node as Record<PropertyKey, unknown> | undefined)?.[part],
    written,
  );
  if (value === undefined || value === null) return "nothing";
  if (path.includes("key")) return "(not shown)";
  if (typeof value === "object") return Array.isArray(value) ? `a list of ${value.length}` : "an object";
  if (LOOKS_SECRET.test(String(value))) return "(not shown)";
  return JSON.stringify(value).slice(0, 100);
}

/** The same consumer twice would be relayed twice, at double cost. */
function duplicates({ consumers }: RelayConfig): Problem[] {
  const problems: Problem[] = [];
  for (const field of ["consumerId", "rpc"] as const) {
    const seen = new Map<string, number>();
    consumers.forEach((consumer, index) => {
      const value = consumer[field];
      const first = value === undefined ? undefined : seen.get(value);
      if (value === undefined) return;
      if (first === undefined) seen.set(value, index);
      else
        problems.push({
          name: `consumers[${index}].${field}`,
          got: `the same as consumers[${first}].${field}`,
          wanted: "each consumer once",
        });
    });
  }
  return problems;
}

function invalid(fileName: string, problems: readonly Problem[]): IcsError<"CONFIG_INVALID"> {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new IcsError(
    "CONFIG_INVALID",
    `${fileName} has ${count}\n${problemLines(problems)}\n"icskit relay init" writes a configuration with every field explained.`,
    { problems },
  );
}
