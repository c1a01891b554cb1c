import { fromAscii, toAscii } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { Any } from "cosmjs-types/google/protobuf/any";
import { QueryClientStatusResponse, QueryConsensusStateHeightsResponse } from "cosmjs-types/ibc/core/client/v1/query";
import type { MsgUpdateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState, ConsensusState, Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../../src/errors.ts";
import { hashOfSet, type SyntheticChain, syntheticGenesis } from "./synthetic-chain.ts";

interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  readonly height?: number;
}

/** What the host keeps of one height. */
export interface Kept {
  readonly timeMs: number;
  readonly root: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
}

export const clientId = "07-tendermint-3";

/** A chain in memory that keeps one light client of a synthetic chain, and verifies its updates as the protocol says. */
export class ClientHost {
  readonly chainId = "host-1";
  readonly asked: string[] = [];
  readonly kept = new Map<bigint, Kept>();
  latestHeight = 0n;
  trustingPeriodMs = 600_000;
  trustLevel = { numerator: 1n, denominator: 3n };
  isFrozen = false;
  /** The chain id that the client state names. */
  followed: string;
  nowMs = syntheticGenesis;
  /** Decides about a query before it is answered. */
  trouble: (query: AbciQuery) => void = () => undefined;
  readonly #chain: SyntheticChain;

  constructor(chain: SyntheticChain, trusted: bigint) {
    this.#chain = chain;
    this.followed = chain.chainId;
    this.keep(trusted);
  }

  /** Lets the client have a consensus state of a height, as if somebody had brought it. */
  keep(height: bigint, changes: Partial<Kept> = {}): void {
    this.kept.set(height, {
      timeMs: this.#chain.timeAt(height).getTime(),
      root: this.#chain.appHashAt(height),
      nextValidatorsHash: this.#chain.hashAt(height + 1n),
      ...changes,
    });
    if (height > this.latestHeight) this.latestHeight = height;
  }

  /** Executes client updates in order; throws what a chain would refuse, by the rules of 07-tendermint. */
  execute(messages: readonly EncodeObject[]): void {
    for (const { typeUrl, value } of messages) {
      expect(typeUrl).toBe("/ibc.core.client.v1.MsgUpdateClient");
      const update = value as MsgUpdateClient;
      expect(update.clientId).toBe(clientId);
      const header = Header.decode(update.clientMessage?.value ?? new Uint8Array());
      this.verify(header);
      this.keep(header.signedHeader?.header?.height ?? 0n);
    }
  }

  verify({ signedHeader, trustedHeight, trustedValidators, validatorSet }: Header): void {
    const trusted = this.kept.get(trustedHeight.revisionHeight);
    const [header, commit] = [signedHeader?.header, signedHeader?.commit];
    if (trusted === undefined) throw new Error(`no consensus state at ${trustedHeight.revisionHeight}`);
    if (header === undefined || commit === undefined) throw new Error("no header");
    if (trusted.timeMs + this.trustingPeriodMs <= this.nowMs) throw new Error("the trusted state is expired");
    const [its, old] = [validatorSet?.validators ?? [], trustedValidators?.validators ?? []];
    expectSame(hashOfSet(old), trusted.nextValidatorsHash, "trusted validators");
    expectSame(hashOfSet(its), header.validatorsHash, "validators");
    if (header.height <= trustedHeight.revisionHeight) throw new Error("not above what is trusted");
    const signers = commit.signatures
      .filter(({ blockIdFlag }) => blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT)
      .map(({ validatorAddress }) => String(validatorAddress));
    const isSigned = (validators: typeof its, numerator: bigint, denominator: bigint): boolean => {
      const power = (all: typeof its): bigint => all.reduce((sum, { votingPower }) => sum + votingPower, 0n);
      const signed = validators.filter(({ address }) => signers.includes(String(address)));
      return power(signed) * denominator > power(validators) * numerator;
    };
    if (header.height === trustedHeight.revisionHeight + 1n) {
      expectSame(header.validatorsHash, trusted.nextValidatorsHash, "validators of the next block");
    } else if (!isSigned(old, this.trustLevel.numerator, this.trustLevel.denominator)) {
      throw new Error(`too little of the power trusted after ${trustedHeight.revisionHeight} signed ${header.height}`);
    }
    if (!isSigned(its, 2n, 3n)) throw new Error("not two thirds of its own set");
  }

