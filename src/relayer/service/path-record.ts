import { errorMessage, isIcsError } from "../../errors.ts";
import type { ClientStatus } from "../clients/client-status.ts";
import type { LightClient } from "../clients/light-client.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import type { RelayTrouble } from "../packets/relay-loop.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import type { ChainPulse } from "./chain-pulse.ts";
import type { Backlog } from "./path-sampler.ts";
import type { RelayerChain } from "./path-steps.ts";
import type { RelayerEvent } from "./relayer-events.ts";
import type { PathEndStatus, PathState, PathStatus, PathTrouble } from "./relayer-status.ts";

/** Where trouble is: as `RelayTrouble` has it, or in opening the transfer channel. */
type TroubleSource = RelayTrouble["source"] | "transfer";

/** What is known of one path, and who is told when it changes. */
export class PathRecord {
  readonly name: string;
  consumerId: string | undefined;
  /** Undefined until connected. */
  readonly chains: { readonly provider: RelayerChain; consumer: RelayerChain | undefined };
  path: RelayPath | undefined;
  channels: readonly ChannelPair[] = [];
  readonly backlogs = new WeakMap<ChannelPair, Backlog>();
  readonly balances = new Map<PathSide, bigint>();
  readonly clients = new Map<PathSide, ClientStatus>();
  readonly #tell: (event: RelayerEvent) => void;
  #state: PathState = "connecting";
  #since = new Date();
  #reason: string | undefined;
  /** Why the path is in its state. */
  #error: PathTrouble | undefined;
  /** What is not overcome yet, the longest lasting first. */
  readonly #troubles = new Map<TroubleSource, PathTrouble>();
  #closed: PathTrouble | undefined;

  constructor(
    name: string,
    consumerId: string | undefined,
    provider: RelayerChain,
    onEvent: (event: RelayerEvent) => void,
  ) {
    this.name = name;
    this.consumerId = consumerId;
    this.chains = { provider, consumer: undefined };
    this.#tell = onEvent;
  }

  /** Set once each chain is listened to. */
  readonly pulses = new Map<PathSide, ChainPulse>();

  get state(): PathState {
    return this.#state;
  }

  get status(): PathStatus {
    return {
      name: this.name,
      consumerId: this.consumerId,
      state: this.#state,
      since: this.#since,
      reason: this.#reason,
      error: this.#error ?? this.#troubles.values().next().value ?? this.#closed,
      provider: this.#end("provider"),
      consumer: this.#end("consumer"),
      channels: this.channels.map((channel) => ({ ...channel, backlog: this.backlogs.get(channel) })),
    };
  }

  /** Goes to a state; told where it or its reason is new. `cause` is what ended a path. */
  enter(state: PathState, reason?: string, cause?: unknown): void {
    this.#enter(state, reason, cause, cause === undefined ? undefined : this.#trouble(cause, 1));
  }

  /** Goes to `failing` after so many failures in a row. */
  fail(cause: unknown, failures: number): void {
    this.#enter("failing", undefined, cause, this.#trouble(cause, failures));
  }

  /** A failure that keeps the path from some of its work, while it goes on with the rest. */
  trouble(source: TroubleSource, cause: unknown, failures: number): void {
    const error = this.#trouble(cause, failures, this.#troubles.get(source));
    this.#troubles.set(source, error);
    this.#tell({ kind: "trouble", path: this.name, error });
  }

  /** The CCV channel is closed: told once, and true from then on whatever else may be carried. */
  closedChannel(error: unknown): void {
    if (this.#closed !== undefined) return;
    this.#closed = this.#trouble(error, 1);
    this.#tell({ kind: "trouble", path: this.name, error: this.#closed });
  }

  /** A failure of what goes on beside the relaying. */
  note(error: unknown, failures: number): void {
    this.#tell({ kind: "trouble", path: this.name, error: this.#trouble(error, failures) });
  }

  /** The trouble of this source, if there was any, is over. */
  overcome(source: TroubleSource): void {
    this.#troubles.delete(source);
  }

  #enter(state: PathState, reason: string | undefined, cause: unknown, error: PathTrouble | undefined): void {
    const [from, reasonBefore] = [this.#state, this.#reason];
    if (from !== state) this.#since = new Date();
    [this.#state, this.#reason, this.#error] = [state, reason, error];
    this.#troubles.clear();
    if (from === state && reasonBefore === reason && error === undefined) return;
    this.#tell({ kind: "state", path: this.name, from, to: state, reason, error, cause });
  }

  #trouble(error: unknown, failures: number, before = this.#error): PathTrouble {
    const code = isIcsError(error) ? error.code : "INTERNAL";
    const since = before?.code === code ? before.since : new Date();
    const message = isIcsError(error) ? error.message : stackOf(error);
    return { code, message, since, failures };
  }

  #end(side: PathSide): PathEndStatus {
    const chain = this.chains[side];
    const client = this.path?.[side].client;
    return {
      chainId: chain?.connection.chainId,
      height: chain?.connection.knownHeight || undefined,
      heardAt: this.pulses.get(side)?.heardAt,
      isSilent: this.pulses.get(side)?.isSilent ?? false,
      client: client && clientOf(client, this.clients.get(side)),
      account: chain && {
        address: chain.sender.address,
        denom: chain.sender.feeDenom,
        balance: this.balances.get(side),
      },
    };
  }
}

function clientOf(client: LightClient, asked: ClientStatus | undefined): NonNullable<PathEndStatus["client"]> {
  return {
    clientId: client.clientId,
    status: asked?.status,
    trustedHeight: client.trustedHeight,
    expiresAt: new Date(client.trustedTime.getTime() + client.trustingPeriodMs),
    trustingPeriodMs: client.trustingPeriodMs,
  };
}

/** A fault of icskit itself: where it happened is what helps. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : errorMessage(error);
}
