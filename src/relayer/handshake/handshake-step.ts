import type { Version } from "cosmjs-types/ibc/core/connection/v1/connection";
import { transferPortId } from "../../ccv/identifiers.ts";
import type { PathSide } from "../path-side.ts";
import { bestLane, type Lane, type Pair, transferChannel } from "./handshake-lane.ts";
import type { ChannelState, ConnectionState, HandshakeState } from "./handshake-state.ts";

/** One message of the handshake, by what its sender must know; proofs and signers are not part of the decision. */
export type HandshakeMessage =
  | { readonly type: "ConnectionOpenInit" }
  | {
      readonly type: "ConnectionOpenTry";
      readonly counterpartyConnectionId: string;
      /** As the other end offers them. */
      readonly versions: readonly Version[];
    }
  | {
      readonly type: "ConnectionOpenAck";
      readonly connectionId: string;
      readonly counterpartyConnectionId: string;
      /** As the other end chose it. */
      readonly versions: readonly Version[];
    }
  | { readonly type: "ConnectionOpenConfirm"; readonly connectionId: string; readonly counterpartyConnectionId: string }
  | { readonly type: "ChannelOpenInit"; readonly connectionId: string }
  | { readonly type: "ChannelOpenTry"; readonly connectionId: string; readonly init: ChannelState }
  | { readonly type: "ChannelOpenAck"; readonly channelId: string; readonly tried: ChannelState }
  | { readonly type: "ChannelOpenConfirm"; readonly channelId: string; readonly acknowledged: ChannelState };

/** One transaction of the handshake. */
export interface HandshakeStep {
  readonly side: PathSide;
  /** In the order of sending. */
  readonly messages: readonly HandshakeMessage[];
}

/** What a handshake is to open. */
export type HandshakeGoal = "ccv" | "transfer";

/**
 * The next transaction on the way to the goal, with everything that can go into it; undefined once it is reached.
 * `transfer` is for a path whose CCV channel is open.
 */
export function nextStep(state: HandshakeState, goal: HandshakeGoal): HandshakeStep | undefined {
  if (goal === "transfer") {
    const transfer = transferMessage(state, {});
    return transfer && { side: transfer.side, messages: [transfer.message] };
  }
  const lane = bestLane(state);
  const first = connectionMessage(lane.connection) ?? channelMessage(lane, state);
  if (first === undefined) return undefined;
  const { side } = first;
  const messages = [first.message];
  const after = taken(lane, first, state);
  const second = isOfConnection(first.message) ? channelMessage(after, state) : undefined;
  if (second?.side === side) messages.push(second.message);
  const finishes = messages.some(({ type }) => type === "ChannelOpenConfirm");
  const more = finishes ? transferMessage(state, after.connection) : undefined;
  if (more?.side === side) messages.push(more.message);
  return { side, messages };
}

interface Sided {
  readonly side: PathSide;
  readonly message: HandshakeMessage;
}

/** What the connection needs next; undefined for an open one. */
function connectionMessage({ provider, consumer }: Pair<ConnectionState>): Sided | undefined {
  if (consumer === undefined && provider === undefined) {
    // Only the consumer may begin its channel. It can in the transaction that tries the connection, so that the whole
    // takes one transaction less where the provider begins that one.
    return { side: "provider", message: { type: "ConnectionOpenInit" } };
  }
  if (consumer === undefined || provider === undefined) {
    const init = consumer ?? provider;
    if (init === undefined) return undefined;
    const side = consumer === undefined ? "consumer" : "provider";
    const { id: counterpartyConnectionId, versions } = init;
    return { side, message: { type: "ConnectionOpenTry", counterpartyConnectionId, versions } };
  }
  return openingMessage(
    { provider, consumer },
    (own, other) => ({
      type: "ConnectionOpenAck",
      connectionId: own.id,
      counterpartyConnectionId: other.id,
      versions: other.versions,
    }),
    (own, other) => ({ type: "ConnectionOpenConfirm", connectionId: own.id, counterpartyConnectionId: other.id }),
  );
}

/** What the CCV channel needs next of a chain whose end of the connection is open; undefined where it must wait, or is open. */
function channelMessage({ connection, channel }: Lane, state: HandshakeState): Sided | undefined {
  const { provider, consumer } = channel;
  if (consumer === undefined) return begin(connection, state);
  const sided = provider === undefined ? tryChannel(consumer, connection) : openChannel(provider, consumer);
  return sided && connection[sided.side]?.state === "OPEN" ? sided : undefined;
}

