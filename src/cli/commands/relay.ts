import { type Command, Option } from "commander";
import type { CliContext } from "../context.ts";

const HELP = `
It opens what is not open yet, carries packets, acknowledgements and timeouts, keeps light clients fresh, and has the
provider punish what consumers' validators do wrong. Everything it knows is on the chains: end it at any point, in any
way, and start it again. Paths do not touch each other; what fails is tried again. Where every path is refused at the
start (wrong chain, clients of another consumer, no funds) it ends, before anything is sent.

Examples:
  icskit relay init relay.yaml
  icskit relay --config relay.yaml --check
  ICSKIT_KEY_RELAYER="$(cat mnemonic)" icskit relay --config relay.yaml --listen 127.0.0.1:9464
  icskit relay --config relay.yaml --config-for hermes > hermes.toml
  icskit relay encrypt-key --out relayer.key --password-file password < mnemonic

Exit codes: 0 nothing is left to relay, or nothing is in the way (--check); 1 failed, or a channel was closed;
2 wrong flags or configuration; 130 stopped by Ctrl-C or SIGTERM, once transactions on their way were waited for`;

const ENCRYPT_HELP = `
The mnemonic comes from stdin or a variable, never from the command line, where other users see it.

Examples:
  icskit relay encrypt-key --out relayer.key --password-file password < mnemonic
  icskit relay encrypt-key --out relayer.key --mnemonic-env ICSKIT_KEY_RELAYER --password-env ICSKIT_KEY_PASSWORD`;

/** `icskit relay` with its helpers. */
export function registerRelay(program: Command, context: CliContext): void {
  const relay = program
    .command("relay")
    .description("relay between a provider and its consumers, until Ctrl-C or SIGTERM")
    .option("--config <file>", "YAML or JSON; `icskit relay init` writes one to start from")
    .option("--check", "connect, verify, print what would be done, and send nothing")
    .addOption(new Option("--dry-run", "the same as --check").implies({ check: true }))
    .option("--json", "one JSON object per event on stdout, instead of lines on stderr")
    .option("--listen <host:port>", "serve /metrics and /health there; before `listen` of the configuration")
    .addOption(
      new Option("--config-for <relayer>", "print another relayer's configuration for the same paths").choices([
        "hermes",
      ]),
    )
    .addHelpText("after", HELP)
    .action(async (flags) => {
      // Not declared as required: its subcommands do without.
      if (flags.config === undefined) relay.error("error: required option '--config <file>' not specified");
      await (await import("../relay/relay-command.ts")).relayCommand(flags, context);
    });
  relay
    .command("init")
    .description("write a configuration with every field explained")
    .argument("[file]", "a new file", "relay.yaml")
    .action(async (file: string) => (await import("../relay/relay-init.ts")).initCommand(file));
  relay
    .command("encrypt-key")
    .description("encrypt a mnemonic into a key file")
    .requiredOption("--out <file>", "a new file; only its owner can read it")
    .option("--mnemonic-env <name>", "take the mnemonic from this environment variable instead of stdin")
    .option("--password-env <name>", "take the password from this environment variable")
    .option("--password-file <file>", "take the password from the first line of this file")
    .addHelpText("after", ENCRYPT_HELP)
    .action(async (flags) => (await import("../relay/encrypt-key.ts")).encryptKeyCommand(flags, context));
}
