import { consumerPortId, providerPortId, transferPortId } from "../../ccv/identifiers.ts";
import type { PathSide } from "../path-side.ts";
import type { ChannelState, ConnectionState, HandshakeEnd, HandshakeState } from "./handshake-state.ts";

/** The two ends of one connection or channel, or the end that was begun. */
export type Pair<T extends HandshakeEnd> = Readonly<Partial<Record<PathSide, T>>>;

/** A connection, and the CCV channel over it: what a handshake goes on with. */
export interface Lane {
  readonly connection: Pair<ConnectionState>;
  readonly channel: Pair<ChannelState>;
}

/**
 * How far a pair has got: 0 not begun, 1 begun on one chain, 2 known on both, 3 open on one, 4 open on both.
 * Ends that the two chains were read with at different times may be nearer to the goal than this says.
 */
export function stageOf({ provider, consumer }: Pair<HandshakeEnd>): number {
  const ends = [provider, consumer].filter((end) => end !== undefined);
  if (ends.length < 2) return ends.length;
  return 2 + ends.filter(({ state }) => state === "OPEN").length;
}

/** Every pair that can still get on, and every pair that has been open; ends that are left behind are in none. */
export function pairUp<T extends HandshakeEnd>(consumer: readonly T[], provider: readonly T[]): Pair<T>[] {
  const both = consumer.flatMap((onConsumer) =>
    provider
      .filter((onProvider) => belong(onConsumer, onProvider))
      .map((onProvider) => ({ consumer: onConsumer, provider: onProvider })),
  );
  const alone = (end: T, others: readonly T[]): boolean =>
    end.state === "INIT" && !others.some((other) => belong(end, other));
  return [
    ...both,
    ...consumer.filter((end) => alone(end, provider)).map((end) => ({ consumer: end })),
    ...provider.filter((end) => alone(end, consumer)).map((end) => ({ provider: end })),
  ];
}

/** True for two ends of one thing: at least one names the other, and neither names a third. */
function belong(one: HandshakeEnd, other: HandshakeEnd): boolean {
  if (one.counterpartyId === "" && other.counterpartyId === "") return false;
  return names(one, other) && names(other, one);
}

function names(one: HandshakeEnd, other: HandshakeEnd): boolean {
  return one.counterpartyId === other.id || (one.counterpartyId === "" && one.state === "INIT");
}

/**
 * What to go on with: the channel that got furthest, then the connection that did, then the lowest ids, so that
 * relayers that do not know of each other choose the same. Empty pairs where nothing has been begun.
 */
export function bestLane(state: HandshakeState): Lane {
  const lanes = connectionPairs(state).flatMap((connection) => lanesOver(connection, state));
  return lanes.filter(canGetOn).reduce((best, lane) => (isAhead(lane, best) ? lane : best), nothingBegun);
}

const nothingBegun: Lane = { connection: {}, channel: {} };

function connectionPairs({ consumer, provider }: HandshakeState): Pair<ConnectionState>[] {
  return pairUp(consumer.connections, provider.connections);
}

function lanesOver(connection: Pair<ConnectionState>, state: HandshakeState): Lane[] {
  const channels = channelPairs(state, connection, consumerPortId, providerPortId);
  const live = channels.filter((pair) => !isClosed(pair) && pair.consumer !== undefined);
  return [...live, {}].map((channel) => ({ connection, channel }));
}

function channelPairs(
  { consumer, provider }: HandshakeState,
  connection: Pair<ConnectionState>,
  portOnConsumer: string,
  portOnProvider: string,
): Pair<ChannelState>[] {
  const over = (channels: readonly ChannelState[], connectionId: string | undefined, port: string): ChannelState[] =>
    channels.filter((channel) => channel.connectionId === connectionId && channel.portId === port);
  return pairUp(
    over(consumer.channels, connection.consumer?.id, portOnConsumer),
    over(provider.channels, connection.provider?.id, portOnProvider),
  );
}

/** Strange connections are of use only where the CCV channel is open over them already. */
function canGetOn({ connection: { provider, consumer }, channel }: Lane): boolean {
  return stageOf(channel) === 4 || ((provider?.isUsable ?? true) && (consumer?.isUsable ?? true));
}

