import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";

/** One ABCI event. Keys may repeat, so attributes stay a list in the chain's order. */
export interface ChainEvent {
  readonly type: string;
  readonly attributes: readonly EventAttribute[];
}

/** One attribute of an ABCI event, as text; bytes that are no UTF-8 come with replacement characters. */
export interface EventAttribute {
  readonly key: string;
  readonly value: string;
}

/** One transaction of a block with its result. */
export interface BlockTx {
  /** SHA-256 of the raw transaction, upper-case hex. */
  readonly hash: string;
  /** The transaction as it was signed (protobuf `TxRaw`). */
  readonly bytes: Uint8Array;
  /** 0 when it succeeded; else the ABCI code within `codespace`. */
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasUsed: bigint;
  readonly events: readonly ChainEvent[];
  /** The encoded `MsgData` responses (protobuf `TxMsgData`). */
  readonly data: Uint8Array;
}

/** A change that a block's end made to the CometBFT validator set; it acts two heights later. */
export interface ValidatorUpdate {
  /** Raw ed25519 public key, 32 bytes. */
  readonly pubkey: Uint8Array;
  /** New voting power; 0 removes the validator. */
  readonly power: bigint;
}

/** One committed block with its results. */
export interface Block {
  readonly chainId: string;
  readonly height: bigint;
  /** Hash of the block's header and of the one before ("" in a first block), upper-case hex; absent where a source knows none. */
  readonly hash?: string;
  readonly parentHash?: string;
  /** The block header's time (UTC, millisecond precision). */
  readonly time: Date;
  readonly txs: readonly BlockTx[];
  /** BeginBlock and EndBlock events, each with an attribute `mode`. */
  readonly events: readonly ChainEvent[];
  readonly validatorUpdates: readonly ValidatorUpdate[];
  /** Proofs, in this block, that a validator has signed two votes at one height. */
  readonly duplicateVotes: readonly DuplicateVoteEvidence[];
}

/** The value of an event's first attribute with this key. */
export function eventAttribute(event: ChainEvent, key: string): string | undefined {
  return event.attributes.find((attribute) => attribute.key === key)?.value;
}
