import { sha256 } from "@cosmjs/crypto";
import { toHex, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { QueryParamsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { Block, BlockTx } from "../../../../src/chain/block.ts";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../../../../src/chain/tx-sender.ts";
import { QueryConsumerChainResponse } from "../../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { IcsError } from "../../../../src/errors.ts";
import { queryHeader } from "../../../../src/ibc/header.ts";
import type { ConflictingHeader } from "../../../../src/relayer/evidence/evidence.ts";
import type { EvidenceScene } from "../../../../src/relayer/evidence/prove-evidence.ts";
import { signer } from "../../provider/valid-consumer.ts";
import { ClientHost, clientId } from "../clients/client-host.ts";
import { type Powers, SyntheticChain } from "../clients/synthetic-chain.ts";
import { event } from "../fake-end.ts";
import { duplicateVoteJson } from "./duplicate-vote-json.ts";
import { encodedTx } from "./encoded-tx.ts";

export const consumerId = "7";

/** The heights and blocks of a chain in memory. */
export class FakeFeed {
  readonly blocks = new Map<bigint, Partial<Block>>();
  /** Heights that no stream of blocks gets past before they are far behind the tip, and then with a failure. */
  readonly unreadable = new Set<bigint>();
  /** False leaves those who wait for a height waiting until `reach`. */
  isQuick = true;
  tip = 20n;
  #news = Promise.withResolvers<void>();

  reach(height: bigint, block: Partial<Block> = {}): void {
    this.blocks.set(height, block);
    this.tip = height;
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  connect(chainId: string, rest: object): ChainConnection {
    const feed = this;
    return {
      chainId,
      url: `http://${chainId}`,
      get knownHeight() {
        return feed.tip;
      },
      latestHeight: async () => feed.tip,
      block: async (height: bigint) => feed.#block(chainId, height),
      waitForHeight: async (height: bigint, { signal }: { signal: AbortSignal }) => {
        if (feed.isQuick && height > feed.tip) feed.reach(height);
        return feed.#waitFor(height, signal);
      },
      async *blocks({ from, signal }: { from: bigint; signal: AbortSignal }): AsyncGenerator<Block> {
        for (let height = from; ; height += 1n) {
          await feed.#waitFor(height, signal);
          if (feed.unreadable.has(height)) {
            await feed.#waitFor(height + 101n, signal);
            throw new IcsError("RPC_UNREACHABLE", "too large", { url: "" }, { retryable: true });
          }
          yield feed.#block(chainId, height);
        }
      },
      ...rest,
    } as unknown as ChainConnection;
  }

  async #waitFor(height: bigint, signal: AbortSignal): Promise<bigint> {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    aborted.catch(() => undefined);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    while (this.tip < height) await Promise.race([this.#news.promise, aborted]);
    return this.tip;
  }

  #block(chainId: string, height: bigint): Block {
    const time = new Date(Date.UTC(2026, 0, 1) + Number(height) * 1000);
    return {
      chainId,
      height,
      time,
      txs: [],
      events: [],
      validatorUpdates: [],
      duplicateVotes: [],
      ...this.blocks.get(height),
    };
  }
}

/** A transaction in the provider's index. */
export interface SearchableTx {
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** A provider with a client of a consumer, both in memory, and an account that submits evidence. */
export class FakeScene {
  readonly consumerChain: SyntheticChain;
  readonly host: ClientHost;
  readonly providerFeed = new FakeFeed();
  readonly consumerFeed = new FakeFeed();
  readonly sent: Array<readonly EncodeObject[]> = [];
  readonly searched: string[] = [];
  /** What the provider's index answers to a query. */
  index: (query: string) => readonly SearchableTx[] = () => [];
  /** What `blockchain` answers: headers by height. */
  evidenceHashes = new Map<bigint, Uint8Array>();
  lowestHeight = 1n;
  tombstone = true;
  /** Throws where the provider refuses. */
  onSend: (messages: readonly EncodeObject[]) => void = () => undefined;
  readonly scene: EvidenceScene;

  constructor(powers: (height: bigint) => Powers = () => ({ a: 10n, b: 10n, c: 10n })) {
    this.consumerChain = new SyntheticChain("consumer-1", powers);
    this.host = new ClientHost(this.consumerChain, 3n);
    this.host.keep(8n);
    const comet38 = this.#providerComet();
    const provider = this.providerFeed.connect("provider-1", {
      comet: { ...comet38, ...this.#history(this.providerFeed) },
      queryClient: QueryClient.withExtensions(comet38),
    });
    const { comet } = this.consumerChain.connect();
    const consumer = this.consumerFeed.connect("consumer-1", {
      comet: { ...comet, ...this.#history(this.consumerFeed) },
    });
    this.scene = { provider, consumer, consumerId, clientId };
  }

  get sender(): TxSender {
    const send = async (messages: readonly EncodeObject[]): Promise<IncludedTx> => {
      this.sent.push(messages);
      this.onSend(messages);
      const hash = `tx-${this.sent.length}`;
      const { tip: height } = this.providerFeed;
      return { chainId: "provider-1", hash, height, time: new Date(0), gasUsed: 1n, events: [], responses: [] };
    };
    return { address: signer, send } as unknown as TxSender;
  }

  /** A header of the consumer's height that it does not have. */
  async forged(height: bigint, trustedHeight: bigint, name = "forged"): Promise<Header> {
    const genuine = await queryHeader(this.scene.consumer, height, trustedHeight);
    const header = Header.decode(Header.encode(genuine).finish());
    if (header.signedHeader?.commit) header.signedHeader.commit.blockId.hash = sha256(toUtf8(name));
    return header;
  }

  /** The consumer's own header. */
  honest(height: bigint, trustedHeight: bigint): Promise<Header> {
    return queryHeader(this.scene.consumer, height, trustedHeight);
  }

  async conflict(height: bigint, trustedHeight: bigint): Promise<ConflictingHeader> {
    const header = await this.forged(height, trustedHeight);
    const genuine = await queryHeader(this.scene.consumer, height, trustedHeight);
    const [hash, genuineHash] = [header, genuine].map(({ signedHeader }) =>
      toHex(signedHeader?.commit?.blockId.hash ?? new Uint8Array()).toUpperCase(),
    );
    if (hash === undefined || genuineHash === undefined) throw new Error("no hash");
    return { kind: "conflictingHeader", height, hash, genuineHash, header, txHash: "AA" };
  }

  /** `block` and `tx_search` of the past. */
  #history(feed: FakeFeed) {
    return {
      blockchain: async (from: number, to: number) => {
        const heights: bigint[] = [];
        for (let height = BigInt(to); height >= BigInt(from) && height >= this.lowestHeight; height -= 1n)
          heights.push(height);
        if (heights.length === 0)
          throw new IcsError("RPC_QUERY_FAILED", "min height is too high", { path: "blockchain" });
        const blockMetas = heights.map((height) => ({
          header: {
            height: Number(height),
            time: new Date(Date.UTC(2026, 0, 1) + Number(height) * 1000),
            evidenceHash: this.evidenceHashes.get(height) ?? sha256(new Uint8Array()),
          },
        }));
        return { lastHeight: Number(feed.tip), blockMetas };
      },
      block: async (height: number) => {
        const votes = feed.blocks.get(BigInt(height))?.duplicateVotes ?? [];
        return { block: { evidence: votes.map(duplicateVoteJson) } };
      },
      txSearch: async ({ query, page, per_page }: { query: string; page: number; per_page: number }) => {
        this.searched.push(query);
        const all = this.index(query);
        const txs = all.slice((page - 1) * per_page, page * per_page).map(indexed);
        return { txs, totalCount: all.length };
      },
      txSearchAll: async ({ query }: { query: string }) => {
        this.searched.push(query);
        return { txs: this.index(query).map(indexed), totalCount: 0 };
      },
    };
  }

  #providerComet(): Comet38Client {
    const { comet } = this.host.connect();
    const abciQuery = async (query: Parameters<Comet38Client["abciQuery"]>[0]) => {
      const answer = (value: Uint8Array) => ({ code: 0, log: "", height: 77, value });
      if (query.path.endsWith("/QueryConsumerChain")) return answer(this.#consumerChain());
      if (query.path === "/cosmos.staking.v1beta1.Query/Params") {
        return answer(
          QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params: { bondDenom: "stake" } })).finish(),
        );
      }
      return comet.abciQuery(query);
    };
    return { abciQuery } as unknown as Comet38Client;
  }

  #consumerChain(): Uint8Array {
    const slash = { slashFraction: toUtf8("0"), jailDuration: { seconds: 1n, nanos: 0 }, tombstone: this.tombstone };
    return QueryConsumerChainResponse.encode(
      QueryConsumerChainResponse.fromPartial({
        consumerId,
        chainId: "consumer-1",
        phase: "CONSUMER_PHASE_LAUNCHED",
        clientId,
        infractionParameters: { doubleSign: slash, downtime: slash },
      }),
    ).finish();
  }
}

