import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { errorMessage, IcsError } from "../../src/index.ts";
import type { JsonObject } from "../genesis/json.ts";
import { type ConsensusKey, consensusKeyOf } from "../node/consensus-key.ts";
import type { NodeSpec } from "../runner/runner.ts";
import type { Topology } from "../topology.ts";

/** In which form a testnet is exported. */
export type ExportFormat = "compose" | "kubernetes";

/** One chain of an exported testnet. */
export interface ExportedChain {
  /** Unique in the testnet. */
  readonly name: string;
  readonly role: "provider" | "consumer";
  /** Homes and logs are relative to the exported folder. */
  readonly nodes: readonly NodeSpec[];
  readonly gasPrice: string;
  readonly defaultGenesis: JsonObject;
}

/** What an exported folder says of itself, so that its consumers can be launched later. Holds secrets. */
export interface ExportedTestnet {
  readonly format: ExportFormat;
  /** With its mnemonic. */
  readonly topology: Topology;
  readonly chains: readonly ExportedChain[];
  /** Seeds and public keys by chain and validator, base64. */
  readonly keys: Readonly<
    Record<string, Readonly<Record<string, { readonly publicKey: string; readonly seed: string }>>>
  >;
}

const fileName = "testnet.json";

const text = z.string();
const fileSchema = z.object({
  format: z.enum(["compose", "kubernetes"]),
  topology: z.custom<Topology>((value) => typeof value === "object" && value !== null),
  chains: z.array(z.custom<ExportedChain>((value) => typeof value === "object" && value !== null)),
  keys: z.record(text, z.record(text, z.object({ publicKey: text, seed: text }))),
});

/** Writes what `readExported` reads, readable by its owner only. */
export async function writeExported(folder: string, exported: ExportedTestnet): Promise<void> {
  const json = JSON.stringify(exported, (_key, value) => (typeof value === "bigint" ? value.toString() : value), 2);
  await writeFile(join(folder, fileName), `${json}\n`, { mode: 0o600 });
}

/** @throws CONFIG_INVALID where the folder is no exported testnet */
export async function readExported(folder: string): Promise<ExportedTestnet> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(join(folder, fileName), "utf8")));
  } catch (cause) {
    // What zod and JSON say may quote the file, which holds keys.
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === undefined ? `its ${fileName} is damaged` : errorMessage(cause);
    throw new IcsError(
      "CONFIG_INVALID",
      `${folder} is no exported testnet: ${reason}\nGive the folder that "icskit testnet export --out" wrote.`,
      { problems: [{ name: "folder", got: folder, wanted: `a folder with a ${fileName}` }] },
    );
  }
}

/** A key as the file has it. */
export function keyText({ publicKey, privateKey }: ConsensusKey): {
  readonly publicKey: string;
  readonly seed: string;
} {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return { publicKey: base64(publicKey), seed: base64(privateKey) };
}

/** The key that a validator has on a chain; undefined where the file has none. */
export function exportedKey({ keys }: ExportedTestnet, chain: string, validator: string): ConsensusKey | undefined {
  const found = keys[chain]?.[validator];
  if (found === undefined) return undefined;
  const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
  return consensusKeyOf({ publicKey: bytes(found.publicKey), privateKey: bytes(found.seed) });
}
