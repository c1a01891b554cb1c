import type { ClientState, Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { SignedMsgType } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import fc from "fast-check";
import { bytes, duration, few, i32, i64, optional, text, texts, timestamp, u32, u64 } from "./scalars.ts";

const blockId = fc.record({ hash: bytes, partSetHeader: fc.record({ total: u32, hash: bytes }) });
export const height = fc.record({ revisionNumber: u64, revisionHeight: u64 });

const vote = fc.record({
  type: fc.constantFrom(
    SignedMsgType.SIGNED_MSG_TYPE_UNKNOWN,
    SignedMsgType.SIGNED_MSG_TYPE_PREVOTE,
    SignedMsgType.SIGNED_MSG_TYPE_PRECOMMIT,
    SignedMsgType.SIGNED_MSG_TYPE_PROPOSAL,
  ),
  height: i64,
  round: i32,
  blockId,
  timestamp,
  validatorAddress: bytes,
  validatorIndex: i32,
  signature: bytes,
  extension: bytes,
  extensionSignature: bytes,
});

export const duplicateVoteEvidence: fc.Arbitrary<DuplicateVoteEvidence> = fc.record({
  voteA: optional(vote),
  voteB: optional(vote),
  totalVotingPower: i64,
  validatorPower: i64,
  timestamp,
});

const validator = fc.record({
  address: bytes,
  pubKey: fc.oneof(
    bytes.map((ed25519) => ({ ed25519 })),
    bytes.map((secp256k1) => ({ secp256k1 })),
  ),
  votingPower: i64,
  proposerPriority: i64,
});
const validatorSet = fc
  .record({ validators: few(validator), proposer: optional(validator), totalVotingPower: i64 })
  .map(({ proposer, ...rest }) => ({ ...rest, ...(proposer && { proposer }) }));

const blockHeader = fc.record({
  version: fc.record({ block: u64, app: u64 }),
  chainId: text,
  height: i64,
  time: timestamp,
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

const signature = fc.record({
  blockIdFlag: fc.constantFrom(
    BlockIDFlag.BLOCK_ID_FLAG_UNKNOWN,
    BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
    BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    BlockIDFlag.BLOCK_ID_FLAG_NIL,
  ),
  validatorAddress: bytes,
  timestamp,
  signature: bytes,
});

const signedHeader = fc.record({
  header: blockHeader,
  commit: fc.record({ height: i64, round: i32, blockId, signatures: few(signature) }),
});

export const header: fc.Arbitrary<Header> = fc
  .record({ signedHeader, validatorSet, trustedHeight: height, trustedValidators: optional(validatorSet) })
  .map(({ trustedValidators, ...rest }) => ({ ...rest, ...(trustedValidators && { trustedValidators }) }));

export const misbehaviour: fc.Arbitrary<Misbehaviour> = fc.record({
  clientId: text,
  header1: header,
  header2: header,
});

/** All but 3: cosmjs-types has an old name for it. */
const hash = fc.constantFrom(0, 1, 2, 4, 5);
const proofSpec = fc.record({
  leafSpec: fc.record({ hash, prehashKey: hash, prehashValue: hash, length: fc.nat({ max: 8 }), prefix: bytes }),
  innerSpec: fc.record({
    // Not empty: cosmjs-types writes a field for an empty list, which means the same.
    childOrder: fc.array(i32, { minLength: 1, maxLength: 3 }),
    childSize: i32,
    minPrefixLength: i32,
    maxPrefixLength: i32,
    emptyChild: bytes,
    hash,
  }),
  maxDepth: i32,
  minDepth: i32,
});

export const clientState: fc.Arbitrary<ClientState> = fc.record({
  chainId: text,
  trustLevel: fc.record({ numerator: u64, denominator: u64 }),
  trustingPeriod: duration,
  unbondingPeriod: duration,
  maxClockDrift: duration,
  frozenHeight: height,
  latestHeight: height,
  proofSpecs: few(proofSpec),
  upgradePath: texts,
  allowUpdateAfterExpiry: fc.boolean(),
  allowUpdateAfterMisbehaviour: fc.boolean(),
});
