import { createPrivateKey, sign } from "node:crypto";
import { BinaryWriter } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { type BlockID, PartSetHeader, type SignedMsgType } from "cosmjs-types/tendermint/types/types";
import type { Ed25519Key } from "../node/consensus-key.ts";

/** What a validator puts its signature under. */
export interface VoteToSign {
  readonly type: SignedMsgType;
  readonly height: bigint;
  readonly round: number;
  readonly blockId: BlockID;
  readonly timestamp: Timestamp;
}

/** A validator's signature under a vote, 64 bytes; nothing keeps the key from signing two of one height. */
export function signVote(key: Ed25519Key, chainId: string, vote: VoteToSign): Uint8Array {
  const jwk = { kty: "OKP", crv: "Ed25519", x: base64Url(key.publicKey), d: base64Url(key.privateKey) };
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  return new Uint8Array(sign(null, voteSignBytes(chainId, vote), privateKey));
}

/**
 * The bytes that a validator signs: the canonical vote, with its length before it.
 * @see VoteSignBytes in types/vote.go and CanonicalVote in proto/tendermint/types/canonical.proto of CometBFT 0.38
 */
export function voteSignBytes(chainId: string, vote: VoteToSign): Uint8Array {
  const canonical = BinaryWriter.create();
  // As everywhere in protobuf, what is zero or empty is not written; a height's bytes are of fixed length.
  if (vote.type !== 0) canonical.uint32(field(1, VARINT)).int32(vote.type);
  if (vote.height !== 0n) canonical.uint32(field(2, FIXED64)).sfixed64(vote.height);
  if (vote.round !== 0) canonical.uint32(field(3, FIXED64)).sfixed64(vote.round);
  if (vote.blockId.hash.length > 0) canonical.uint32(field(4, BYTES)).bytes(canonicalBlockId(vote.blockId));
  canonical.uint32(field(5, BYTES)).bytes(Timestamp.encode(vote.timestamp).finish());
  if (chainId !== "") canonical.uint32(field(6, BYTES)).string(chainId);
  return BinaryWriter.create().bytes(canonical.finish()).finish();
}

function canonicalBlockId({ hash, partSetHeader }: BlockID): Uint8Array {
  const writer = BinaryWriter.create();
  writer.uint32(field(1, BYTES)).bytes(hash);
  writer.uint32(field(2, BYTES)).bytes(PartSetHeader.encode(partSetHeader).finish());
  return writer.finish();
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

function field(number: number, wireType: number): number {
  return (number << 3) | wireType;
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
