import { readFileSync } from "node:fs";
import { fromBase64 } from "@cosmjs/encoding";
import { parseDuplicateVotes } from "../../src/chain/duplicate-votes.ts";

interface RecordedVote {
  block_id: { hash: string; parts: { total: number; hash: string } };
  [field: string]: unknown;
}

interface Recording {
  readonly height: string;
  readonly evidence: [
    { type: string; value: { vote_a: RecordedVote; vote_b: RecordedVote; [field: string]: unknown } },
  ];
  readonly commit: {
    readonly header: Readonly<Record<string, unknown>>;
    readonly commit: {
      readonly block_id: { readonly hash: string };
      readonly signatures: ReadonlyArray<{ readonly validator_address: string; readonly signature: string }>;
    };
  };
  readonly validators: ReadonlyArray<{
    readonly address: string;
    readonly pub_key: { readonly value: string };
    readonly voting_power: string;
  }>;
}

/** What a consumer's node said of a double vote, fresh each time: a test may change it. */
export function recordedDoubleVote(): Recording {
  const path = new URL("../fixtures/evidence/double-vote.json", `file://${__dirname}/`);
  return JSON.parse(readFileSync(path, "utf8")) as Recording;
}

/** The recorded double vote, decoded. */
export function decodedDoubleVote() {
  const [evidence] = parseDuplicateVotes(recordedDoubleVote().evidence, "http://fake");
  const { voteA, voteB } = evidence ?? {};
  if (evidence === undefined || voteA === undefined || voteB === undefined)
    throw new Error("The recording has no votes");
  return { ...evidence, voteA, voteB };
}

/** Public key of a recorded validator, by its address in upper-case hex. */
export function recordedKey(address: string): Uint8Array {
  const validator = recordedDoubleVote().validators.find((candidate) => candidate.address === address);
  return fromBase64(validator?.pub_key.value ?? "");
}
