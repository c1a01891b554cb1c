import { readFile } from "node:fs/promises";
import { IcsError, type Problem, problemLines } from "../../errors.ts";
import { genesisDifferences, hashOf } from "../../launch/genesis/consumer-genesis-file.ts";
import { genesisOf } from "../../launch/start-step.ts";
import type { CliContext } from "../context.ts";
import { openLaunch, type SessionFlags } from "./connect-launch.ts";
import { createConsumerOutput } from "./consumer-output.ts";
import { placeGenesis, readBaseGenesis, readJsonFile } from "./launch-command.ts";
import { requireConsumerId } from "./report-commands.ts";

/** The flags of `icskit consumer genesis`. */
export interface GenesisFlags extends SessionFlags {
  readonly verify?: string;
  readonly hash?: string;
}

/**
 * `icskit consumer genesis`: makes the genesis file of a launched consumer, or verifies one that somebody else made.
 * @throws CHECK_FAILED for a file that is not what provider and spec make, or has another hash
 */
export async function genesisCommand(path: string, flags: GenesisFlags, context: CliContext): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const { file, provider } = session;
  const output = createConsumerOutput({ json: flags.json ?? false });
  const consumerId = await requireConsumerId(session);
  const baseGenesis = () => readBaseGenesis(file.genesis.base);
  const { text, hash } = await genesisOf({ provider, spec: file, baseGenesis }, { consumerId });
  if (flags.verify === undefined) {
    expectHash(hash, flags.hash);
    const placed = await placeGenesis(file.genesis.out, text);
    output.data(`${hash}  ${placed.path}`, { consumerId, hash, ...placed });
    return;
  }
  const given = await readJsonFile(flags.verify, "--verify", "a genesis file");
  const actual = hashOf(await readFile(flags.verify));
  expectHash(actual, flags.hash);
  const differences = genesisDifferences(given, JSON.parse(text));
  if (differences.length > 0) {
    const first = differences[0];
    throw new IcsError(
      "CHECK_FAILED",
      `${flags.verify} is not the genesis file of consumer ${consumerId}\n${firstLines(differences)}\nNodes that run it would not be secured, or would disagree with the others: make it anew, from this spec.`,
      { check: `genesis file: ${first?.name}`, expected: first?.wanted ?? "", actual: first?.got ?? "" },
    );
  }
  output.data(`${actual}  ${flags.verify} is right for consumer ${consumerId}`, {
    consumerId,
    hash: actual,
    path: flags.verify,
    verified: true,
  });
}

/** Of two files that have little in common, enough to see that. */
const MAX_SHOWN = 20;

function firstLines(differences: readonly Problem[]): string {
  const left = differences.length - MAX_SHOWN;
  const shown = problemLines(differences.slice(0, MAX_SHOWN));
  return left > 0 ? `${shown}\n  and ${left} more` : shown;
}

function expectHash(actual: string, expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === actual) return;
  throw new IcsError(
    "CHECK_FAILED",
    `The genesis file has SHA-256 ${actual}, not ${expected}\nSomebody works with another file, base or spec: compare them.`,
    {
      check: "SHA-256 of the genesis file",
      expected,
      actual,
    },
  );
}
