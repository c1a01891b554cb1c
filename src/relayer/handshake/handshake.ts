import { withDeadline } from "../../async/deadline.ts";
import type { WaitOptions } from "../../async/wait-options.ts";
import type { Logger } from "../../logger.ts";
import type { RelayPath } from "../relay-path.ts";
import { HandshakeDriver, type Hop, type Reached } from "./handshake-driver.ts";
import { bestLane, closedCcvChannel, type Pair, transferChannel } from "./handshake-lane.ts";
import { expectClientsOfLaunch } from "./handshake-refusals.ts";
import type { ChannelState } from "./handshake-state.ts";

export type { Hop } from "./handshake-driver.ts";

/** A channel by the ids that each chain gave it. */
export interface ChannelPair {
  readonly portIdOnProvider: string;
  readonly channelIdOnProvider: string;
  readonly portIdOnConsumer: string;
  readonly channelIdOnConsumer: string;
}

/** What the handshake has opened, or found open. */
export interface OpenedChannels {
  readonly connectionIdOnProvider: string;
  readonly connectionIdOnConsumer: string;
  readonly ccv: ChannelPair;
  /** The provider's height from which on VSC packets can be sent; its latest one where the channel was open before. */
  readonly openedAt: bigint;
  /** The transactions up to the open CCV channel, in order; those of the transfer channel are told to `onHop` only. */
  readonly hops: readonly Hop[];
  /** The reward transfer channel of this connection, as far as both chains know of it already, open or not. */
  readonly transfer: ChannelPair | undefined;
  /**
   * Opens the reward transfer channel that the consumer has begun on both ends, in two more transactions; none where
   * it is open already. Resolves with it, or with undefined where the consumer uses one of another connection.
   */
  finishTransfer(options?: WaitOptions): Promise<ChannelPair | undefined>;
}

/** How the handshake reports itself. */
export interface HandshakeOptions extends WaitOptions {
  readonly onHop?: (hop: Hop) => void;
  /** Told of steps that failed and are decided anew. */
  readonly logger?: Logger;
}

/**
 * Opens connection and CCV channel between a provider and a consumer, from whatever either chain has of them: five
 * sequential transactions where there is nothing yet, none where the channel is open. Goes by the chains' state alone,
 * so that it may be ended at any point and begun again, also beside another relayer. Uses exactly the two clients of the
 * launch (the chains refuse any other), and of several begun connections and channels those that got furthest.
 * `timeoutMs` bounds all transactions together; a node that does not answer is waited for.
 * @throws POLL_TIMEOUT, IBC_CHANNEL_CLOSED, IBC_CLIENT_MISMATCH, IBC_CLIENT_NOT_ACTIVE, RPC_QUERY_FAILED; as `TxSender.send`
 * @see OnChanOpenInit and OnChanOpenTry in x/ccv/consumer and x/ccv/provider of interchain-security
 */
export async function openCcvChannel(path: RelayPath, options: HandshakeOptions = {}): Promise<OpenedChannels> {
  const { onHop = () => undefined, logger } = options;
  const drive = (signal: AbortSignal): HandshakeDriver => new HandshakeDriver(path, { signal, onHop, logger });
  const reached = await withDeadline("the CCV channel to open", options, (signal) => drive(signal).reach("ccv"));
  return {
    ...opened(reached),
    finishTransfer: ({ signal, timeoutMs } = options) =>
      withDeadline("the transfer channel to open", { signal, timeoutMs }, async (ending) => {
        const { state } = await drive(ending).reach("transfer");
        return knownPair(transferChannel(state)?.channel);
      }),
  };
}

/** The channels of a path that packets have been sent over, or can be. */
export interface FoundChannels {
  /** The consumer whose client the path uses on the provider; undefined once the provider has deleted it. */
  readonly consumerId: string | undefined;
  /** The CCV channel; undefined until it is open on both ends. */
  readonly ccv: FoundChannel | undefined;
  /** The reward transfer channel; undefined until it is open on both ends, and where it lies on another connection. */
  readonly transfer: FoundChannel | undefined;
}

/** A channel that has been open on both ends. */
export interface FoundChannel extends ChannelPair {
  readonly connectionIdOnProvider: string;
  readonly connectionIdOnConsumer: string;
  readonly isOpenOnProvider: boolean;
  readonly isOpenOnConsumer: boolean;
}

/**
 * Finds the channels of a path that packets can be relayed over, closed ones too; sends nothing.
 * @throws IBC_CLIENT_MISMATCH, POLL_TIMEOUT, RPC_QUERY_FAILED
 */
export async function findCcvChannels(path: RelayPath, options: WaitOptions = {}): Promise<FoundChannels> {
  const state = await withDeadline("the channels of a path to be read", options, (signal) =>
    new HandshakeDriver(path, { signal, onHop: () => undefined }).read(),
  );
  const closed = closedCcvChannel(state);
  if (closed === undefined) expectClientsOfLaunch(path, state);
  return {
    consumerId: state.provider.consumerId,
    ccv: found(closed ?? bestLane(state).channel),
    transfer: found(transferChannel(state)?.channel),
  };
}

function found(pair: Pair<ChannelState> | undefined): FoundChannel | undefined {
  const { provider, consumer } = pair ?? {};
  const ids = pair && knownPair(pair);
  if (ids === undefined || provider === undefined || consumer === undefined) return undefined;
  const hasBeenOpen = [provider, consumer].every(({ state }) => state === "OPEN" || state === "CLOSED");
  if (!hasBeenOpen) return undefined;
  return {
    ...ids,
    connectionIdOnProvider: provider.connectionId,
    connectionIdOnConsumer: consumer.connectionId,
    isOpenOnProvider: provider.state === "OPEN",
    isOpenOnConsumer: consumer.state === "OPEN",
  };
}

function opened({ state, hops }: Reached): Omit<OpenedChannels, "finishTransfer"> {
  const ccv = found(bestLane(state).channel);
  if (ccv === undefined) throw new TypeError("The handshake ended without an open channel");
  const { connectionIdOnProvider, connectionIdOnConsumer } = ccv;
  const isConfirm = ({ name, chainId }: Hop): boolean =>
    chainId === state.provider.chainId && name.includes("ChannelOpenConfirm");
  return {
    connectionIdOnProvider,
    connectionIdOnConsumer,
    ccv: knownPair(bestLane(state).channel) ?? ccv,
    openedAt: hops.findLast(isConfirm)?.height ?? state.provider.height,
    hops,
    transfer: knownPair(transferChannel(state)?.channel),
  };
}

function knownPair({ provider, consumer }: Pair<ChannelState> = {}): ChannelPair | undefined {
  if (provider === undefined || consumer === undefined) return undefined;
  return {
    portIdOnProvider: provider.portId,
    channelIdOnProvider: provider.id,
    portIdOnConsumer: consumer.portId,
    channelIdOnConsumer: consumer.id,
  };
}
