import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage, fromJsonText, IcsError, type Problem, problemLines, toJsonText } from "../../src/index.ts";
import type { ConsensusKey } from "../node/consensus-key.ts";
import type { ResolvedTopology } from "../topology.ts";

/** The layout of a checkpoint's folder; another one cannot be restored. */
const checkpointFormat = 1;

/** A chain as it was stopped. */
export interface StoppedChain {
  /** Its name in the testnet. */
  readonly name: string;
  /** The last height that was seen. */
  readonly height: bigint;
}

/** A consumer as it was stopped. */
export interface StoppedConsumer extends StoppedChain {
  readonly consumerId: string;
  /** True where its channel was open, and packets were relayed. */
  readonly isOpen: boolean;
}

/** A light client that must outlive the pause. */
export interface StoppedClient {
  /** The chain that keeps it. */
  readonly chainId: string;
  readonly clientId: string;
  /** From when on it verifies nothing more; undefined where it had expired before. */
  readonly expiresAt: Date | undefined;
}

/** All that a stopped testnet is made from again, besides the data of its nodes. Holds secrets. */
export interface CheckpointFile {
  readonly stoppedAt: Date;
  /** Without changes of genesis files: those are written. */
  readonly topology: ResolvedTopology;
  readonly mnemonic: string;
  readonly provider: StoppedChain;
  /** Those that made blocks, by their names. */
  readonly consumers: readonly StoppedConsumer[];
  readonly clients: readonly StoppedClient[];
  /** Consensus keys by `chain/validator`. */
  readonly keys: ReadonlyMap<string, ConsensusKey>;
}

/** Writes a checkpoint's file into its folder, readable by its owner only. */
export async function writeCheckpointFile(folder: string, checkpoint: CheckpointFile): Promise<void> {
  const text = toJsonText({ format: checkpointFormat, ...checkpoint });
  await writeFile(join(folder, "checkpoint.json"), `${text}\n`, { mode: 0o600 });
}

/** Reads a checkpoint's file. @throws TESTNET_CHECKPOINT_INVALID */
export async function readCheckpointFile(folder: string): Promise<CheckpointFile> {
  const path = join(folder, "checkpoint.json");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw invalid(folder, { name: path, got: errorMessage(cause), wanted: "a file" }, cause);
  });
  const read = parseSecretly(text);
  if (read === undefined) throw invalid(folder, { name: path, got: "other text", wanted: "what a checkpoint writes" });
  const { format, ...checkpoint } = read;
  if (format === checkpointFormat) return checkpoint;
  throw invalid(folder, { name: "format", got: String(format), wanted: String(checkpointFormat) });
}

/** Without the parser's error, which repeats what it read. */
function parseSecretly(text: string): (CheckpointFile & { readonly format?: unknown }) | undefined {
  try {
    const value = fromJsonText(text);
    return typeof value === "object" && value !== null ? (value as CheckpointFile) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(path: string, problem: Problem, cause?: unknown): IcsError {
  const problems = [problem];
  const text = `There is no checkpoint in ${path} that can be restored\n${problemLines(problems)}\nMake one with checkpointTestnet, or "icskit testnet checkpoint".`;
  return new IcsError("TESTNET_CHECKPOINT_INVALID", text, { path, problems }, { cause });
}