  connect(): ChainConnection {
    const comet = {
      abciQuery: async (query: AbciQuery) => this.#query(query),
      block: async () => ({ block: { header: { time: new Date(this.nowMs) } } }),
    };
    const { chainId } = this;
    const queryClient = QueryClient.withExtensions(comet as unknown as Comet38Client);
    const latestHeight = async (): Promise<bigint> => 77n;
    return { chainId, url: "http://host", comet, queryClient, latestHeight } as unknown as ChainConnection;
  }

  #query(query: AbciQuery): unknown {
    this.trouble(query);
    const name = query.path === "/store/ibc/key" ? fromAscii(query.data) : query.path;
    this.asked.push(name);
    const value = this.#answer(name);
    if (value === undefined) throw new IcsError("RPC_QUERY_FAILED", `no ${query.path}`, { path: query.path });
    return { code: 0, log: "", height: query.height ?? 77, value };
  }

  #answer(name: string): Uint8Array | undefined {
    if (name === `clients/${clientId}/clientState`) return this.#clientState();
    if (name.endsWith("/clientState")) return new Uint8Array();
    const height = /consensusStates\/1-(\d+)$/.exec(name)?.[1];
    if (height !== undefined) return this.#consensusState(BigInt(height));
    if (name.endsWith("/ClientStatus")) return QueryClientStatusResponse.encode({ status: this.status }).finish();
    if (name.endsWith("/ConsensusStateHeights")) {
      const consensusStateHeights = [...this.kept.keys()].map((revisionHeight) => ({
        revisionNumber: 1n,
        revisionHeight,
      }));
      return QueryConsensusStateHeightsResponse.encode({ consensusStateHeights }).finish();
    }
    return undefined;
  }

  get status(): string {
    if (this.isFrozen) return "Frozen";
    const latest = this.kept.get(this.latestHeight);
    return latest === undefined || latest.timeMs + this.trustingPeriodMs <= this.nowMs ? "Expired" : "Active";
  }

  #clientState(): Uint8Array {
    const state = ClientState.fromPartial({
      chainId: this.followed,
      trustLevel: this.trustLevel,
      trustingPeriod: duration(this.trustingPeriodMs),
      unbondingPeriod: duration(this.trustingPeriodMs * 1.5),
      maxClockDrift: duration(10_000),
      frozenHeight: { revisionNumber: 0n, revisionHeight: this.isFrozen ? 1n : 0n },
      latestHeight: { revisionNumber: 1n, revisionHeight: this.latestHeight },
      upgradePath: ["upgrade", "upgradedIBCState"],
    });
    return Any.encode({ typeUrl: ClientState.typeUrl, value: ClientState.encode(state).finish() }).finish();
  }

  #consensusState(height: bigint): Uint8Array {
    const kept = this.kept.get(height);
    if (kept === undefined) return new Uint8Array();
    const { timeMs, root, nextValidatorsHash } = kept;
    const timestamp = { seconds: BigInt(Math.floor(timeMs / 1000)), nanos: (timeMs % 1000) * 1_000_000 + 7 };
    const state = ConsensusState.fromPartial({ timestamp, root: { hash: root }, nextValidatorsHash });
    return Any.encode({ typeUrl: ConsensusState.typeUrl, value: ConsensusState.encode(state).finish() }).finish();
  }
}

export const sentinelRoot = toAscii("sentinel_root");

function duration(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
}

function expectSame(actual: Uint8Array, wanted: Uint8Array, what: string): void {
  if (String(actual) !== String(wanted)) throw new Error(`${what}: not the hash that is trusted`);
}
