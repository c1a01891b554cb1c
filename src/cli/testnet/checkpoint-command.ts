import { resolve } from "node:path";
import { checkpointTestnet, createTestnet, type Testnet } from "../../../testnet/index.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { readTopology } from "./read-topology.ts";

/** Launches a testnet and stores it. @throws as `createTestnet` and `checkpointTestnet` */
export async function checkpointCommand(
  folder: string,
  file: string | undefined,
  flags: { readonly json?: boolean },
  { config, environment, signal }: CliContext,
): Promise<void> {
  const topology = await readTopology(file, environment);
  console.error("Launching the testnet");
  let failed = true;
  let net: Testnet | undefined;
  try {
    net = await createTestnet(topology, {
      signal,
      logger: createCliLogger(config.logLevel),
      parentFolder: config.workDirectory,
      binariesDirectory: config.binariesDirectory,
    });
    console.error("Storing it");
    const checkpoint = await checkpointTestnet(net, resolve(folder), { signal });
    const expiry = checkpoint.expiresAt?.toISOString();
    if (flags.json) console.log(JSON.stringify(checkpoint));
    else console.log(checkpoint.folder);
    console.error(expiry === undefined ? "It can be restored at any time." : `It can be restored until ${expiry}.`);
    failed = false;
  } finally {
    const kept = await net?.close({ failed: failed && !signal.aborted });
    if (kept !== undefined) console.error(`Homes and logs are kept in ${kept}`);
  }
}
