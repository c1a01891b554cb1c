import type { IncludedTx } from "../../chain/tx-sender.ts";
import type { IcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import { PathRun } from "./path-run.ts";
import type { LeaveOut, RelayItem } from "./relay-item.ts";

/** How packets are relayed. */
export interface RelayPacketsOptions {
  /**
   * First height of each chain whose packets and acknowledgements are carried. Without it all work is derived from the
   * chains' state, whatever was sent before and whoever has carried it.
   */
  readonly from?: { readonly provider: bigint; readonly consumer: bigint };
  /** Ends the relaying; what is on its way then is either included or expires. */
  readonly signal: AbortSignal;
  readonly onRelayed?: (relayed: Relayed) => void;
  /** Hears of what keeps relaying from going on: once per kind of trouble and `source`, until that is overcome. */
  readonly onTrouble?: (trouble: RelayTrouble) => void;
  /**
   * Hears that all trouble told of a `source` is over: something was carried from there, or the chains' state says that
   * nothing waits there. That of both directions is over once the state of every channel could be read without gaps.
   */
  readonly onOvercome?: (source: RelayTrouble["source"]) => void;
  readonly logger?: Logger;
  /**
   * Failures in a row on one direction, with nothing carried in between, after which relaying ends with the last error.
   * A node that does not answer is no failure. Default: never; each is tried again, at growing distances.
   */
  readonly giveUpAfter?: number;
  /** Messages of one transaction at most, beside the client update. Default 100. */
  readonly maxMessages?: number;
  /** Bytes of one transaction at most. Default 400,000: in base64 it must fit into what an RPC accepts. */
  readonly maxTxBytes?: number;
  /** Blocks of both chains together after which the state is read again though nothing seems amiss. Default 500. */
  readonly auditEveryBlocks?: number;
  /**
   * True for a packet or an acknowledgement of `source` that is left where it is; on an ordered channel those behind it
   * wait with it. A packet that is left out for too long times out like any other. Default: none.
   */
  readonly leaveOut?: LeaveOut;
}

/** One transaction that carried packets, acknowledgements, timeouts or closes. */
export interface Relayed {
  readonly tx: IncludedTx;
  readonly items: readonly RelayItem[];
}

/** What keeps relaying from going on. */
export interface RelayTrouble {
  /** Where what should be carried comes from; undefined for what concerns a channel in both directions. */
  readonly source: PathSide | undefined;
  readonly error: IcsError;
  /** How often in a row. */
  readonly failures: number;
}

/**
 * Carries packets, acknowledgements, timeouts and closes of these channels both ways until the signal aborts: strictly
 * in sequence on ordered channels, CCV channels before all others, each channel apart from the faults of the others.
 * What somebody else has done already is left out. Nodes that do not answer, empty accounts, inactive light clients and
 * messages that fail are reported and tried again with later blocks.
 * @throws IBC_CHANNEL_CLOSED once every channel is closed on both ends and nothing is left to do; with `giveUpAfter`
 * the last error
 */
export function relayPackets(
  path: RelayPath,
  channels: readonly ChannelPair[],
  options: RelayPacketsOptions,
): Promise<void> {
  return new PathRun(path, channels, options).run();
}
