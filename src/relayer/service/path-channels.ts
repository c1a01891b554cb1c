import { State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ConsumerPhase } from "../../ccv/phase.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { queryChannel } from "../../ibc/queries.ts";
import type { ChannelPair, FoundChannel, Hop, OpenedChannels } from "../handshake/handshake.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import type { PathSteps } from "./path-steps.ts";

/** The channels that a path relays. */
export interface PathChannels {
  /** The CCV channel, then the transfer channel where there is one. */
  readonly channels: readonly ChannelPair[];
  /** Set where the CCV channel is closed: what is left to carry is carried, and nothing comes after it. */
  readonly closed: IcsError<"IBC_CHANNEL_CLOSED"> | undefined;
  /** Opens the transfer channel where it is not open yet; see `OpenedChannels`. */
  readonly finishTransfer: OpenedChannels["finishTransfer"];
}

/** How the channels are got. */
export interface PathChannelsOptions {
  readonly path: RelayPath;
  readonly steps: PathSteps;
  readonly phase: ConsumerPhase;
  readonly handshake: boolean;
  readonly signal: AbortSignal;
  readonly onHop: (hop: Hop) => void;
}

/**
 * Opens the channels of a path, or finds those that are there; undefined where there are none and none is to be opened.
 * @throws as `openCcvChannel`, but not for a closed channel
 */
export async function pathChannels(options: PathChannelsOptions): Promise<PathChannels | undefined> {
  const { path, steps, signal, onHop } = options;
  // The provider opens nothing for a consumer that it has stopped.
  if (options.handshake && options.phase === "LAUNCHED") {
    try {
      const { ccv, transfer, finishTransfer } = await steps.openChannel(path, { signal, onHop });
      return { channels: present(ccv, transfer), closed: undefined, finishTransfer };
    } catch (error) {
      if (!isIcsError(error, "IBC_CHANNEL_CLOSED")) throw error;
    }
  }
  const { ccv, transfer } = await steps.findChannels(path, { signal });
  if (ccv === undefined) return undefined;
  const end = closedEnd(ccv);
  const closed = end && closedChannel(path, ccv, end);
  return { channels: present(ccv, transfer), closed, finishTransfer: async () => transfer };
}

/** The error of a path's CCV channel where one of its ends is closed by now. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryClosed(
  path: RelayPath,
  ccv: ChannelPair,
): Promise<IcsError<"IBC_CHANNEL_CLOSED"> | undefined> {
  const [onProvider, onConsumer] = await Promise.all([
    queryChannel(path.provider.connection, { portId: ccv.portIdOnProvider, channelId: ccv.channelIdOnProvider }),
    queryChannel(path.consumer.connection, { portId: ccv.portIdOnConsumer, channelId: ccv.channelIdOnConsumer }),
  ]);
  if (onProvider?.state === State.STATE_CLOSED) return closedChannel(path, ccv, "provider");
  return onConsumer?.state === State.STATE_CLOSED ? closedChannel(path, ccv, "consumer") : undefined;
}

function present(ccv: ChannelPair, transfer: ChannelPair | undefined): readonly ChannelPair[] {
  return transfer === undefined ? [ccv] : [ccv, transfer];
}

/** The error of a CCV channel that is closed at this end. */
export function closedChannel(path: RelayPath, ccv: ChannelPair, side: PathSide): IcsError<"IBC_CHANNEL_CLOSED"> {
  const { chainId } = path[side].connection;
  const [portId, channelId] =
    side === "consumer"
      ? [ccv.portIdOnConsumer, ccv.channelIdOnConsumer]
      : [ccv.portIdOnProvider, ccv.channelIdOnProvider];
  return new IcsError(
    "IBC_CHANNEL_CLOSED",
    `The CCV channel ${portId}/${channelId} of ${chainId} is closed\nIt never opens again: the consumer goes on with the validators that it has. Launch it anew, under a new consumer id; what can still be relayed is.`,
    { chainId, portId, channelId },
  );
}

/** The end at which a channel is closed; the provider's where both are. */
export function closedEnd({ isOpenOnProvider, isOpenOnConsumer }: FoundChannel): PathSide | undefined {
  if (!isOpenOnProvider) return "provider";
  return isOpenOnConsumer ? undefined : "consumer";
}
