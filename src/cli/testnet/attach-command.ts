import { spawn } from "node:child_process";
import { once } from "node:events";
import { attachTestnet } from "../../../testnet/index.ts";
import { IcsError } from "../../errors.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { addressesOf, addressLines } from "./describe-testnet.ts";
import { untilAborted } from "./until-aborted.ts";
import { writeRelayFiles } from "./write-relay-files.ts";

/** The flags of `icskit testnet attach`. */
export interface AttachFlags {
  readonly onGenesis?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

/** Launches the consumers of an exported testnet and relays. @throws as `attachTestnet`; the reason of its end */
export async function attachCommand(folder: string, flags: AttachFlags, context: CliContext): Promise<void> {
  const { signal, config } = context;
  console.error("Waiting for the provider");
  await using net = await attachTestnet({
    folder,
    signal,
    logger: createCliLogger(config.logLevel),
    onHop: ({ name }) => console.error(`  ${name}`),
    onGenesis: (chainId) => startNodes(chainId, flags.onGenesis, { folder, signal }),
  });
  const addresses = addressesOf(net);
  console.log(flags.json ? JSON.stringify(addresses) : addressLines(addresses).join("\n"));
  if (net.consumers.length === 0) return;
  console.error(`Wrote ${await writeRelayFiles(net, folder)}, with which "icskit relay" can go on in place of this.`);
  if (flags.once) return;
  console.error("Relaying; Ctrl-C ends it, and leaves the nodes running.");
  await untilAborted(signal);
  signal.throwIfAborted();
}

/** Has a consumer's nodes started, or asks the user to do it. @throws CHECK_FAILED where the command fails */
export async function startNodes(
  chainId: string,
  command: string | undefined,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<void> {
  if (command === undefined) {
    console.error(`The genesis of ${chainId} is written. Start its nodes now; ${folder}/README.md has the command.`);
    return;
  }
  console.error(`The genesis of ${chainId} is written; running: ${command}`);
  // Its output is for the user to see; stdout is for data.
  const child = spawn(command, { shell: true, signal, stdio: ["ignore", 2, 2] });
  const [code, ended] = await once(child, "exit").catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  if (code === 0) return;
  const actual = code === null ? `was ended by ${ended}` : `exit code ${code}`;
  throw new IcsError(
    "CHECK_FAILED",
    `--on-genesis failed (${actual}): ${command}\nRun "icskit testnet attach" again.`,
    {
      check: "--on-genesis",
      expected: "exit code 0",
      actual,
    },
  );
}
