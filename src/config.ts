import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { IcsError, type Problem, problemLines } from "./errors.ts";

/** Everything that icskit's command line and tests take from the environment. The library takes nothing from it. */
export interface Config {
  /** The only folder to look for `interchain-security-*` in; undefined: the package's own, then PATH. */
  readonly binariesDirectory: string | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Whether the homes and logs of a testnet stay after a success too. */
  readonly keepHomes: boolean;
  /** The folder in which testnets make their homes. */
  readonly workDirectory: string;
  /** What runs the nodes of a testnet that does not say it. */
  readonly runner: "native" | "container";
  /** The folder with the keys of container testnets that are reused; undefined: the package's own. */
  readonly reuseDirectory: string | undefined;
}

const logLevels = ["debug", "info", "warn", "error"] as const;
const runners = ["native", "container"] as const;
const switchValues = ["1", "true", "yes", "0", "false", "no"] as const;

/** What is wanted, by name: the text of the problem that a wrong value causes. */
const variables = {
  ICSKIT_BINARIES_DIR: z.string().optional(),
  ICSKIT_LOG_LEVEL: z.enum(logLevels, { error: `one of ${logLevels.join(", ")}` }).default("warn"),
  ICSKIT_KEEP: z.enum(switchValues, { error: `one of ${switchValues.join(", ")}` }).default("0"),
  ICSKIT_WORK_DIR: z.string().optional(),
  ICSKIT_RUNNER: z.enum(runners, { error: `one of ${runners.join(", ")}` }).default("native"),
  ICSKIT_REUSE_DIR: z.string().optional(),
};

const schema = z.object(variables);

/** Names left to the user, for the keys and passwords that a relayer's configuration names; not read here. */
const KEY_PREFIX = "ICSKIT_KEY_";

/**
 * The environment as a typed object. An empty value counts as absent; relative folders are taken from the current one.
 * @throws CONFIG_INVALID listing every wrong value and every unknown `ICSKIT_*` name at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.entries(env).filter(
    ([name, value]) => name.startsWith("ICSKIT_") && !name.startsWith(KEY_PREFIX) && value,
  );
  const parsed = schema.safeParse(Object.fromEntries(set));
  const unknown = set.filter(([name]) => !(name in variables));
  if (!parsed.success || unknown.length > 0) {
    const wrong = (parsed.error?.issues ?? []).map((issue) => problem(String(issue.path[0]), env, issue.message));
    const known = `one of ${Object.keys(variables).join(", ")}`;
    throw invalid([...wrong, ...unknown.map(([name]) => problem(name, env, known))]);
  }
  const values = parsed.data;
  return {
    binariesDirectory: folder(values.ICSKIT_BINARIES_DIR),
    logLevel: values.ICSKIT_LOG_LEVEL,
    keepHomes: ["1", "true", "yes"].includes(values.ICSKIT_KEEP),
    workDirectory: resolve(values.ICSKIT_WORK_DIR ?? tmpdir()),
    runner: values.ICSKIT_RUNNER,
    reuseDirectory: folder(values.ICSKIT_REUSE_DIR),
  };
}

function folder(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

function problem(name: string, env: Readonly<Record<string, string | undefined>>, wanted: string): Problem {
  return { name, got: JSON.stringify(env[name] ?? ""), wanted };
}

function invalid(problems: readonly Problem[]): IcsError<"CONFIG_INVALID"> {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new IcsError(
    "CONFIG_INVALID",
    `The environment has ${count}\n${problemLines(problems)}\nEvery variable is explained in .env.example.`,
    { problems },
  );
}
