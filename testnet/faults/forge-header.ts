import { randomBytes } from "node:crypto";
import type { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { type Header as BlockHeader, type CommitSig, SignedMsgType } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import { type ChainConnection, queryHeader } from "../../src/index.ts";
import type { ConsensusKey } from "../node/consensus-key.ts";
import { randomBlockId } from "./double-vote.ts";
import { headerHash } from "./header-hash.ts";
import { signVote } from "./sign-vote.ts";

/** What is forged, and by whom. */
export interface ForgeHeaderOptions {
  /** A height that the chain has reached: the header is its own with the changes. */
  readonly height: bigint;
  /** A lower height that the light client to be deceived holds. */
  readonly trustedHeight: bigint;
  /** Those who sign it: more than two thirds of the height's power, for a light client to believe it. */
  readonly signers: readonly ConsensusKey[];
  /** Default: another app hash. */
  readonly changes?: Partial<BlockHeader>;
}

/** A light-client header that a chain never had, with a commit that verifies: a light-client attack. */
export async function forgeHeader(connection: ChainConnection, options: ForgeHeaderOptions): Promise<Header> {
  const { height, trustedHeight, signers, changes = { appHash: new Uint8Array(randomBytes(32)) } } = options;
  const genuine = await queryHeader(connection, height, trustedHeight);
  const { header: genuineHeader, commit } = genuine.signedHeader ?? {};
  if (genuineHeader === undefined || commit === undefined || genuine.validatorSet === undefined) {
    throw new TypeError(`${connection.chainId} gave no whole header of height ${height}`);
  }
  const header = { ...genuineHeader, ...changes };
  const blockId = { ...randomBlockId(), hash: headerHash(header) };
  const signatures = genuine.validatorSet.validators.map(({ address }): CommitSig => {
    const key = signers.find((signer) => Buffer.compare(signer.address, address) === 0);
    if (key === undefined) return absent;
    const vote = {
      type: SignedMsgType.SIGNED_MSG_TYPE_PRECOMMIT,
      height,
      round: commit.round,
      blockId,
      timestamp: header.time,
    };
    return {
      blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
      validatorAddress: address,
      timestamp: header.time,
      signature: signVote(key, header.chainId, vote),
    };
  });
  return { ...genuine, signedHeader: { header, commit: { ...commit, blockId, signatures } } };
}

/** How CometBFT writes the place of a validator that did not sign: with Go's zero time. */
const absent: CommitSig = {
  blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
  validatorAddress: new Uint8Array(),
  timestamp: { seconds: -62_135_596_800n, nanos: 0 },
  signature: new Uint8Array(),
};
