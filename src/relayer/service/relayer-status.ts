import { firstLine } from "../../errors.ts";
import type { ClientStatus } from "../clients/client-status.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import type { Backlog } from "./path-sampler.ts";

/**
 * Where a path stands.
 * connecting: being checked; waiting: nothing can be done yet, `reason` says for what; handshaking; relaying; failing:
 * tried again by itself, `error` says why; closed: over for good, `reason` says why.
 */
export type PathState = "connecting" | "waiting" | "handshaking" | "relaying" | "failing" | "closed";

/** Every state that a path can be in. */
export const pathStates: readonly PathState[] = [
  "connecting",
  "waiting",
  "handshaking",
  "relaying",
  "failing",
  "closed",
];

/** What keeps a path, or a part of it, from going on. */
export interface PathTrouble {
  /** The code of an `IcsError`; `INTERNAL` for anything else, which is a fault of icskit itself. */
  readonly code: string;
  readonly message: string;
  readonly since: Date;
  /** How often in a row. */
  readonly failures: number;
}

/** One end of a path, as last seen. What has not been seen yet is undefined. */
export interface PathEndStatus {
  readonly chainId: string | undefined;
  /** The latest height heard of. */
  readonly height: bigint | undefined;
  /** When that was. */
  readonly heardAt: Date | undefined;
  /** True where no block was heard of for much longer than usual: the chain has halted, or its node is gone. */
  readonly isSilent: boolean;
  /** This chain's light client of the other end. */
  readonly client: PathClientStatus | undefined;
  /** The account that pays on this chain; the provider's balance is told for all paths at once. In base units of the denom of its gas price. */
  readonly account: PathAccountStatus | undefined;
}

/** A light client of a path. */
export interface PathClientStatus {
  readonly clientId: string;
  /** As the chain that keeps it says; undefined until asked. */
  readonly status: ClientStatus["status"] | undefined;
  readonly trustedHeight: bigint;
  readonly expiresAt: Date;
  /** How long before `expiresAt` the client was current. */
  readonly trustingPeriodMs: number;
}

/** An account that pays for relaying. */
export interface PathAccountStatus {
  readonly address: string;
  readonly denom: string;
  /** Undefined until asked. */
  readonly balance: bigint | undefined;
}

/** A channel of a path and what waits on it. */
export interface PathChannelStatus extends ChannelPair {
  /** Packets that are committed and not acknowledged or timed out yet; undefined until counted. */
  readonly backlog: Backlog | undefined;
}

/** One consumer's path. */
export interface PathStatus {
  /** How events and errors name this path. */
  readonly name: string;
  readonly consumerId: string | undefined;
  readonly state: PathState;
  readonly since: Date;
  /** Plain words, in the states waiting and closed. */
  readonly reason: string | undefined;
  /** In the state failing, and while relaying has trouble that it has not overcome yet. */
  readonly error: PathTrouble | undefined;
  readonly provider: PathEndStatus;
  readonly consumer: PathEndStatus;
  readonly channels: readonly PathChannelStatus[];
}

/** Everything that a relayer serves. */
export interface RelayerStatus {
  readonly provider: {
    readonly chainId: string;
    readonly height: bigint | undefined;
    readonly heardAt: Date | undefined;
    readonly isSilent: boolean;
    /** Shared by all paths. */
    readonly account: PathAccountStatus;
  };
  readonly paths: readonly PathStatus[];
}

/** Part of the trusting period that is left once refreshing has failed for long: it is due when a third has gone. */
const LATE_LEFT = 1 / 3;

/** Why a path does not do its work; undefined where it does, with active clients at both ends that are kept fresh. */
export function unhealthyBecause(path: PathStatus, now = new Date()): string | undefined {
  const { state, reason, error } = path;
  if (state !== "relaying")
    return [state, error ? `${error.code}: ${firstLine(error.message)}` : reason].filter(Boolean).join(": ");
  if (error !== undefined) return `relaying with trouble: ${error.code}: ${firstLine(error.message)}`;
  for (const end of [path.provider, path.consumer]) {
    const { client, chainId } = end;
    if (end.isSilent) return `no block of ${chainId} since ${end.heardAt?.toISOString() ?? "the start"}`;
    if (client?.status !== undefined && client.status !== "Active") {
      return `light client ${client.clientId} on ${chainId ?? "?"} is ${client.status}`;
    }
    if (client?.status === "Active" && isLate(client, now)) {
      return `light client ${client.clientId} on ${chainId ?? "?"} is not refreshed, and expires at ${client.expiresAt.toISOString()}`;
    }
  }
  return undefined;
}

function isLate({ expiresAt, trustingPeriodMs }: PathClientStatus, now: Date): boolean {
  return expiresAt.getTime() - now.getTime() < LATE_LEFT * trustingPeriodMs;
}
