import { readFile } from "node:fs/promises";
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { shownUrl } from "../chain/shown-url.ts";
import { errorMessage, IcsError, type Problem, problemLines } from "../errors.ts";

/** Variables that a file may name. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Path = readonly PropertyKey[];

const SYNTAX_PROBLEMS = 3;

/** What is wrong with one field beyond its schema. */
export interface FieldProblem {
  readonly path: Path;
  /** Default: what the file has there. */
  readonly got?: string;
  readonly wanted: string;
}

/** How a file of the user's is read. */
export interface SpecTextOptions<S extends z.ZodType> {
  /** As problems name it. */
  readonly fileName: string;
  readonly environment: Environment;
  readonly schema: S;
  /** The last line of the error: where a right file comes from. */
  readonly advice: string;
  /** What fields say about each other; asked only where each field alone is right. */
  readonly check?: (value: z.output<S>) => readonly FieldProblem[];
}

/**
 * Reads the text of a file in YAML or JSON. `${NAME}` within a value stands for that environment variable, `$${NAME}`
 * for itself; a value can never add fields.
 * @throws CONFIG_INVALID with every problem at once: field, file:line:column, what is there (never of a key), what is
 * wanted
 */
export function parseSpecText<S extends z.ZodType>(source: string, options: SpecTextOptions<S>): z.output<S> {
  const { fileName, environment, schema, advice, check } = options;
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  const refuse = (problems: readonly Problem[]) => invalid(fileName, problems, advice);
  // What follows a wrong sign is mostly wrong for its sake.
  const syntax = document.errors.slice(0, SYNTAX_PROBLEMS).map((error): Problem => {
    return { name: place(error.pos[0]), got: error.message, wanted: "YAML or JSON" };
  });
  if (syntax.length > 0) throw refuse(syntax);
  const written = contentOf(document, refuse);
  const missing = substitute(document, environment, place);
  const parsed = schema.safeParse(contentOf(document, refuse) ?? {}, { reportInput: false });
  const file: Written = { document, place, written };
  const wrong = (parsed.error?.issues ?? [])
    .flatMap((issue) => problemsOf(issue, file))
    // What a variable that is not set has left is told already.
    .filter(({ got }) => !missing.some((problem) => got.includes(problem.got)));
  const beyond = parsed.success && check ? check(parsed.data).map((problem) => located(problem, file)) : [];
  const problems = [...missing, ...wrong, ...beyond];
  if (!parsed.success || problems.length > 0) throw refuse(problems);
  return parsed.data;
}

/** Reads a file of the user's and parses it. @throws CONFIG_INVALID, also where it cannot be read */
export async function readSpecFile<S extends z.ZodType>(
  path: string,
  options: Omit<SpecTextOptions<S>, "fileName">,
): Promise<z.output<S>> {
  const source = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new IcsError("CONFIG_INVALID", `${path} cannot be read (${error.code ?? "unknown"})\n${options.advice}`, {
      problems: [{ name: "file", got: path, wanted: "a file that this user can read" }],
    });
  });
  return parseSpecText(source, { ...options, fileName: path });
}

/** @throws CONFIG_INVALID for aliases that lead nowhere, or to far too much */
function contentOf(document: Document, refuse: (problems: readonly Problem[]) => Error): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw refuse([{ name: "the file", got: errorMessage(error), wanted: "YAML or JSON" }]);
  }
}

/** Replaces variables in the parsed text, so that a value can never add fields. */
function substitute(document: Document, environment: Environment, place: (offset: number) => string): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== "string") return;
      node.value = node.value.replace(/(\$?)\$\{([^}]*)\}/g, (whole: string, escaped: string, name: string) => {
        if (escaped !== "") return whole.slice(1);
        const value = environment[name];
        if (value !== undefined && value !== "") return value;
        const wanted = `the environment variable ${name} to be set`;
        problems.push({ name: place(node.range?.[0] ?? 0), got: `\${${name}}`, wanted });
        return whole;
      });
    },
  });
  return problems;
}

interface Written {
  readonly document: Document;
  readonly place: (offset: number) => string;
  /** As it stands in the file: what the environment put in may be secret. */
  readonly written: unknown;
}

function problemsOf(issue: z.core.$ZodIssue, file: Written): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => {
      const wanted = "a field that the help names";
      return located({ path: [...issue.path, name], got: "an unknown field", wanted }, file);
    });
  }
  return [located({ path: issue.path, wanted: issue.message }, file)];
}

function located({ path, got, wanted }: FieldProblem, file: Written): Problem {
  const name = path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index ? `.${String(part)}` : String(part)))
    .join("");
  const offset = offsetOf(path, file.document);
  const where = offset === undefined ? "" : ` (${file.place(offset)})`;
  return { name: `${name || "the file"}${where}`, got: got ?? textAt(path, file), wanted };
}

/** Where the field stands, or what should hold it. */
function offsetOf(path: Path, document: Document): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const range = (node as { readonly range?: readonly number[] } | null | undefined)?.range;
    if (range?.[0] !== undefined) return range[0];
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
  return JSON.stringify(isAddress(path) ? shownUrl(String(value)) : value).slice(0, 100);
}

/** An address may have a token in it. */
function isAddress(path: Path): boolean {
  return /(rpc|webhook)$/i.test(String(path.at(-1)));
}

function invalid(fileName: string, problems: readonly Problem[], advice: string): IcsError<"CONFIG_INVALID"> {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new IcsError("CONFIG_INVALID", `${fileName} has ${count}\n${problemLines(problems)}\n${advice}`, { problems });
}
