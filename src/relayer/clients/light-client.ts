import type { EncodeObject } from "@cosmjs/proto-signing";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { IcsError } from "../../errors.ts";
import { queryConsensusHeights, queryConsensusState } from "../../ibc/client-state.ts";
import { type HeaderSource, headerMessage, headerSource, lightClientHeader } from "../../ibc/header.ts";
import { msgUpdateClient } from "../../ibc/messages.ts";
import { checkCounterparty } from "./client-check.ts";
import {
  type ClientReading,
  type ClientStatus,
  clientNotActive,
  queryLightClientStatus,
  readClient,
} from "./client-status.ts";
import { headerPath, isTrusted } from "./header-path.ts";

/** A height that the client keeps a consensus state of. */
interface Held {
  readonly height: bigint;
  /** Undefined where only the height is known. */
  readonly time?: Date;
  readonly nextValidatorsHash?: Uint8Array;
}

/** Heights that are remembered: a proof is for one of the latest few. */
const REMEMBERED = 64;

/** Part of the trusting period after which what is known of the client is read again before it is built upon. */
const STALE_AFTER = 2 / 3;

/** The light client that `host` keeps of `counterparty`, and how far it has got. */
export class LightClient {
  readonly clientId: string;
  readonly host: ChainConnection;
  readonly counterparty: ChainConnection;
  readonly #headers: HeaderSource;
  readonly #held = new Map<bigint, Held>();
  /** What `update` made messages for; held once `advanced` says so. */
  readonly #prepared = new Map<bigint, Held>();
  #state: ClientReading["state"];
  #trusted: Held;

  constructor(host: ChainConnection, counterparty: ChainConnection, reading: ClientReading) {
    this.clientId = reading.state.clientId;
    this.host = host;
    this.counterparty = counterparty;
    this.#headers = headerSource(counterparty);
    this.#state = reading.state;
    this.#trusted = heldOf(reading);
    this.#remember(this.#trusted);
  }

  /** The highest height of the counterparty that this client is known to have verified. */
  get trustedHeight(): bigint {
    return this.#trusted.height;
  }

  /** Time of the counterparty's block at `trustedHeight`: the trusting period counts from it. */
  get trustedTime(): Date {
    return this.#trusted.time ?? new Date(0);
  }

  /** How long the client can be brought forward from what it trusts. */
  get trustingPeriodMs(): number {
    return this.#state.trustingPeriodMs;
  }

