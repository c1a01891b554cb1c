import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliContext } from "../context.ts";

const runners = ["native", "container"] as const;

/** `icskit demo`. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command("demo")
    .description("launch a consumer chain that a provider secures, on real binaries, and prove it step by step")
    .option("--json", "print one JSON object per verified step on stdout")
    .option("--keep", "leave the chains running at the end and print their endpoints; Ctrl-C ends them")
    .option("--block-time <ms>", "milliseconds between blocks, 50 to 60000", wholeNumber, 250)
    .option("--validators <n>", "validators of the provider, 3 to 50; all but the last one opt in", wholeNumber, 4)
    .option("--consumers <n>", "consumer chains, 1 to 20", wholeNumber, 1)
    .addOption(new Option("--runner <name>", "what runs the nodes: processes, or containers").choices(runners))
    .addHelpText("after", "\nExample:\n  icskit demo --validators 5 --block-time 1000 --json")
    .action(async (flags) => (await import("../demo/demo-command.ts")).demoCommand(flags, context));
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
