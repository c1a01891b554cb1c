import { type Command, Option } from "commander";
import { consumerPhases } from "../../ccv/phase.ts";
import { consumerHelp as help } from "../consumer/consumer-help.ts";
import type { CliContext } from "../context.ts";

/** `icskit consumer` with its commands. */
export function registerConsumer(program: Command, context: CliContext): void {
  const consumer = program
    .command("consumer")
    .description("launch a consumer chain from one spec file, and look after it")
    .addHelpText("after", help.consumer);
  registerSpec(consumer, context);
  registerLaunch(consumer, context);
  registerReports(consumer, context);
  registerChanges(consumer, context);
}

function registerSpec(consumer: Command, context: CliContext): void {
  consumer
    .command("init")
    .description("write a spec with every field explained, by asking")
    .argument("[file]", "a new file", "consumer.yaml")
    .option("--yes", "ask nothing: write the defaults")
    .addHelpText("after", help.init)
    .action(async (file, flags) => (await import("../consumer/init-command.ts")).initCommand(file, flags, context));
  withSpec(consumer.command("validate").description("check a spec without asking any chain"))
    .addHelpText("after", help.validate)
    .action(async (spec, flags) => (await reports()).validateCommand(spec, flags, context));
}

function registerLaunch(consumer: Command, context: CliContext): void {
  withSpec(consumer.command("preflight").description("judge every rule of the launch checklist"), "id")
    .addHelpText("after", help.preflight)
    .action(async (spec, flags) => (await reports()).preflightCommand(spec, flags, context));
  withSpec(
    consumer.command("launch").description("from spec to open channel and first acknowledged VSC packet"),
    "id",
    "ask",
  )
    .option("--watch", "where a spawn fails, wait until an active validator has opted in, and set the next spawn time")
    .addHelpText("after", help.launch)
    .action(async (spec, flags) => (await import("../consumer/launch-command.ts")).launchCommand(spec, flags, context));
  withSpec(consumer.command("genesis").description("make or verify the genesis file of a launched consumer"), "id")
    .option("--verify <file>", "compare this file with what provider and spec make, and write nothing")
    .option("--hash <sha256>", "the SHA-256 that the file must have")
    .addHelpText("after", help.genesis)
    .action(async (spec, flags) =>
      (await import("../consumer/genesis-command.ts")).genesisCommand(spec, flags, context),
    );
}

function registerReports(consumer: Command, context: CliContext): void {
  consumer
    .command("list")
    .description("every consumer of a provider, a line each")
    .requiredOption("--provider <url>", "RPC of a provider's node")
    .addOption(new Option("--phase <phase>", "only those in this phase").choices(consumerPhases))
    .option("--json", "one JSON object a line")
    .addHelpText("after", help.list)
    .action(async (flags) => (await import("../consumer/list-commands.ts")).listCommand(flags, context));
  consumer
    .command("show")
    .description("everything that a provider knows of one consumer")
    .argument("<consumer-id>", "the number that the provider gave")
    .requiredOption("--provider <url>", "RPC of a provider's node")
    .option("--json", "one JSON object")
    .addHelpText("after", help.show)
    .action(async (id, flags) => (await import("../consumer/list-commands.ts")).showCommand(id, flags, context));
  withSpec(consumer.command("health").description("what is secured of a launched consumer, and what is not"), "id")
    .addHelpText("after", help.health)
    .action(async (spec, flags) => (await reports()).healthCommand(spec, flags, context));
  const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
  withSpec(consumer.command("diagnose").description("whose key is missing where a consumer makes no blocks"), "id")
    .option("--home <folder>", "a node's home; may be given many times", collect)
    .option("--node <url>", "a node's RPC; may be given many times", collect)
    .option("--genesis <file>", "the genesis file that the nodes run; default: what the provider tells")
    .addHelpText("after", help.diagnose)
    .action(async (spec, flags) =>
      (await import("../consumer/diagnose-command.ts")).diagnoseCommand(spec, flags, context),
    );
}

function registerChanges(consumer: Command, context: CliContext): void {
  const changes = () => import("../consumer/change-commands.ts");
  withSpec(consumer.command("create").description("only create the consumer; launch goes on from there"), "id", "ask")
    .addHelpText("after", help.create)
    .action(async (spec, flags) => (await changes()).createCommand(spec, flags, context));
  withSpec(consumer.command("update").description("make the provider agree with the spec"), "id", "ask")
    .addHelpText("after", help.update)
    .action(async (spec, flags) => (await changes()).updateCommand(spec, flags, context));
  withSpec(consumer.command("transfer-ownership").description("give the consumer to another account"), "id", "ask")
    .requiredOption("--to <address>", "the new owner's account on the provider")
    .addHelpText("after", help["transfer-ownership"])
    .action(async (spec, flags) => (await changes()).transferCommand(spec, flags, context));
  withSpec(
    consumer
      .command("top-n")
      .description("make a Top N chain of the consumer, or an opt-in chain again, by governance"),
    "id",
    "ask",
  )
    .addOption(new Option("--top-n <percent>", "0, or 50 to 100").makeOptionMandatory().argParser(Number))
    .option("--new-owner <address>", "with --top-n 0: the account that gets the consumer back")
    .addHelpText("after", help["top-n"])
    .action(async (spec, flags) => (await changes()).topNCommand(spec, flags, context));
  withSpec(
    consumer.command("remove").description("show what follows when, then stop the consumer for good"),
    "id",
    "ask",
  )
    .addHelpText("after", help.remove)
    .action(async (spec, flags) => (await changes()).removeCommand(spec, flags, context));
}

const reports = () => import("../consumer/report-commands.ts");

/** What commands with a spec have in common: `id` to choose the consumer, `ask` for what changes a chain. */
function withSpec(command: Command, ...groups: readonly ("id" | "ask")[]): Command {
  command.argument("<spec>", "a spec file: YAML or JSON").option("--json", "one JSON object a line on stdout");
  if (groups.includes("id"))
    command.option("--consumer-id <id>", "which consumer; before the spec and the file beside it");
  if (groups.includes("ask"))
    command.option("--dry-run", "show what would be done, and send nothing").option("--yes", "ask nothing");
  return command;
}
