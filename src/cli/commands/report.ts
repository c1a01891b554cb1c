import { type Command, Option } from "commander";
import type { CliContext } from "../context.ts";

const HELP = `
It reads the history that "icskit observe --store" kept, or the blocks of both chains up to what is their latest now, and
judges every invariant on the way. The file needs no script and no network, and nothing in it can run. Read-only: no key.

HEIGHT is a height of both chains, or of each: provider:120,consumer:80 (either may be left out).

Examples:
  icskit report --store observed.db --out report.html
  icskit report --store postgres://observer@localhost/ics --consumer-id 3 --out consumer-3.html
  icskit report --provider http://127.0.0.1:26657 --consumer http://127.0.0.1:26757 --out report.html
  icskit report --store observed.db --from provider:1000 --to provider:2000 --json | jq .summary.health

Exit codes: 0 written; 1 failed; 2 wrong flags, or a file that exists already; 130 interrupted, and nothing is written`;

/** Adds `icskit report`: what happened to one consumer in a range of blocks, as an HTML file or as JSON. */
export function registerReport(program: Command, context: CliContext): void {
  program
    .command("report")
    .description("write an HTML report of what happened between a provider and one of its consumers")
    .addOption(new Option("--store <file or url>", "a history that was kept: SQLite file or postgres:// URL"))
    .option("--provider <url>", "RPC of a provider's node, in place of a store")
    .option("--consumer <url>", "RPC of a consumer's node; without it only the provider's side is told")
    .option("--consumer-id <id>", "of which consumer, where the store has several or no --consumer is given")
    .option("--from <height>", "first height; default the first that is known")
    .option("--to <height>", "last height; default the last that is known")
    .option("--out <file>", "where to write the HTML report")
    .option("--force", "overwrite that file")
    .option("--json", "print the same data as one JSON object on stdout")
    .addHelpText("after", HELP)
    .action(async (flags) => (await import("../report/report-command.ts")).reportCommand(flags, context));
}
