import { type Command, Option } from "commander";
import type { CliContext } from "../context.ts";

const UP_HELP = `
The file has the fields of a topology (createTestnet) in YAML or JSON; \${NAME} stands for an environment variable, also
one of .env. Without a file: a provider of three validators and one consumer, consumer-1, that all of them secure.

With --json one object is printed once all chains run: provider, consumers, accountsFile, folder. Exit code 130 after
Ctrl-C, which ends all nodes and removes their homes.

With --reuse, Ctrl-C leaves the containers running. The next --reuse with the same file, binaries and version of icskit
takes them over within seconds, as does createTestnet(topology, { reuse: true }): same keys, chains at the height that
they have then. One that cannot go on is removed and launched anew. "icskit testnet down" removes them all.

Examples:
  icskit testnet up
  icskit testnet up team.yaml --runner container --reuse
  icskit testnet up team.yaml --runner container --json | jq -r .provider.rpc[0]`;

const DOWN_HELP = `
Containers, networks and keys go. A testnet that another process uses at the moment stays, and is an error.

Example:
  icskit testnet down`;

const EXPORT_HELP = `
What is written is whole: homes, keys, genesis and the files that run them. The provider runs as it is; a consumer can
only be made on a provider that runs, so "icskit testnet attach" does that from outside, and its nodes follow. README.md
in the folder says it step by step, with every command. Files with keys are readable by their owner only.

Examples:
  icskit testnet export --format compose --out net team.yaml && docker compose -f net/compose.yaml up -d
  icskit testnet export --format kubernetes --image registry.example/icskit:7.0.1 --out net`;

const ATTACH_HELP = `
Creates each consumer of the testnet on its provider, opts its validators in, waits for its launch, and writes its
genesis into the exported folder. Then the consumer's nodes must be started: --on-genesis gives the command, or start
them when you are told. It opens the channel and relays until Ctrl-C; --once ends when all is open. Consumers that were
launched before are taken over. relay.yaml is written into the folder, for "icskit relay" to go on in its place.

Examples:
  icskit testnet attach net --on-genesis "docker compose -f net/compose.yaml -f net/compose.consumers.yaml up -d"
  icskit testnet attach net --once && icskit relay --config net/relay.yaml`;

const CHECKPOINT_HELP = `
The folder then holds the chains as they were stopped, and every key: keep it secret. It can be restored until the light
clients of the chains have grown too old, which is printed.

Example:
  icskit testnet checkpoint net.checkpoint team.yaml && icskit testnet restore net.checkpoint`;

const RESTORE_HELP = `
The chains go on where they were stopped, with the present time: what was to end in between ends at once. The checkpoint
stays as it is, and several testnets can be restored from it side by side.

Example:
  icskit testnet restore net.checkpoint --json`;

const reuseFolder = (): Option =>
  new Option(
    "--reuse-folder <folder>",
    "where the keys of reused testnets are; default ICSKIT_REUSE_DIR, or .icskit/reuse of the package",
  );

/** Adds `icskit testnet` with its subcommands. */
export function registerTestnet(program: Command, context: CliContext): void {
  const testnet = program.command("testnet").description("build, run and export testnets on real binaries");
  testnet
    .command("up")
    .description("start a testnet, print its addresses, and keep it running until Ctrl-C")
    .argument("[file]", "a topology in YAML or JSON")
    .addOption(new Option("--runner <name>", "what runs the nodes").choices(["native", "container"]))
    .option("--json", "print the addresses as one JSON object on stdout")
    .option("--keep", "leave homes and logs behind")
    .option("--reuse", "leave containers running for the next one, and take over what the last one left")
    .addOption(reuseFolder().implies({ reuse: true }))
    .addHelpText("after", UP_HELP)
    .action(async (file, flags) => (await import("../testnet/up-command.ts")).upCommand(file, flags, context));
  testnet
    .command("down")
    .description("remove the testnets that --reuse, or createTestnet with reuse, has left running")
    .addOption(reuseFolder())
    .option("--all", "also those of other folders and users of the container engine, in use or not")
    .option("--json", "print what was removed as one JSON object a line: testnet, nodes")
    .addHelpText("after", DOWN_HELP)
    .action(async (flags) => (await import("../testnet/down-command.ts")).downCommand(flags, context));
  testnet
    .command("build")
    .description("build the stock binaries with Go, where they are missing or of another release")
    .argument("[names...]", "pd, cd, cdd or sd; default all four")
    .addHelpText("after", "\nExample:\n  icskit testnet build pd cd")
    .action(async (names) => (await import("../testnet/build-command.ts")).buildCommand(names, context));
  testnet
    .command("export")
    .description("write a testnet as a Compose file or as Kubernetes manifests")
    .argument("[file]", "a topology in YAML or JSON")
    .addOption(
      new Option("--format <format>", "what to write").choices(["compose", "kubernetes"]).makeOptionMandatory(),
    )
    .requiredOption("--out <folder>", "a folder that does not exist yet, or is empty")
    .option("--image <name>", "the image that has the stock binaries, where the topology names none")
    .option("--first-port <port>", "the first of the ports of this machine under which nodes are reached", "26700")
    .addHelpText("after", EXPORT_HELP)
    .action(async (file, flags) => (await import("../testnet/export-command.ts")).exportCommand(file, flags, context));
  testnet
    .command("attach")
    .description("launch the consumers of an exported testnet whose provider runs, and relay")
    .argument("<folder>", "what --out of the export was")
    .option("--on-genesis <command>", "a shell command that starts the consumers' nodes")
    .option("--once", "end when every channel is open, instead of relaying")
    .option("--json", "print the addresses as one JSON object on stdout")
    .addHelpText("after", ATTACH_HELP)
    .action(async (folder, flags) => {
      await (await import("../testnet/attach-command.ts")).attachCommand(folder, flags, context);
    });
  testnet
    .command("checkpoint")
    .description("launch a testnet, stop it once packets flow, and store it in a folder")
    .argument("<folder>", "a folder that does not exist yet")
    .argument("[file]", "a topology in YAML or JSON")
    .option("--json", "print folder, stoppedAt and expiresAt as one JSON object on stdout")
    .addHelpText("after", CHECKPOINT_HELP)
    .action(async (folder, file, flags) => {
      await (await import("../testnet/checkpoint-command.ts")).checkpointCommand(folder, file, flags, context);
    });
  testnet
    .command("restore")
    .description("bring a stored testnet back on free ports, and keep it running until Ctrl-C")
    .argument("<folder>", "what checkpoint has written")
    .option("--json", "print the addresses as one JSON object on stdout")
    .option("--keep", "leave homes and logs behind")
    .addHelpText("after", RESTORE_HELP)
    .action(async (folder, flags) => {
      await (await import("../testnet/restore-command.ts")).restoreCommand(folder, flags, context);
    });
}
