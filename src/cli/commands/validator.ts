import type { Command } from "commander";
import type { CliContext } from "../context.ts";

const HELP = `
Everything follows from one file: where the provider is, whose key signs, and a policy of rules, of which the first whose
conditions all hold decides about a consumer. Nothing of a plan is kept but the transactions that were signed.

Examples:
  icskit validator init validator.yaml
  icskit validator plan --config validator.yaml
  icskit validator apply --config validator.yaml
  icskit validator watch --config validator.yaml --listen 127.0.0.1:9465
  icskit validator status --config validator.yaml

Exit codes: 0 done; 1 failed, or a plan no longer fits; 2 wrong flags or file; 130 stopped by Ctrl-C or SIGTERM`;

const DEFAULT_FILE = "validator.yaml";

const WATCH_HELP = `
/health answers 200 where the last look at the provider is 10 minutes old at most, the validator is not jailed, and
nothing is in the way of the policy; else 503 with the reasons. /metrics is for Prometheus.`;

const example = (...lines: readonly string[]): string =>
  `\n${lines.length === 1 ? "Example" : "Examples"}:\n${lines.map((line) => `  icskit validator ${line}`).join("\n")}`;

/** `icskit validator` with its commands. */
export function registerValidator(program: Command, context: CliContext): void {
  const validator = program
    .command("validator")
    .description("opt a validator in and out of consumers by a policy, and watch over it")
    .addHelpText("after", HELP);
  registerFile(validator, context);
  registerPlan(validator, context);
  registerWatch(validator, context);
  registerKeys(validator, context);
}

/** A command that works by a validator's file. */
function withFile(command: Command): Command {
  return command
    .option("--config <file>", "YAML or JSON; `icskit validator init` writes one to start from", DEFAULT_FILE)
    .option("--json", "JSON on stdout, one object a line");
}

const sends = (command: Command): Command =>
  withFile(command)
    .option("--yes", "do it without asking")
    .option("--dry-run", "show what would be done, and send nothing");

function registerFile(validator: Command, context: CliContext): void {
  validator
    .command("init")
    .description("write a file with every field explained")
    .argument("[file]", "a new file", DEFAULT_FILE)
    .addHelpText("after", example("init validator.yaml"))
    .action(async (file: string) => (await import("../validator/init-command.ts")).initCommand(file));
  withFile(validator.command("check"))
    .description("check the file, offline: every problem with its line")
    .addHelpText("after", example("check --config validator.yaml"))
    .action(async (flags) => (await import("../validator/init-command.ts")).checkCommand(flags, context));
}

function registerPlan(validator: Command, context: CliContext): void {
  withFile(validator.command("plan"))
    .description("show what the policy wants changed, why, and what would follow")
    .option("--out <file>", "write the changes for `apply`")
    .option("--all", "show consumers too that nothing is to be done about")
    .addHelpText("after", example("plan --config validator.yaml --out plan.json", "plan --json --all"))
    .action(async (flags) => (await import("../validator/plan-command.ts")).planCommand(flags, context));
  sends(validator.command("apply"))
    .description("send exactly what a plan says, after checking it again")
    .argument("[plan]", "a file of `plan --out`; without it a plan is made now, and shown")
    .option("--consumer <id...>", "only what concerns these consumers")
    .addHelpText("after", example("apply plan.json", "apply --consumer 3 7 --yes"))
    .action(async (plan: string | undefined, flags) =>
      (await import("../validator/plan-command.ts")).applyCommand(plan, flags, context),
    );
}

function registerWatch(validator: Command, context: CliContext): void {
  withFile(validator.command("watch"))
    .description("keep the provider as the policy wants it, until Ctrl-C or SIGTERM")
    .option("--listen <host:port>", "serve /metrics and /health there; before `listen` of the file")
    .option("--dry-run", "tell what there is to tell, and send nothing")
    .addHelpText("after", WATCH_HELP)
    .addHelpText("after", example("watch --config validator.yaml --listen 127.0.0.1:9465", "watch --dry-run --json"))
    .action(async (flags) => (await import("../validator/watch-command.ts")).watchCommand(flags, context));
  withFile(validator.command("status"))
    .description("show what this validator must run, what it runs, its power, missed blocks, jail and rewards")
    .addHelpText("after", example("status --config validator.yaml", "status --json"))
    .action(async (flags) => (await import("../validator/status-command.ts")).statusCommand(flags, context));
  sends(validator.command("unjail"))
    .description("free the validator on the provider, once its time is up")
    .addHelpText("after", example("unjail --config validator.yaml --yes"))
    .action(async (flags) => (await import("../validator/unjail-command.ts")).unjailCommand(flags, context));
}

function registerKeys(validator: Command, context: CliContext): void {
  const keys = validator
    .command("keys")
    .description("consensus keys for consumers, encrypted in a folder")
    .addHelpText("after", example("keys generate --consumer 3", "keys list", "keys rotate --consumer 3"));
  const ofConsumer = (command: Command): Command =>
    command.requiredOption("--consumer <id>", "the consumer's id on the provider");
  withFile(keys.command("list"))
    .description("show the public halves")
    .addHelpText("after", example("keys list --json"))
    .action(async (flags) => (await import("../validator/keys-command.ts")).listKeysCommand(flags, context));
  ofConsumer(withFile(keys.command("generate")))
    .description("generate a key for a consumer")
    .addHelpText("after", example("keys generate --consumer 3"))
    .action(async (flags) => (await import("../validator/keys-command.ts")).generateKeyCommand(flags, context));
  ofConsumer(withFile(keys.command("import")))
    .description("take a priv_validator_key.json of your own")
    .requiredOption("--file <file>", "only its owner may be able to read it")
    .addHelpText("after", example("keys import --consumer 3 --file priv_validator_key.json"))
    .action(async (flags) => (await import("../validator/keys-command.ts")).importKeyCommand(flags, context));
  ofConsumer(withFile(keys.command("place")))
    .description("put a key into the home of a node that does not run")
    .requiredOption("--home <folder>", "the node's home")
    .option("--stopped-nodes", "nodes of the file that do not answer are known to be stopped")
    .addHelpText("after", example("keys place --consumer 3 --home /var/lib/consumer --stopped-nodes"))
    .action(async (flags) => (await import("../validator/keys-command.ts")).placeKeyCommand(flags, context));
  ofConsumer(sends(keys.command("assign")))
    .description("assign the newest key of the folder on the provider")
    .addHelpText("after", example("keys assign --consumer 3"))
    .action(async (flags) => (await import("../validator/assign-key-command.ts")).assignKeyCommand(flags, context));
  ofConsumer(sends(keys.command("rotate")))
    .description("generate another key and assign it; says how long the old one can still be punished")
    .addHelpText("after", example("keys rotate --consumer 3 --yes"))
    .action(async (flags) => (await import("../validator/assign-key-command.ts")).rotateKeyCommand(flags, context));
}
