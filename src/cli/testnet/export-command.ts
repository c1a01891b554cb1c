import { type ExportFormat, exportTestnet } from "../../../testnet/index.ts";
import { IcsError } from "../../errors.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { readTopology } from "./read-topology.ts";

/** The flags of `icskit testnet export`. */
export interface ExportFlags {
  readonly format: ExportFormat;
  readonly out: string;
  readonly image?: string;
  readonly firstPort: string;
}

/** Writes a testnet into a folder. @throws CONFIG_INVALID; as `exportTestnet` */
export async function exportCommand(
  file: string | undefined,
  { format, out, image, firstPort }: ExportFlags,
  { config, environment, signal }: CliContext,
): Promise<void> {
  const topology = await readTopology(file, environment);
  await exportTestnet(topology, {
    format,
    image,
    signal,
    folder: out,
    firstPort: parsePort(firstPort),
    logger: createCliLogger(config.logLevel),
    binariesDirectory: config.binariesDirectory,
  });
  console.error(`Wrote the testnet; how to run it stands in ${out}/README.md`);
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1024 && port <= 65_000) return port;
  const problems = [{ name: "--first-port", got: text, wanted: "a port from 1024 to 65000" }];
  throw new IcsError("CONFIG_INVALID", `--first-port ${text} is no port\nGive one from 1024 to 65000.`, { problems });
}
