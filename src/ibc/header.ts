import { toHex } from "@cosmjs/encoding";
import type { comet38, ReadonlyDateWithNanoseconds } from "@cosmjs/tendermint-rpc";
import { BlockIdFlag, toSeconds } from "@cosmjs/tendermint-rpc";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Header as BlockHeader, BlockID, SignedHeader } from "cosmjs-types/tendermint/types/types";
import { Validator, type ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { shownUrl } from "../chain/shown-url.ts";
import { BinaryWriter } from "../codec/wire.ts";
import { IcsError } from "../errors.ts";
import { ibcHeight } from "./height.ts";

/** Go's zero time, which CometBFT writes into the commit signature of an absent validator. */
const ZERO_TIME: Timestamp = { seconds: -62_135_596_800n, nanos: 0 };
const EMPTY = new Uint8Array();

/** One block as a light client needs it, without its validators. */
export interface SignedBlock {
  readonly height: bigint;
  readonly time: Date;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly appHash: Uint8Array;
  readonly signedHeader: SignedHeader;
}

/** The light-client header of `height`, verifiable by a client that trusts `trustedHeight`. */
export async function queryHeader(connection: ChainConnection, height: bigint, trustedHeight: bigint): Promise<Header> {
  const source = headerSource(connection);
  const [block, trustedValidators] = await Promise.all([source.block(height), source.validators(trustedHeight + 1n)]);
  return lightClientHeader(
    connection.chainId,
    block,
    await source.validators(height, block.validatorsHash),
    trustedHeight,
    trustedValidators,
  );
}

/** A header with the two validator sets that its verification needs: its own, and the one after `trustedHeight`. */
export function lightClientHeader(
  chainId: string,
  block: SignedBlock,
  validators: readonly Validator[],
  trustedHeight: bigint,
  trustedValidators: readonly Validator[],
): Header {
  const { signedHeader } = block;
  const proposerAddress = signedHeader.header?.proposerAddress ?? EMPTY;
  return {
    signedHeader,
    validatorSet: withProposer(validators, proposerAddress),
    trustedHeight: ibcHeight(chainId, trustedHeight),
    trustedValidators: withProposer(trustedValidators, proposerAddress),
  };
}

/** A header as the client message of MsgUpdateClient. */
export function headerMessage(header: Header): Any {
  // cosmjs-types' own writer gets int64 values from 2^31 to 2^32 - 1 wrong: powers, and times after January 2038.
  return { typeUrl: Header.typeUrl, value: Header.encode(header, BinaryWriter.create()).finish() };
}

const sources = new WeakMap<ChainConnection, HeaderSource>();

/** The headers of a connected chain, shared by everybody who asks: one provider has clients on many consumers. */
export function headerSource(connection: ChainConnection): HeaderSource {
  const known = sources.get(connection);
  if (known) return known;
  const source = new HeaderSource(connection);
  sources.set(connection, source);
  return source;
}

/**
 * Signed headers and validator sets of one chain, the latest of which are kept. A set is known by the hash that headers
 * have of it, so that a chain whose validators stay the same is not asked for them again.
 */
export class HeaderSource {
  readonly #connection: Pick<ChainConnection, "comet" | "url" | "chainId">;
  readonly #blocks = new Map<bigint, Promise<SignedBlock>>();
  readonly #sets = new Map<string, Promise<readonly Validator[]>>();

  constructor(connection: Pick<ChainConnection, "comet" | "url" | "chainId">) {
    this.#connection = connection;
  }

  /** The signed header of a height that the chain has reached. */
  block(height: bigint): Promise<SignedBlock> {
    return kept(this.#blocks, height, () => this.#askBlock(height));
  }

  /** The set that signs the block at `height`, in CometBFT's order; not asked for where the set of this hash is known. */
  validators(height: bigint, hash?: Uint8Array): Promise<readonly Validator[]> {
    const key = hash === undefined ? String(height) : toHex(hash);
    return kept(this.#sets, key, () => this.#askValidators(height));
  }

  async #askBlock(height: bigint): Promise<SignedBlock> {
    const { comet, chainId } = this.#connection;
    const answer = await comet.commit(Number(height));
    const { header } = answer;
    if (BigInt(header.height) === height && header.chainId === chainId) return signedBlock(answer);
    const url = shownUrl(this.#connection.url);
    throw new IcsError(
      "RPC_RESPONSE_INVALID",
      `The RPC at ${url}, asked for the commit of height ${height} of ${chainId}, answered height ${header.height} of ${header.chainId}\nA load balancer in front of unlike nodes may be the reason: use one node.`,
      { url, path: "commit" },
    );
  }

  async #askValidators(height: bigint): Promise<readonly Validator[]> {
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

/** Enough for the clients of many consumers that trust different heights of one provider. */
const KEPT = 32;

/** What a cache has under `key`, or what `ask` answers; failures are not kept, and the longest unused go first. */
function kept<K, V>(cache: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const known = cache.get(key);
  cache.delete(key);
  const value = known ?? ask();
  cache.set(key, value);
  if (known === undefined) value.catch(() => cache.get(key) === value && cache.delete(key));
  for (const old of cache.keys()) {
    if (cache.size <= KEPT) break;
    cache.delete(old);
  }
  return value;
}

function signedBlock(answer: comet38.CommitResponse): SignedBlock {
  const { header } = answer;
  return {
    height: BigInt(header.height),
    time: new Date(header.time.getTime()),
    validatorsHash: header.validatorsHash,
    nextValidatorsHash: header.nextValidatorsHash,
    appHash: header.appHash,
    signedHeader: signedHeader(answer),
  };
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
