import { Argument, type Command } from "commander";
import type { CliContext } from "../context.ts";

const HELP = `
Completes commands, flags and the values that a flag can have; where neither fits, file names.

Examples:
  source <(icskit completion bash)
  icskit completion zsh > "\${fpath[1]}/_icskit"
  icskit completion fish > ~/.config/fish/completions/icskit.fish`;

/** `icskit completion`. */
export function registerCompletion(program: Command, _context: CliContext): void {
  program
    .command("completion")
    .description("print a script that completes icskit in a shell")
    .addArgument(new Argument("<shell>", "which one").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", HELP)
    .action(async (shell) => {
      const { completionScript } = await import("../completion/completion-script.ts");
      console.log(completionScript(program, shell));
    });
}
