import { createHash } from "node:crypto";
import { BinaryWriter } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { BlockID, type Header } from "cosmjs-types/tendermint/types/types";
import { Consensus } from "cosmjs-types/tendermint/version/types";

/**
 * The hash of a block header, 32 bytes: the root of a Merkle tree over its fields.
 * @see Header.Hash in types/block.go and crypto/merkle/tree.go of CometBFT 0.38
 */
export function headerHash(header: Header): Uint8Array {
  const { time, lastBlockId } = header;
  return treeHash([
    Consensus.encode(header.version).finish(),
    wrapped(header.chainId.length === 0, (writer) => writer.uint32(0x0a).string(header.chainId)),
    wrapped(header.height === 0n, (writer) => writer.uint32(0x08).int64(header.height)),
    Timestamp.encode(time).finish(),
    BlockID.encode(lastBlockId).finish(),
    bytesValue(header.lastCommitHash),
    bytesValue(header.dataHash),
    bytesValue(header.validatorsHash),
    bytesValue(header.nextValidatorsHash),
    bytesValue(header.consensusHash),
    bytesValue(header.appHash),
    bytesValue(header.lastResultsHash),
    bytesValue(header.evidenceHash),
    bytesValue(header.proposerAddress),
  ]);
}

function bytesValue(bytes: Uint8Array): Uint8Array {
  return wrapped(bytes.length === 0, (writer) => writer.uint32(0x0a).bytes(bytes));
}

/** A value as the only field of a message; nothing for an empty one. */
function wrapped(isEmpty: boolean, write: (writer: BinaryWriter) => unknown): Uint8Array {
  const writer = BinaryWriter.create();
  if (!isEmpty) write(writer);
  return writer.finish();
}

function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return digest();
  if (leaves.length === 1) return digest(new Uint8Array([0]), only);
  const left = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return digest(new Uint8Array([1]), treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)));
}

function digest(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(createHash("sha256").update(Buffer.concat(parts)).digest());
}