function indexed({ height, bytes }: SearchableTx) {
  return { height, hash: sha256(bytes), tx: bytes };
}

/** An accepted transaction with messages, in a block. */
export function acceptedTx(messages: readonly EncodeObject[], eventType: string): BlockTx {
  const bytes = encodedTx(messages);
  const hash = toHex(sha256(bytes)).toUpperCase();
  const events = [event(eventType, { client_id: clientId, consumer_id: consumerId })];
  return { hash, bytes, code: 0, codespace: "", log: "", gasUsed: 1n, events, data: new Uint8Array() };
}

/** The error of a transaction that the provider refuses in simulation with these words. */
export function refused(log: string): IcsError<"TX_REFUSED"> {
  const context = { chainId: "provider-1", hash: "", codespace: "", abciCode: 0, sentinel: undefined, log };
  return new IcsError("TX_REFUSED", `provider-1 refused: ${log}`, context);
}

/** A double vote of the consumer's validator `a`. */
export function voteOf(address: Uint8Array, height: bigint, votes: DuplicateVoteEvidence): DuplicateVoteEvidence {
  const { voteA, voteB } = votes;
  if (!voteA || !voteB) throw new Error("no votes");
  const changes = { height, validatorAddress: address };
  return { ...votes, voteA: { ...voteA, ...changes }, voteB: { ...voteB, ...changes } };
}
