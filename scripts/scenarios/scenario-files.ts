import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** What the groups of scenarios are called, in the order in which they are told. */
export const scenarioGroups = ["launch", "validators", "slashing", "faults"] as const;

/** A group of scenarios. */
export type ScenarioGroup = (typeof scenarioGroups)[number];

/** A scenario as its file's header describes it. */
export interface ScenarioFile {
  /** The file's name without `.test.ts`. */
  readonly name: string;
  readonly path: string;
  /** For instance `S1`; a file may have several. */
  readonly ids: readonly string[];
  readonly group: ScenarioGroup;
  /** What it proves. */
  readonly proves: string;
  /** Where the protocol has the rule. */
  readonly rule: string;
}

/** Every scenario of a folder: those test files with a header that says `@scenario`. By group, then by id. */
export async function readScenarioFiles(folder: string): Promise<readonly ScenarioFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  const read = names.map(async (name) => {
    const path = join(folder, name);
    return parseScenario(path, await readFile(path, "utf8"));
  });
  const scenarios = (await Promise.all(read)).filter((scenario) => scenario !== undefined);
  return scenarios.toSorted(
    (left, right) => groupOrder(left) - groupOrder(right) || compareIds(left.ids[0] ?? "", right.ids[0] ?? ""),
  );
}

/** The scenario that a file's header describes; undefined for other tests. @throws Error for half a header */
export function parseScenario(path: string, text: string): ScenarioFile | undefined {
  const head = /^ \* @scenario (\S+) (\S+)$/m.exec(text);
  if (head === null) return undefined;
  const [, ids = "", group = ""] = head;
  const proves = field(text, "proves");
  const rule = field(text, "see");
  if (!isGroup(group) || proves === undefined || rule === undefined) {
    throw new Error(
      `${path}: a scenario says "@scenario ID GROUP" (${scenarioGroups.join(", ")}), "@proves …" and "@see …"`,
    );
  }
  return { name: basename(path, ".test.ts"), path, ids: ids.split(","), group, proves, rule };
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^ \\* @${name} (.+)$`, "m").exec(text)?.[1];
}

function isGroup(text: string): text is ScenarioGroup {
  return scenarioGroups.some((group) => group === text);
}

function groupOrder({ group }: ScenarioFile): number {
  return scenarioGroups.indexOf(group);
}

function compareIds(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
