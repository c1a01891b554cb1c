import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import type { Finding } from "../doctor/check.ts";
import { exitCodes } from "../failure.ts";

/** Adds `icskit doctor`: what this machine has and lacks. Exit code 1 where something needed is missing. */
export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command("doctor")
    .description("say what is missing on this machine, and how to get it")
    .option("--json", "one object per check per line: name, verdict (ok, missing, optional), found, advice")
    .action(async (options: { json?: boolean }) => {
      const findings = await examine(context);
      if (options.json) for (const finding of findings) console.log(JSON.stringify(finding));
      else console.log(await formatFindings(findings));
      if (findings.some((finding) => finding.verdict === "missing")) process.exitCode = exitCodes.failed;
    });
}

async function examine({ config, signal }: CliContext): Promise<Finding[]> {
  const { checkNode, checkPackages } = await import("../doctor/check-node.ts");
  const { checkBinaries, checkGo } = await import("../doctor/check-binaries.ts");
  const { checkDisk, checkDocker, checkLoopback } = await import("../doctor/check-machine.ts");
  const checks = [checkNode, checkPackages, checkGo, checkBinaries, checkDisk, checkLoopback, checkDocker];
  return (await Promise.all(checks.map((check) => check({ config, signal })))).flat();
}

async function formatFindings(findings: readonly Finding[]): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const noRules = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const head = ["", "found", "verdict", "how to get it"];
  const table = new Table({ head, chars: noRules, style: { head: [], border: [] } });
  for (const { name, found, verdict, advice } of findings) table.push([name, found, verdict, advice ?? ""]);
  return table.toString();
}
