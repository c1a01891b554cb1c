import type { comet38, ReadonlyDateWithNanoseconds } from "@cosmjs/tendermint-rpc";
import { BlockIdFlag, toSeconds } from "@cosmjs/tendermint-rpc";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Header as BlockHeader, BlockID, SignedHeader } from "cosmjs-types/tendermint/types/types";
import { Validator, type ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { BinaryWriter } from "../codec/wire.ts";
import { ibcHeight } from "./height.ts";

/** Go's zero time, which CometBFT writes into the commit signature of an absent validator. */
const ZERO_TIME: Timestamp = { seconds: -62_135_596_800n, nanos: 0 };
const EMPTY = new Uint8Array();

/** The light-client header of `height`, verifiable by a client that trusts `trustedHeight`. */
export async function queryHeader(
  connection: ChainConnection,
  validatorSets: ValidatorSetCache,
  height: bigint,
  trustedHeight: bigint,
): Promise<Header> {
  const [commit, validatorSet, trustedValidators] = await Promise.all([
    connection.comet.commit(Number(height)),
    validatorSets.at(height),
    validatorSets.at(trustedHeight + 1n),
  ]);
  return {
    signedHeader: signedHeader(commit),
    validatorSet: withProposer(validatorSet, commit.header.proposerAddress),
    trustedHeight: ibcHeight(connection.chainId, trustedHeight),
    trustedValidators: withProposer(trustedValidators, commit.header.proposerAddress),
  };
}

/** A header as the client message of MsgUpdateClient. */
export function headerMessage(header: Header): Any {
  // cosmjs-types' own writer gets int64 values from 2^31 to 2^32 - 1 wrong: powers, and times after January 2038.
  return { typeUrl: Header.typeUrl, value: Header.encode(header, BinaryWriter.create()).finish() };
}

/** The validator sets of one chain by height; the latest ones are kept, since neighbours mostly ask for the same. */
export class ValidatorSetCache {
  readonly #connection: ChainConnection;
  readonly #sets = new Map<bigint, Promise<readonly Validator[]>>();

  constructor(connection: ChainConnection) {
    this.#connection = connection;
  }

  /** The set that signs the block at `height`, in CometBFT's order. */
  at(height: bigint): Promise<readonly Validator[]> {
    const known = this.#sets.get(height);
    if (known) return known;
    const asked = this.#ask(height);
    this.#sets.set(height, asked);
    asked.catch(() => this.#sets.delete(height));
    for (const old of this.#sets.keys()) {
      if (this.#sets.size <= 8) break;
      this.#sets.delete(old);
    }
    return asked;
  }

  async #ask(height: bigint): Promise<readonly Validator[]> {
    const { validators } = await this.#connection.comet.validatorsAll(Number(height));
    return validators.map((validator) =>
      Validator.fromPartial({
        address: validator.address,
        ...(validator.pubkey && { pubKey: { [validator.pubkey.algorithm]: validator.pubkey.data } }),
        votingPower: validator.votingPower,
        proposerPriority: BigInt(validator.proposerPriority ?? 0),
      }),
    );
  }
}

/** A proposer is required by the decoder but takes no part in verification: any member will do. */
function withProposer(validators: readonly Validator[], proposerAddress: Uint8Array): ValidatorSet {
  const isProposer = (validator: Validator): boolean =>
    validator.address.every((byte, index) => byte === proposerAddress[index]);
  const proposer = validators.find(isProposer) ?? validators[0];
  return {
    validators: [...validators],
    ...(proposer && { proposer }),
    totalVotingPower: validators.reduce((sum, validator) => sum + validator.votingPower, 0n),
  };
}

function signedHeader({ header, commit }: comet38.CommitResponse): SignedHeader {
  return {
    header: blockHeader(header),
    commit: {
      height: BigInt(commit.height),
      round: commit.round,
      blockId: blockId(commit.blockId),
      signatures: commit.signatures.map((signature) => ({
        blockIdFlag: signature.blockIdFlag as number,
        validatorAddress: signature.validatorAddress ?? EMPTY,
        timestamp: signature.blockIdFlag === BlockIdFlag.Absent ? ZERO_TIME : timestamp(signature.timestamp),
        signature: signature.signature ?? EMPTY,
      })),
    },
  };
}

function blockHeader(header: comet38.Header): BlockHeader {
  return {
    ...header,
    version: { block: BigInt(header.version.block), app: BigInt(header.version.app) },
    height: BigInt(header.height),
    time: timestamp(header.time),
    lastBlockId: blockId(header.lastBlockId),
  };
}

function blockId(id: comet38.BlockId | null): BlockID {
  return {
    hash: id?.hash ?? EMPTY,
    partSetHeader: { total: id?.parts.total ?? 0, hash: id?.parts.hash ?? EMPTY },
  };
}

function timestamp(time: ReadonlyDateWithNanoseconds | undefined): Timestamp {
  if (time === undefined) return ZERO_TIME;
  const { seconds, nanos } = toSeconds(time);
  return { seconds: BigInt(seconds), nanos };
}
