import type { WaitOptions } from "../../async/wait-options.ts";
import type { IncludedTx } from "../../chain/tx-sender.ts";
import { IcsError, isIcsError, jsonText } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { gasFor } from "../packets/gas.ts";
import { otherSide, type PathSide, pathSides } from "../path-side.ts";
import { type Prove, submitProven } from "../relay-end.ts";
import type { RelayPath } from "../relay-path.ts";
import { type BehindSide, behindSide } from "./handshake-lane.ts";
import { handshakeMessage, needsProof } from "./handshake-messages.ts";
import { expectRelayable } from "./handshake-refusals.ts";
import { type HandshakeState, readHandshakeState } from "./handshake-state.ts";
import { type HandshakeGoal, type HandshakeStep, nextStep, stepName } from "./handshake-step.ts";

/** One transaction of the handshake. */
export interface Hop {
  /** What it did, for instance `ConnectionOpenTry + ChannelOpenInit`. */
  readonly name: string;
  readonly chainId: string;
  readonly hash: string;
  readonly height: bigint;
  /** Blocks of that chain from its latest one when the hop could begin to the one that took it in. */
  readonly blocks: number;
}

/** How a handshake waits, and how it reports itself. */
export interface DriverOptions extends WaitOptions {
  readonly onHop: (hop: Hop) => void;
  readonly logger?: Logger | undefined;
}

/** What a goal was reached with. */
export interface Reached {
  readonly state: HandshakeState;
  readonly hops: readonly Hop[];
}

/** Tries in a row that may fail while the chains' state stays as it is. */
const FAILURES_IN_A_ROW = 3;

/** Takes the steps of a handshake, each decided by what the chains have then: nothing else is remembered. */
export class HandshakeDriver {
  readonly #path: RelayPath;
  readonly #options: DriverOptions;
  readonly #heights = { provider: 0n, consumer: 0n };
  #failures = 0;
  #failure: unknown;
  #seen = "";

