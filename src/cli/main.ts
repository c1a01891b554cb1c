#!/usr/bin/env node
import { createRequire, enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { config as loadDotenv } from "dotenv";
import { readConfig } from "../config.ts";
import type { CliContext } from "./context.ts";
import { describeFailure, exitCodeOf, exitCodes } from "./failure.ts";

/**
 * Every command. A module in commands/ only declares its command; what the command needs it imports when it runs,
 * so that `--help` stays quick.
 */
const commands: readonly (() => Promise<(program: Command, context: CliContext) => void>)[] = [
  async () => (await import("./commands/demo.ts")).registerDemo,
  async () => (await import("./commands/doctor.ts")).registerDoctor,
  async () => (await import("./commands/relay.ts")).registerRelay,
  async () => (await import("./commands/observe.ts")).registerObserve,
  async () => (await import("./commands/report.ts")).registerReport,
  async () => (await import("./commands/view.ts")).registerView,
  async () => (await import("./commands/validator.ts")).registerValidator,
  async () => (await import("./commands/consumer.ts")).registerConsumer,
  async () => (await import("./commands/completion.ts")).registerCompletion,
  async () => (await import("./commands/testnet.ts")).registerTestnet,
];

function createContext(version: string): CliContext {
  const interrupt = new AbortController();
  // A reader that closes the pipe early ("| head") ends the command as Ctrl-C does: after cleaning up.
  process.stdout.on("error", (error) => interrupt.abort(error));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // The first one asks for a clean end, the second one does not wait for it.
      if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
      interrupt.abort(new Error(`Interrupted by ${signal}`));
    });
  }
  return {
    signal: interrupt.signal,
    environment: process.env,
    version,
    get config() {
      return readConfig(process.env);
    },
  };
}

async function createProgram(context: CliContext, description: string): Promise<Command> {
  const program = new Command("icskit").description(description).version(context.version).exitOverride();
  program.showHelpAfterError("Add --help to see what it takes.");
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 failed, 2 wrong input, 3 a stated condition or rule does not hold, 4 warnings only, 130 interrupted (Ctrl-C, or the output's reader has gone)",
  );
  for (const load of commands) (await load())(program, context);
  return program;
}

async function main(): Promise<void> {
  // Later starts find the modules compiled, in the system's temporary folder or where NODE_COMPILE_CACHE says.
  enableCompileCache();
  loadDotenv({ quiet: true });
  const { description, version } = createRequire(import.meta.url)("icskit/package.json");
  const context = createContext(version);
  try {
    const program = await createProgram(context, description);
    await program.parseAsync();
  } catch (error) {
    // Commander has printed its own errors already.
    if (!(error instanceof CommanderError)) console.error(describeFailure(error, context.signal));
    process.exitCode = exitCodeOf(error, context.signal);
  }
}

await main();
