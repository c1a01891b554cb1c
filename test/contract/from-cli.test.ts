import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { type BinaryName, findBinary } from "../../testnet/index.ts";

const page = readFileSync("docs/from-cli.md", "utf8");

/** The subcommands that a binary itself lists. */
async function subcommands(name: BinaryName, command: string): Promise<string[]> {
  const { path } = await findBinary(name);
  const { stdout } = await promisify(execFile)(path, [...command.split(" "), "--help"]);
  const list = /Available Commands:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? "";
  return [...list.matchAll(/^ {2}([\w-]+) /gm)].map(([, subcommand = ""]) => subcommand);
}

/** The subcommands in the page's tables under a command. */
function documented(command: string): string[] {
  const tables = page.split(/\n\n/).filter((block) => block.startsWith(`| \`${command} …\``));
  return tables.flatMap((table) => [...table.matchAll(/^\| `([\w-]+)/gm)].map(([, name = ""]) => name));
}

it.each([
  ["pd", "tx provider"],
  ["pd", "query provider"],
  ["cd", "query ccvconsumer"],
] as const)(
  "the page for users of the command line has every command of %s %s, and no other",
  async (name, command) => {
    const real = await subcommands(name, command);
    expect(real.length).toBeGreaterThan(3);
    const inPage = documented(`interchain-security-${name} ${command}`).filter(
      (found) => !found.startsWith("interchain"),
    );
    expect(inPage.toSorted()).toEqual(real.toSorted());
    // Beside its row each has a line in a program that shows it.
    const programs = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([block]) => block).join("\n");
    expect(real.filter((subcommand) => !programs.includes(subcommand))).toEqual([]);
  },
);
