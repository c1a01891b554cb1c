import { sha256 } from "@cosmjs/crypto";
import { toHex, toUtf8 } from "@cosmjs/encoding";
import { BlockIdFlag } from "@cosmjs/tendermint-rpc";
import { consensusAddressBytes } from "../../../../src/ccv/consensus-address.ts";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../../src/errors.ts";

/** Powers by the validator's name. */
export type Powers = Readonly<Record<string, bigint>>;

const keyOf = (name: string): Uint8Array => sha256(toUtf8(`key of ${name}`));
export const addressOf = (name: string): Uint8Array => consensusAddressBytes(keyOf(name));

/** Stands for a validator set's hash: the same for the same validators with the same powers. */
export function hashOfSet(validators: readonly { address: Uint8Array; votingPower: bigint }[]): Uint8Array {
  const entries = validators.map(({ address, votingPower }) => `${toHex(address)}=${votingPower}`);
  return sha256(toUtf8(entries.sort().join()));
}

interface SyntheticValidator {
  readonly address: Uint8Array;
  readonly pubkey: { readonly algorithm: "ed25519"; readonly data: Uint8Array };
  readonly votingPower: bigint;
}

/** Time of block 0; a block takes one second. */
export const syntheticGenesis = Date.UTC(2026, 0, 1);

/** A chain in memory of which only headers, commits and validator sets are seen. */
export class SyntheticChain {
  readonly chainId: string;
  /** Calls by method and height, in order. */
  readonly asked: string[] = [];
  /** The set that signs a height. */
  setAt: (height: bigint) => Powers;
  /** Who does not sign a height. */
  isAbsent: (height: bigint, name: string) => boolean = () => false;
  appHashAt: (height: bigint) => Uint8Array = (height) => sha256(toUtf8(`${this.chainId} ${height}`));
  timeAt: (height: bigint) => Date = (height) => new Date(syntheticGenesis + Number(height) * 1000);
  tip = 1_000n;
  /** How the node refuses to tell a commit; or with what it fails. */
  refusal: string | undefined;
  failure: Error | undefined;

  constructor(chainId: string, setAt: (height: bigint) => Powers) {
    this.chainId = chainId;
    this.setAt = setAt;
  }

  /** A new connection each time: what is cached by connection begins empty. */
  connect(): ChainConnection {
    const comet = {
      commit: async (height: number) => {
        if (this.failure) throw this.failure;
        if (this.refusal) throw new IcsError("RPC_QUERY_FAILED", this.refusal, { path: "commit" });
        return this.#commit(BigInt(height));
      },
      validatorsAll: async (height: number) => {
        if (this.failure) throw this.failure;
        this.asked.push(`validators ${height}`);
        return { validators: this.validators(BigInt(height)) };
      },
    };
    const { chainId } = this;
    return {
      chainId,
      url: `http://${chainId}`,
      comet,
      latestHeight: async () => this.tip,
    } as unknown as ChainConnection;
  }

  validators(height: bigint): SyntheticValidator[] {
    return Object.entries(this.setAt(height)).map(([name, votingPower]) => ({
      address: addressOf(name),
      pubkey: { algorithm: "ed25519", data: keyOf(name) },
      votingPower,
    }));
  }

  hashAt(height: bigint): Uint8Array {
    return hashOfSet(this.validators(height));
  }

  #commit(height: bigint): unknown {
    this.asked.push(`commit ${height}`);
    const blockId = { hash: sha256(toUtf8(`block ${height}`)), parts: { total: 1, hash: new Uint8Array(32) } };
    const time = Object.assign(this.timeAt(height), { nanoseconds: 7 });
    const signatures = Object.keys(this.setAt(height)).map((name) =>
      this.isAbsent(height, name)
        ? { blockIdFlag: BlockIdFlag.Absent, validatorAddress: undefined, timestamp: undefined, signature: undefined }
        : {
            blockIdFlag: BlockIdFlag.Commit,
            validatorAddress: addressOf(name),
            timestamp: time,
            signature: new Uint8Array(64),
          },
    );
    const some = new Uint8Array(32);
    const header = {
      version: { block: 11, app: 0 },
      chainId: this.chainId,
      height: Number(height),
      time,
      lastBlockId: blockId,
      lastCommitHash: some,
      dataHash: some,
      validatorsHash: this.hashAt(height),
      nextValidatorsHash: this.hashAt(height + 1n),
      consensusHash: some,
      appHash: this.appHashAt(height),
      lastResultsHash: some,
      evidenceHash: some,
      proposerAddress: addressOf(Object.keys(this.setAt(height))[0] ?? ""),
    };
    return { canonical: true, header, commit: { height: Number(height), round: 0, blockId, signatures } };
  }
}
