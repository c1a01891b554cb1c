import type { CliContext } from "../context.ts";
import { listenAddress } from "../flag-checks.ts";
import { prepareChains } from "./prepare-chains.ts";
import { readRelayConfig } from "./relay-config.ts";
import { createRelayOutput } from "./relay-output.ts";

/** The flags of `icskit relay`. */
export interface RelayFlags {
  readonly config: string;
  readonly json?: boolean;
  readonly check?: boolean;
  readonly listen?: string;
  readonly configFor?: "hermes";
}

/**
 * Runs the relayer until it is interrupted or nothing is left to relay; or, with `check` or `configFor`, only looks.
 * @throws CONFIG_INVALID, TX_MNEMONIC_INVALID; as `runRelayer`
 */
export async function relayCommand(flags: RelayFlags, context: CliContext): Promise<void> {
  const config = await readRelayConfig(flags.config, context.environment);
  const listen = listenAddress(flags.listen, config.listen);
  const output = createRelayOutput({
    json: flags.json ?? false,
    logLevel: context.config.logLevel,
    stdout: (line) => console.log(line),
    // A plan is what the command is asked for; what a relayer does is told beside it.
    stderr: (line) => (flags.check ? console.log(line) : console.error(line)),
  });
  const chains = await prepareChains(config, context, output);
  try {
    if (flags.check) {
      const { checkCommand } = await import("./check-command.ts");
      process.exitCode = await checkCommand(chains, config, output, context.signal);
      return;
    }
    if (flags.configFor === "hermes") {
      const { hermesConfigOf } = await import("./hermes-command.ts");
      console.log(await hermesConfigOf(chains, config, context.signal));
      return;
    }
    const { runRelayer } = await import("./run-relayer.ts");
    await runRelayer({ config, listen, chains, output, signal: context.signal });
  } finally {
    await chains.close();
  }
}
