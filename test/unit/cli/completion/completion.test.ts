import { execFileSync, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { completionScript } from "../../../../src/cli/completion/completion-script.ts";
import { completionPoints } from "../../../../src/cli/completion/completion-words.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

function program(): Command {
  const tool = new Command("icskit").version("1");
  const consumer = tool.command("consumer").description("it's a consumer");
  consumer.command("launch").argument("<spec>").option("--watch", "wait");
  consumer.command("list").addOption(new Option("--phase <phase>", "only these").choices(["LAUNCHED", "STOPPED"]));
  tool.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh"]));
  return tool;
}

/** What bash offers after these words; the last is what is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "complete.bash"), completionScript(program(), "bash"));
  await writeFile(join(folder, "spec.yaml"), "");
  const typed = ["icskit", ...words].map((word) => `'${word}'`).join(" ");
  const script = `source ./complete.bash; COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _icskit_complete 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "-c", script], { cwd: folder, encoding: "utf8" });
  return output.split("\n").filter(Boolean);
}

it("offers commands, flags and values in bash", async () => {
  expect(await offered("c")).toEqual(["consumer", "completion"]);
  expect(await offered("consumer", "")).toEqual(["launch", "list", "--help"]);
  expect(await offered("consumer", "launch", "--")).toEqual(["--watch", "--help"]);
  expect(await offered("consumer", "list", "--phase", "S")).toEqual(["STOPPED"]);
  expect(await offered("completion", "z")).toEqual(["zsh"]);
});

it("offers files in bash where nothing else fits", async () => {
  expect(await offered("consumer", "launch", "sp")).toEqual(["spec.yaml"]);
});

it("is a script that bash reads without complaint, also of the whole program", () => {
  const main = join(__dirname, "../../../../src/cli/main.ts");
  const whole = execFileSync(process.execPath, [main, "completion", "bash"], { encoding: "utf8" });
  expect(whole).toContain("'icskit consumer launch') words='--json");
  expect(spawnSync("bash", ["-n"], { input: whole, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

it("names every command for zsh and fish", () => {
  const paths = completionPoints(program()).map(({ path }) => path);
  expect(paths).toEqual([
    "icskit",
    "icskit consumer",
    "icskit consumer launch",
    "icskit consumer list",
    "icskit completion",
  ]);
  const zsh = completionScript(program(), "zsh");
  for (const path of paths) expect(zsh).toContain(`'${path}') words=`);
  expect(zsh).toMatch(/^#compdef icskit\n/);
  const fish = completionScript(program(), "fish");
  expect(fish).toContain(
    "complete -c icskit -n '__fish_seen_subcommand_from consumer; and __fish_seen_subcommand_from list' -l phase -x -a 'LAUNCHED STOPPED' -d 'only these'",
  );
  expect(fish).toContain("-f -a consumer -d 'it'\\''s a consumer'");
});