/** A connection end that was made in the same transaction is good for a channel already, before it is open. */
function begin({ consumer }: Pair<ConnectionState>, state: HandshakeState): Sided | undefined {
  if (consumer === undefined) return undefined;
  const isTriedHere = consumer.id === state.consumer.nextConnectionId;
  if (consumer.state !== "OPEN" && !isTriedHere) return undefined;
  return { side: "consumer", message: { type: "ChannelOpenInit", connectionId: consumer.id } };
}

function tryChannel(init: ChannelState, connection: Pair<ConnectionState>): Sided | undefined {
  const connectionId = connection.provider?.id;
  return connectionId === undefined
    ? undefined
    : { side: "provider", message: { type: "ChannelOpenTry", connectionId, init } };
}

function openChannel(provider: ChannelState, consumer: ChannelState): Sided | undefined {
  return openingMessage<ChannelState>(
    { provider, consumer },
    (own, tried) => ({ type: "ChannelOpenAck", channelId: own.id, tried }),
    (own, acknowledged) => ({ type: "ChannelOpenConfirm", channelId: own.id, acknowledged }),
  );
}

/** The transfer channel's next message; `connection` is what the same transaction makes of it, where it differs. */
function transferMessage(state: HandshakeState, connection: Pair<ConnectionState>): Sided | undefined {
  const transfer = transferChannel(state);
  if (transfer === undefined) return undefined;
  const { provider, consumer } = transfer.channel;
  if (consumer === undefined) return undefined;
  if (provider !== undefined) return openChannel(provider, consumer);
  const over = connection.consumer?.id === consumer.connectionId ? connection : transfer.connection;
  return over.provider?.state === "OPEN" ? tryChannel(consumer, over) : undefined;
}

/** Ack on the end in INIT, then Confirm on the one in TRYOPEN; undefined for two open ends. */
function openingMessage<T extends ConnectionState | ChannelState>(
  pair: Readonly<Record<PathSide, T>>,
  ack: (own: T, other: T) => HandshakeMessage,
  confirm: (own: T, other: T) => HandshakeMessage,
): Sided | undefined {
  const sides = [
    ["consumer", pair.consumer, pair.provider],
    ["provider", pair.provider, pair.consumer],
  ] as const;
  for (const [side, own, other] of sides) {
    if (own.state === "INIT" && other.state === "TRYOPEN") return { side, message: ack(own, other) };
    if (own.state === "TRYOPEN" && other.state === "OPEN") return { side, message: confirm(own, other) };
  }
  return undefined;
}

function isOfConnection({ type }: HandshakeMessage): boolean {
  return type.startsWith("Connection");
}

/** The lane as the rest of the transaction will find it. */
function taken(lane: Lane, { side, message }: Sided, state: HandshakeState): Lane {
  if (message.type === "ConnectionOpenTry" && side === "consumer") {
    const { versions, counterpartyConnectionId: counterpartyId } = message;
    const id = state.consumer.nextConnectionId;
    const tried: ConnectionState = { id, state: "TRYOPEN", counterpartyId, versions, isUsable: true };
    return { ...lane, connection: { ...lane.connection, consumer: tried } };
  }
  const own = lane.connection[side];
  if (own === undefined || (message.type !== "ConnectionOpenAck" && message.type !== "ConnectionOpenConfirm")) {
    return lane;
  }
  const opened: ConnectionState = { ...own, state: "OPEN", counterpartyId: message.counterpartyConnectionId };
  return { ...lane, connection: { ...lane.connection, [side]: opened } };
}

/** What a transaction with these messages is called, for instance `ConnectionOpenTry + ChannelOpenInit`. */
export function stepName({ messages }: HandshakeStep): string {
  return messages.map((message) => `${message.type}${isOfTransfer(message) ? " (transfer)" : ""}`).join(" + ");
}

function isOfTransfer(message: HandshakeMessage): boolean {
  if (message.type === "ChannelOpenTry") return message.init.portId === transferPortId;
  if (message.type === "ChannelOpenAck") return message.tried.portId === transferPortId;
  return message.type === "ChannelOpenConfirm" && message.acknowledged.portId === transferPortId;
}
