import type { Command } from "commander";
import type { CliContext } from "../context.ts";

const help = `
It asks no chain and writes nothing: any number of "icskit observe --store …" may write meanwhile, such as the workers of
one database. New consumers appear by themselves. A chain counts as followed live while its last stored block is younger
than a minute; otherwise the verdict is unknown (catching-up), since what is now cannot be told from it.

The password of a database comes from PGPASSWORD (in the environment or .env) or ~/.pgpass.

Examples:
  icskit view --store postgres://observer@localhost/ics --listen 127.0.0.1:8080
  icskit view --store observer.sqlite --listen 127.0.0.1:8080 --consumer-id 3

Exit codes: 1 failed; 2 wrong flags; 130 stopped by Ctrl-C or SIGTERM`;

/** `icskit view`. */
export function registerView(program: Command, context: CliContext): void {
  const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
  program
    .command("view")
    .description("serve one page, API and metrics over what observers keep in a store")
    .requiredOption("--store <file|url>", "a SQLite file or postgres://… that observers write to")
    .requiredOption("--listen <host:port>", "where to serve")
    .option("--provider-chain-id <id>", "whose consumers, where the store holds those of several providers")
    .option("--consumer-id <id>", "only this consumer; many times; default all", collect)
    .option("--allow-host <name>", "a name, besides its address, under which it may be asked; many times", collect)
    .option("--json", "say as JSON where it is served")
    .addHelpText("after", help)
    .action(async (flags) => (await import("../view/view-command.ts")).viewCommand(flags, context));
}