  /**
   * The messages after which the client has a consensus state of `height`, in the order in which they must be executed:
   * none where it has one; one mostly; several where too few of the trusted validators signed `height`, and blocks in
   * between must be shown first. They may be spread over transactions at any point.
   * @throws IBC_CLIENT_NOT_ACTIVE, IBC_PROOF_MISSING for a height below all that the client keeps, RPC_QUERY_FAILED, RPC_UNREACHABLE
   */
  async update(signer: string, height: bigint): Promise<EncodeObject[]> {
    if (this.#held.has(height)) return [];
    if (this.#state.isFrozen || this.#age() > STALE_AFTER * this.trustingPeriodMs) await this.#beSureActive();
    const base = height > this.trustedHeight ? this.#trusted : await this.#baseBelow(height);
    return base === undefined ? [] : this.#messages(signer, base, height);
  }

  /** Tells that a transaction with the update to `height` has succeeded. */
  advanced(height: bigint): void {
    const held = this.#prepared.get(height) ?? { height };
    this.#remember(held);
    // A time that is not known keeps the older one: the client then counts as older than it is.
    if (height <= this.trustedHeight) return;
    this.#trusted = { ...held, time: held.time ?? this.trustedTime };
    // The next update is built on them, and then it is urgent; where they cannot be told now it asks again.
    if (held.nextValidatorsHash !== undefined) void this.#trustedValidators(held).catch(() => undefined);
  }

  /**
   * Reads the client's state from its chain again: somebody else may have brought it forward, or governance replaced it.
   * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
   */
  async refresh(): Promise<void> {
    const reading = await readClient(this.host, this.clientId);
    this.#state = reading.state;
    const held = heldOf(reading);
    if (reading.consensus !== undefined) this.#remember(held);
    // A node that lags behind may answer with an older height than is known: that one is true, and no news.
    if (held.height >= this.trustedHeight) this.#trusted = held;
  }

  /** How the client stands by its chain's latest block. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
  status(): Promise<ClientStatus> {
    return queryLightClientStatus(this.host, this.clientId);
  }

  #age(): number {
    return Date.now() - this.trustedTime.getTime();
  }

  /** Old states can no longer be built upon, and somebody else may have brought newer ones. */
  async #beSureActive(): Promise<void> {
    await this.refresh();
    if (!this.#state.isFrozen && this.#age() < this.trustingPeriodMs) return;
    const { status } = await this.status();
    if (status !== "Active") throw clientNotActive(this.host.chainId, this.clientId, status, this.counterparty.chainId);
  }

  /** What a height below the trusted one can be verified from; undefined where the client keeps that height itself. */
  async #baseBelow(height: bigint): Promise<Held | undefined> {
    const { host, clientId, counterparty } = this;
    const there = await queryConsensusState(host, clientId, counterparty.chainId, height);
    if (there !== undefined) {
      this.#remember(there);
      return undefined;
    }
    const remembered = greatestBelow([...this.#held.keys()], height);
    const below = remembered ?? greatestBelow(await queryConsensusHeights(host, clientId), height);
    if (below !== undefined) return this.#held.get(below) ?? { height: below };
    throw new IcsError(
      "IBC_PROOF_MISSING",
      `Light client ${clientId} on ${host.chainId} keeps nothing of ${counterparty.chainId} up to height ${height}, so that height cannot be verified\nProve at a height from ${this.trustedHeight} on.`,
      { chainId: host.chainId, height, key: `clients/${clientId}/consensusStates` },
      { retryable: true },
    );
  }

  async #messages(signer: string, base: Held, height: bigint): Promise<EncodeObject[]> {
    const heights = await headerPath(base.height, height, (from, to) => this.#reaches(base, from, to));
    let trusted = base;
    const messages: EncodeObject[] = [];
    for (const next of heights) {
      const block = await this.#headers.block(next);
      const header = lightClientHeader(
        this.counterparty.chainId,
        block,
        await this.#headers.validators(next, block.validatorsHash),
        trusted.height,
        await this.#trustedValidators(trusted),
      );
      messages.push(msgUpdateClient(signer, this.clientId, headerMessage(header)));
      const { time, nextValidatorsHash } = block;
      trusted = { height: next, time, nextValidatorsHash };
      limited(this.#prepared, next, trusted);
    }
    return messages;
  }

  /** Whether enough of the power that is trusted after `from` has signed `to`. */
  async #reaches(base: Held, from: bigint, to: bigint): Promise<boolean> {
    const trusted = from === base.height ? base : await this.#headers.block(from);
    const [block, validators] = await Promise.all([this.#headers.block(to), this.#trustedValidators(trusted)]);
    const commit = block.signedHeader.commit ?? { signatures: [] };
    return isTrusted(commit, validators, this.#state.trustLevel);
  }

  #trustedValidators({ height, nextValidatorsHash }: Held): ReturnType<HeaderSource["validators"]> {
    return this.#headers.validators(height + 1n, nextValidatorsHash);
  }

  #remember(held: Held): void {
    limited(this.#held, held.height, held);
  }
}

function heldOf({ state, consensus }: ClientReading): Held {
  return consensus ?? { height: state.latestHeight };
}

function limited(map: Map<bigint, Held>, height: bigint, held: Held): void {
  map.delete(height);
  map.set(height, held);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) break;
    map.delete(oldest);
  }
}

function greatestBelow(heights: readonly bigint[], limit: bigint): bigint | undefined {
  return heights
    .filter((height) => height < limit)
    .reduce<bigint | undefined>((best, height) => (best === undefined || height > best ? height : best), undefined);
}

/**
 * Reads a light client's state and checks that it is the counterparty's. An expired or frozen one is taken, since
 * governance may recover it: `status` tells, and `update` refuses. Of a frozen one only the chain id is compared.
 * @throws IBC_CLIENT_MISMATCH also for another chain of the same id, RPC_QUERY_FAILED for an unknown client id or a node
 * of the counterparty that is behind, RPC_UNREACHABLE
 */
export async function connectLightClient(
  host: ChainConnection,
  clientId: string,
  counterparty: ChainConnection,
): Promise<LightClient> {
  const reading = await readClient(host, clientId);
  const { state } = reading;
  // What froze it may be a forged header, which the counterparty never had.
  await checkCounterparty(host, counterparty, state.isFrozen ? { state, consensus: undefined } : reading);
  return new LightClient(host, counterparty, reading);
}