function isAhead(lane: Lane, other: Lane): boolean {
  const [mine, theirs] = [rank(lane), rank(other)];
  const differing = mine.findIndex((value, index) => value !== theirs[index]);
  return differing >= 0 && (mine[differing] ?? 0) > (theirs[differing] ?? 0);
}

function rank({ connection, channel }: Lane): number[] {
  const ends = [connection.consumer, connection.provider, channel.consumer, channel.provider];
  return [stageOf(channel), stageOf(connection), ...ends.map((end) => -numberOf(end))];
}

function numberOf(end: HandshakeEnd | undefined): number {
  return Number(/\d+$/.exec(end?.id ?? "")?.[0] ?? 0);
}

export function isClosed({ provider, consumer }: Pair<HandshakeEnd>): boolean {
  return provider?.state === "CLOSED" || consumer?.state === "CLOSED";
}

/**
 * The CCV channel that was open and is closed on one end or both; undefined while there is none, and for duplicates.
 * Where the provider has forgotten the consumer, any closed one counts.
 */
export function closedCcvChannel(state: HandshakeState): Pair<ChannelState> | undefined {
  const { consumerId, ccvChannelId } = state.provider;
  return connectionPairs(state)
    .flatMap((connection) => channelPairs(state, connection, consumerPortId, providerPortId))
    .find(
      (pair) =>
        isClosed(pair) &&
        (consumerId === undefined ||
          pair.provider?.id === ccvChannelId ||
          pair.consumer?.id === state.consumer.ccvChannelId),
    );
}

/** The channel that the consumer sends rewards through, where it lies on one of the path's connections. */
export function transferChannel(
  state: HandshakeState,
): { readonly connection: Pair<ConnectionState>; readonly channel: Pair<ChannelState> } | undefined {
  const { transferChannelId } = state.consumer;
  if (transferChannelId === undefined) return undefined;
  const candidates = connectionPairs(state).flatMap((connection) =>
    channelPairs(state, connection, transferPortId, transferPortId)
      .filter(({ consumer }) => consumer?.id === transferChannelId)
      .map((channel) => ({ connection, channel })),
  );
  return candidates.reduce<Lane | undefined>(
    (best, lane) => (best === undefined || isAhead(lane, best) ? lane : best),
    undefined,
  );
}

/** A chain that was read at a time before the other's: it lacks what the other chain has proof of. */
export interface BehindSide {
  readonly side: PathSide;
  /** What it lacks. */
  readonly path: string;
}

/**
 * The chain whose reading is too old to decide by, if one is. An end beyond INIT was made by a proof of the other end,
 * so the other end exists; beginning another on the strength of an old reading would make a second.
 */
export function behindSide({ provider, consumer }: HandshakeState): BehindSide | undefined {
  const lacks = (ends: readonly HandshakeEnd[], others: readonly HandshakeEnd[]): HandshakeEnd | undefined =>
    others.find((other) => {
      if (other.counterpartyId === "") return false;
      const end = ends.find(({ id }) => id === other.counterpartyId);
      return end === undefined || (end.state === "INIT" && other.state === "OPEN");
    });
  const ports = (channels: readonly ChannelState[], portId: string): ChannelState[] =>
    channels.filter((channel) => channel.portId === portId);
  const groups: Array<readonly [PathSide, string, readonly HandshakeEnd[], readonly HandshakeEnd[]]> = [
    ["consumer", "connections/", consumer.connections, provider.connections],
    ["provider", "connections/", provider.connections, consumer.connections],
    ["consumer", "channels/", ports(consumer.channels, consumerPortId), ports(provider.channels, providerPortId)],
    ["provider", "channels/", ports(provider.channels, providerPortId), ports(consumer.channels, consumerPortId)],
    ["consumer", "channels/", ports(consumer.channels, transferPortId), ports(provider.channels, transferPortId)],
    ["provider", "channels/", ports(provider.channels, transferPortId), ports(consumer.channels, transferPortId)],
  ];
  for (const [side, prefix, ends, others] of groups) {
    const lacking = lacks(ends, others);
    if (lacking !== undefined) return { side, path: `${prefix}${lacking.counterpartyId}` };
  }
  return undefined;
}
