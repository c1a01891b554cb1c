import type { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import {
  type BlockID,
  type Commit,
  type CommitSig,
  type Header,
  type PartSetHeader,
  type SignedHeader,
  SignedMsgType,
  type Vote,
} from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag, type Validator, type ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import type { Consensus } from "cosmjs-types/tendermint/version/types";
import { JsonProblem, type JsonType } from "./json-type.ts";
import { listOf, messageOf, optional, required } from "./message-type.ts";
import { bytes, enumeration, int32, int64, text, timestamp } from "./scalars.ts";

const time = required(timestamp, () => ({ seconds: 0n, nanos: 0 }));

/** The SDK verifies no amino signature of a message that holds one of these. */
function directOnly<T>(type: JsonType<T>, what: string): JsonType<T> {
  return {
    ...type,
    toJson(value, form) {
      if (form === "amino")
        throw new JsonProblem(what, "neither votes nor consensus keys, which amino JSON cannot say");
      return type.toJson(value, form);
    },
  };
}

const publicKey = directOnly(
  messageOf<PublicKey>({ ed25519: optional(bytes), secp256k1: optional(bytes) }),
  "a consensus key",
);

const blockId = messageOf<BlockID>({
  hash: bytes,
  partSetHeader: messageOf<PartSetHeader>({ total: int32, hash: bytes }),
});

const voteFields = messageOf<Vote>({
  type: enumeration<SignedMsgType>(SignedMsgType),
  height: int64,
  round: int32,
  blockId,
  timestamp: time,
  validatorAddress: bytes,
  validatorIndex: int32,
  signature: bytes,
  extension: bytes,
  extensionSignature: bytes,
});

const vote = directOnly(voteFields, "a vote");

/** tendermint.types.DuplicateVoteEvidence */
export const duplicateVoteEvidence = messageOf<DuplicateVoteEvidence>({
  voteA: optional(vote),
  voteB: optional(vote),
  totalVotingPower: int64,
  validatorPower: int64,
  timestamp: time,
});

const validator = messageOf<Validator>({
  address: bytes,
  pubKey: publicKey,
  votingPower: int64,
  proposerPriority: int64,
});

/** tendermint.types.ValidatorSet */
export const validatorSet = messageOf<ValidatorSet>({
  validators: listOf(validator),
  proposer: optional(validator),
  totalVotingPower: int64,
});

const blockHeader = messageOf<Header>({
  version: messageOf<Consensus>({ block: int64, app: int64 }),
  chainId: text,
  height: int64,
  time,
  lastBlockId: blockId,
  lastCommitHash: bytes,
  dataHash: bytes,
  validatorsHash: bytes,
  nextValidatorsHash: bytes,
  consensusHash: bytes,
  appHash: bytes,
  lastResultsHash: bytes,
  evidenceHash: bytes,
  proposerAddress: bytes,
});

const commit = messageOf<Commit>({
  height: int64,
  round: int32,
  blockId,
  signatures: listOf(
    messageOf<CommitSig>({
      blockIdFlag: enumeration<BlockIDFlag>(BlockIDFlag),
      validatorAddress: bytes,
      timestamp: time,
      signature: bytes,
    }),
  ),
});

/** tendermint.types.SignedHeader */
export const signedHeader = messageOf<SignedHeader>({ header: optional(blockHeader), commit: optional(commit) });