  constructor(path: RelayPath, options: DriverOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @throws the last error, once several in a row changed nothing; at once what no other try can overcome */
  async reach(goal: HandshakeGoal): Promise<Reached> {
    const hops: Hop[] = [];
    for (;;) {
      const state = await this.read((read) => expectRelayable(this.#path, read));
      const step = nextStep(state, goal);
      if (step === undefined) return { state, hops };
      const hop = await this.#take(step).catch((error: unknown) => this.#overcome(error, step));
      if (hop === undefined) continue;
      hops.push(hop);
      this.#options.onHop(hop);
    }
  }

  /**
   * What both chains have now, once `expect` has nothing against it. Sends nothing.
   * @throws IBC_PROOF_MISSING for a chain that stays behind the other, RPC_QUERY_FAILED
   */
  async read(expect: (state: HandshakeState) => void = () => undefined): Promise<HandshakeState> {
    for (;;) {
      const state = await this.#readOnce();
      if (state === undefined) continue;
      expect(state);
      this.#expectProgress(state);
      const behind = behindSide(state);
      if (behind === undefined) return state;
      this.#fail(nodeBehind(state, behind));
      await this.#nextBlock([behind.side]);
    }
  }

  /** Undefined where a node did not answer, and a block has passed since. */
  async #readOnce(): Promise<HandshakeState | undefined> {
    this.#options.signal?.throwIfAborted();
    try {
      await Promise.all(pathSides.map((side) => this.#begin(side)));
      return await readHandshakeState(this.#path, this.#heights);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!isIcsError(error)) throw error;
      this.#warn("the state of a handshake could not be read, will be read again", error);
      this.#fail(error);
      if (this.#failures >= FAILURES_IN_A_ROW) throw error;
      await this.#nextBlock(pathSides);
      return undefined;
    }
  }

  /** A connection may have heard of blocks long ago only, and one node of several behind an address may be behind. */
  async #begin(side: PathSide): Promise<void> {
    if (this.#heights[side] > 0n) return;
    const { connection } = this.#path[side];
    this.#heights[side] = await connection.latestHeight();
    if (connection.knownHeight > this.#heights[side]) this.#heights[side] = connection.knownHeight;
  }

  async #take(step: HandshakeStep): Promise<Hop> {
    const [own, other] = [this.#path[step.side], this.#path[otherSide(step.side)]];
    const { signal } = this.#options;
    const from = await own.connection.waitForHeight(1n, { signal });
    const tx = await this.#send(step);
    this.#heights[step.side] = tx.height;
    const known = other.connection.knownHeight;
    if (known > this.#heights[otherSide(step.side)]) this.#heights[otherSide(step.side)] = known;
    const { chainId, hash, height } = tx;
    return { name: stepName(step), chainId, hash, height, blocks: Number(height - from) };
  }

  async #send({ side, messages }: HandshakeStep): Promise<IncludedTx> {
    const [own, other] = [this.#path[side], this.#path[otherSide(side)]];
    // What a relayer before this one has sent may still be on its way: it is looked at first, and only then added to.
    const options = { signal: this.#options.signal, signAgain: this.#failures > 0 };
    const make = (prove: Prove) => Promise.all(messages.map((message) => handshakeMessage(message, own, other, prove)));
    if (messages.some(needsProof)) {
      return submitProven(other, own, this.#heights[otherSide(side)], make, options);
    }
    const unproven = await make(() => Promise.reject(new TypeError("A message without a proof asked for one")));
    return own.sender.send(unproven, { ...options, gas: gasFor(unproven) });
  }

  /** Somebody else may have been faster, or the account's sequence was taken: the chains are read again, a block later. */
  async #overcome(error: unknown, step: HandshakeStep): Promise<undefined> {
    this.#options.signal?.throwIfAborted();
    if (!isIcsError(error) || isHopeless(error)) throw error;
    this.#fail(error);
    this.#warn(`${stepName(step)} failed, the chains are read again`, error);
    await this.#nextBlock([step.side]);
    await this.#path[step.side].client.refresh().catch((cause: unknown) => {
      // The next try will tell, if the node still does not answer.
      if (!isIcsError(cause) || !cause.code.startsWith("RPC_")) throw cause;
    });
  }

  /** Silence of a node is no failure: nobody can tell what comes of it. */
  #fail(error: unknown): void {
    if (isIcsError(error, "RPC_UNREACHABLE")) return;
    this.#failures += 1;
    this.#failure = error;
  }

  /** Throws the last failure where several in a row have left the chains as they were. */
  #expectProgress(state: HandshakeState): void {
    const seen = fingerprint(state);
    if (seen !== this.#seen) this.#failures = 0;
    this.#seen = seen;
    if (this.#failures >= FAILURES_IN_A_ROW) throw this.#failure;
  }

  /** Waits until one of these chains has made a block, and reads both at their latest one from then on. */
  async #nextBlock(waited: readonly PathSide[]): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, ...(this.#options.signal ? [this.#options.signal] : [])]);
    try {
      await Promise.race(
        waited.map(async (side) => {
          const { connection } = this.#path[side];
          await connection.waitForHeight(connection.knownHeight + 1n, { signal });
        }),
      );
    } finally {
      ended.abort();
    }
    for (const side of pathSides) this.#heights[side] = 0n;
  }

  #warn(what: string, error: IcsError): void {
    const { logger = silentLogger } = this.#options;
    const [provider, consumer] = [this.#path.provider.connection.chainId, this.#path.consumer.connection.chainId];
    logger.warn(what, { provider, consumer, error: error.message });
  }
}

/** ErrInsufficientFunds, ErrOutOfGas and ErrInsufficientFee of the SDK. */
const HOPELESS_SDK_CODES = [5, 11, 13];

/** True where the same step would fail again in any case. */
function isHopeless(error: IcsError): boolean {
  if (isIcsError(error, "TX_REFUSED") || isIcsError(error, "TX_FAILED")) {
    return error.context.codespace === "sdk" && HOPELESS_SDK_CODES.includes(error.context.abciCode);
  }
  return !error.code.startsWith("RPC_") && !isIcsError(error, "TX_EXPIRED") && !isIcsError(error, "IBC_PROOF_MISSING");
}

function nodeBehind(state: HandshakeState, { side, path }: BehindSide): IcsError<"IBC_PROOF_MISSING"> {
  const { chainId, height } = state[side];
  return new IcsError(
    "IBC_PROOF_MISSING",
    `${chainId} has no ${path} at height ${height}, of which the other chain has proof\nIts node is behind: pass one that keeps up with the chain.`,
    { chainId, height, key: path },
    { retryable: true },
  );
}

/** What of a state says that something has happened. */
function fingerprint({ provider, consumer }: HandshakeState): string {
  return jsonText([provider, consumer].map(({ connections, channels }) => ({ connections, channels }))) ?? "";
}
