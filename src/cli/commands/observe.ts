import { type Command, Option } from "commander";
import { healthCodes } from "../../observer/summary/health-codes.ts";
import type { CliContext } from "../context.ts";

const help = (): string => `
It only reads: it holds no key and sends nothing. Whoever relays, it tells from the blocks and the state of both chains
whether each consumer really runs the validator set that the provider computed, and why not.

A verdict is secured, pending (not launched, or the channel not open yet), at-risk, unknown or unsecured; each reason
has a code, which --fail-on takes:
${codeTable()}

With --json each line is one message: {"type": "started" | "event" | "violation" | "health" | "failure", …}. Whole
numbers of 64 bits are decimal text, times ISO 8601, bytes base64; the fields are those of the API (--listen,
/openapi.json). With --store, what was told in an earlier run is not told again.

Examples:
  icskit observe --provider http://127.0.0.1:26657 --consumer http://127.0.0.1:36657
  icskit observe --provider $P --consumer $C1 --consumer $C2 --store observer.sqlite --listen 127.0.0.1:8080
  icskit observe --provider $P --consumer-id 3 --from 1 --json > events.jsonl
  icskit observe --provider $P --consumer $C --until-healthy --timeout 120 && ./run-tests
  icskit observe --provider $P --consumer $C --fail-on channel-closed,client-expired

Exit codes: 0 healthy (--until-healthy), or the time of --timeout has passed; 1 failed; 2 wrong flags;
3 a code of --fail-on was seen, or not healthy within --timeout; 130 stopped by Ctrl-C or SIGTERM`;

/** `icskit observe`. */
export function registerObserve(program: Command, context: CliContext): void {
  const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
  program
    .command("observe")
    .description("watch whether consumers are really secured: live, as JSON, or as a web page")
    .requiredOption("--provider <url>", "RPC of a provider's node")
    .option("--consumer <url>", "RPC of a consumer's node; may be given many times", collect)
    .option(
      "--consumer-id <id>",
      "a consumer without a node to ask: only the provider's side is seen; many times",
      collect,
    )
    .option("--json", "one JSON object a line on stdout")
    .option("--store <file|url>", "keep what is seen, and go on there: a SQLite file or postgres://…")
    .option("--from <height>", "latest, a height, or provider:H,consumer:H; a store goes on where it ended", "latest")
    .option("--listen <host:port>", "serve a web page, a JSON API and Prometheus metrics there")
    .option("--allow-host <name>", "a name, besides its address, under which --listen may be asked", collect)
    .option("--until-healthy", "end as soon as every consumer is secured")
    .option("--fail-on <codes>", "end with code 3 as soon as one of these, separated by commas, is a reason")
    .option("--timeout <seconds>", "end after so long")
    .addOption(new Option("--state-every <blocks>", "read the chains' state that often").default("20"))
    .option("--worker", "follow a share of the consumers; other workers with the same postgres:// follow the rest")
    .addHelpText("after", help)
    .action(async (flags) => (await import("../observe/observe-command.ts")).observeCommand(flags, context));
}

function codeTable(): string {
  const rows = Object.entries(healthCodes).map(([code, { verdict, meaning }]) => [code, verdict, meaning] as const);
  return rows.map(([code, verdict, meaning]) => `  ${code.padEnd(20)} ${verdict.padEnd(10)} ${meaning}`).join("\n");
}
