import { fromAscii, fromUtf8, toAscii } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { Channel, Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type {
  MsgChannelOpenAck,
  MsgChannelOpenConfirm,
  MsgChannelOpenInit,
  MsgChannelOpenTry,
} from "cosmjs-types/ibc/core/channel/v1/tx";
import { ConnectionEnd, State as ConnectionPhase } from "cosmjs-types/ibc/core/connection/v1/connection";
import type {
  MsgConnectionOpenAck,
  MsgConnectionOpenConfirm,
  MsgConnectionOpenInit,
  MsgConnectionOpenTry,
} from "cosmjs-types/ibc/core/connection/v1/tx";
import { addToClient, CCV_METADATA, type HandshakeChain, sequence } from "./handshake-chain.ts";

/**
 * Executes one message as ibc-go and the CCV modules do, as far as a handshake can tell.
 * @see 03-connection/keeper/handshake.go and 04-channel/keeper/handshake.go of ibc-go v10, ibc_module.go of both modules of x/ccv
 */
export function executeMessage(chain: HandshakeChain, { typeUrl, value }: EncodeObject): void {
  const name = typeUrl.split(".").at(-1) ?? "";
  const rule = rules[name];
  if (rule === undefined) throw new Error(`no rule for ${typeUrl}`);
  rule(chain, value as never);
}

/** Each rule knows the message that its name stands for. */
const rules: Readonly<Record<string, (chain: HandshakeChain, value: never) => void>> = {
  update: (chain, height: bigint) => {
    if (height > chain.peer.tip) throw new Error(`no header of height ${height}`);
    chain.latest.set(`client/${height}`, new Uint8Array([1]));
  },
  MsgConnectionOpenInit: connectionOpenInit,
  MsgConnectionOpenTry: connectionOpenTry,
  MsgConnectionOpenAck: connectionOpenAck,
  MsgConnectionOpenConfirm: connectionOpenConfirm,
  MsgChannelOpenInit: channelOpenInit,
  MsgChannelOpenTry: channelOpenTry,
  MsgChannelOpenAck: channelOpenAck,
  MsgChannelOpenConfirm: channelOpenConfirm,
};

function connectionOpenInit(chain: HandshakeChain, { clientId, counterparty, version }: MsgConnectionOpenInit): void {
  const versions = version === undefined ? [] : [version];
  newConnection(chain, clientId, { state: ConnectionPhase.STATE_INIT, clientId, counterparty, versions });
}

function connectionOpenTry(chain: HandshakeChain, message: MsgConnectionOpenTry): void {
  const { clientId, counterparty, counterpartyVersions: versions } = message;
  const init = provenConnection(
    chain,
    message.proofInit,
    message.proofHeight.revisionHeight,
    counterparty.connectionId,
  );
  expectEqual(init.state, ConnectionPhase.STATE_INIT, "the other end's state");
  expectEqual(init.counterparty.clientId, clientId, "the other end's counterparty client");
  expectEqual(init.clientId, counterparty.clientId, "the other end's client");
  expectEqual(JSON.stringify(init.versions), JSON.stringify(versions), "the other end's versions");
  newConnection(chain, clientId, { state: ConnectionPhase.STATE_TRYOPEN, clientId, counterparty, versions });
}

function connectionOpenAck(chain: HandshakeChain, message: MsgConnectionOpenAck): void {
  const { connectionId, counterpartyConnectionId } = message;
  const end = connection(chain, connectionId);
  expectEqual(end.state, ConnectionPhase.STATE_INIT, "the connection's state");
  const tried = provenConnection(chain, message.proofTry, message.proofHeight.revisionHeight, counterpartyConnectionId);
  expectEqual(tried.state, ConnectionPhase.STATE_TRYOPEN, "the other end's state");
  expectEqual(tried.counterparty.connectionId, connectionId, "the other end's counterparty");
  const counterparty = { ...end.counterparty, connectionId: counterpartyConnectionId };
  setConnection(chain, connectionId, { ...end, state: ConnectionPhase.STATE_OPEN, counterparty });
}

function connectionOpenConfirm(chain: HandshakeChain, message: MsgConnectionOpenConfirm): void {
  const end = connection(chain, message.connectionId);
  expectEqual(end.state, ConnectionPhase.STATE_TRYOPEN, "the connection's state");
  const { proofAck, proofHeight } = message;
  const other = provenConnection(chain, proofAck, proofHeight.revisionHeight, end.counterparty.connectionId);
  expectEqual(other.state, ConnectionPhase.STATE_OPEN, "the other end's state");
  expectEqual(other.counterparty.connectionId, message.connectionId, "the other end's counterparty");
  setConnection(chain, message.connectionId, { ...end, state: ConnectionPhase.STATE_OPEN });
}

function channelOpenInit(chain: HandshakeChain, { portId, channel }: MsgChannelOpenInit): void {
  const over = connection(chain, channel?.connectionHops[0] ?? "");
  expectEqual(over.versions.length, 1, "the connection's versions");
  expectEqual(over.clientId, chain.clientId, "the channel's client");
  if (portId === "provider") throw new Error("channel handshake must be initiated by consumer chain");
  if (portId === "consumer" && chain.latest.has("ccvconsumer/04")) throw new Error("provider channel already set");
  newChannel(chain, portId, Channel.fromPartial({ ...channel, state: State.STATE_INIT }));
}

function channelOpenTry(chain: HandshakeChain, message: MsgChannelOpenTry): void {
  const { portId, channel } = message;
  const connectionId = channel?.connectionHops[0] ?? "";
  const over = connection(chain, connectionId);
  expectEqual(over.state, ConnectionPhase.STATE_OPEN, "the connection's state");
  const { portId: otherPort = "", channelId = "" } = channel?.counterparty ?? {};
  const init = provenChannel(chain, message.proofInit, message.proofHeight.revisionHeight, otherPort, channelId);
  expectEqual(init.state, State.STATE_INIT, "the other end's state");
  expectEqual(init.ordering, channel?.ordering, "the other end's order");
  expectEqual(init.version, message.counterpartyVersion, "the other end's version");
  expectEqual(init.connectionHops[0], over.counterparty.connectionId, "the other end's connection");
  if (portId === "provider") {
    expectEqual(channel?.ordering, Order.ORDER_ORDERED, "the order");
    if (chain.latest.has("provider/0530")) throw new Error("CCV channel already created");
  }
  const version = portId === "provider" ? CCV_METADATA : "ics20-1";
  newChannel(chain, portId, Channel.fromPartial({ ...channel, state: State.STATE_TRYOPEN, version }));
}

function channelOpenAck(chain: HandshakeChain, message: MsgChannelOpenAck): void {
  const { portId, channelId, counterpartyChannelId, counterpartyVersion: version } = message;
  const end = channelEnd(chain, portId, channelId);
  expectEqual(end.state, State.STATE_INIT, "the channel's state");
  const over = connection(chain, end.connectionHops[0] ?? "");
  expectEqual(over.state, ConnectionPhase.STATE_OPEN, "the connection's state");
  const { proofTry, proofHeight } = message;
  const port = end.counterparty.portId;
  const tried = provenChannel(chain, proofTry, proofHeight.revisionHeight, port, counterpartyChannelId);
  expectEqual(tried.state, State.STATE_TRYOPEN, "the other end's state");
  expectEqual(tried.counterparty.channelId, channelId, "the other end's counterparty");
  expectEqual(tried.version, version, "the other end's version");
  if (portId === "consumer" && chain.latest.has("ccvconsumer/04")) throw new Error("provider channel already set");
  const counterparty = { portId: port, channelId: counterpartyChannelId };
  chain.setChannel(portId, channelId, { state: State.STATE_OPEN, version, counterparty });
  if (portId === "consumer") beginTransferChannel(chain, end);
}

/** OnChanOpenAck of the consumer module begins the reward channel, unless the one of its parameters exists. */
function beginTransferChannel(chain: HandshakeChain, { connectionHops }: Channel): void {
  const known = fromAscii(chain.latest.get("params/transfer") ?? new Uint8Array());
  if (known !== "" && chain.channel("transfer", known) !== undefined) return;
  const channel = Channel.fromPartial({
    state: State.STATE_INIT,
    ordering: Order.ORDER_UNORDERED,
    counterparty: { portId: "transfer", channelId: "" },
    connectionHops,
    version: "ics20-1",
  });
  chain.latest.set("params/transfer", toAscii(newChannel(chain, "transfer", channel)));
}

function channelOpenConfirm(chain: HandshakeChain, message: MsgChannelOpenConfirm): void {
  const { portId, channelId, proofAck, proofHeight } = message;
  const end = channelEnd(chain, portId, channelId);
  expectEqual(end.state, State.STATE_TRYOPEN, "the channel's state");
  const { counterparty } = end;
  const other = provenChannel(chain, proofAck, proofHeight.revisionHeight, counterparty.portId, counterparty.channelId);
  expectEqual(other.state, State.STATE_OPEN, "the other end's state");
  expectEqual(other.counterparty.channelId, channelId, "the other end's counterparty");
  expectEqual(other.version, end.version, "the other end's version");
  if (portId === "provider") {
    if (chain.latest.has("provider/0530")) throw new Error("CCV channel already created");
    chain.latest.set("provider/0530", toAscii(channelId));
  }
  chain.setChannel(portId, channelId, { state: State.STATE_OPEN });
}

/** What the peer had at the height that the proof is of, if this chain's client has the header that proves it. */
function proven(chain: HandshakeChain, proof: Uint8Array, headerHeight: bigint, path: string): Uint8Array {
  if (!chain.latest.has(`client/${headerHeight}`)) throw new Error(`the client has no height ${headerHeight}`);
  if (!fromUtf8(proof, true).includes(`${path}@${headerHeight - 1n}`)) throw new Error(`the proof is not of ${path}`);
  const value = chain.peer.at(headerHeight - 1n)?.get(`ibc/${path}`);
  if (value === undefined) throw new Error(`the other chain has no ${path}`);
  return value;
}

function provenConnection(
  chain: HandshakeChain,
  proof: Uint8Array,
  height: bigint,
  connectionId: string,
): ConnectionEnd {
  return ConnectionEnd.decode(proven(chain, proof, height, `connections/${connectionId}`));
}

function provenChannel(
  chain: HandshakeChain,
  proof: Uint8Array,
  height: bigint,
  portId: string,
  channelId: string,
): Channel {
  return Channel.decode(proven(chain, proof, height, `channelEnds/ports/${portId}/channels/${channelId}`));
}

function connection(chain: HandshakeChain, connectionId: string): ConnectionEnd {
  const value = chain.latest.get(`ibc/connections/${connectionId}`);
  if (value === undefined) throw new Error(`no ${connectionId}`);
  return ConnectionEnd.decode(value);
}

function setConnection(chain: HandshakeChain, connectionId: string, end: ConnectionEnd): void {
  chain.latest.set(`ibc/connections/${connectionId}`, ConnectionEnd.encode(end).finish());
}

function newConnection(chain: HandshakeChain, clientId: string, end: Partial<ConnectionEnd>): void {
  const id = `connection-${next(chain, "ibc/nextConnectionSequence")}`;
  setConnection(chain, id, ConnectionEnd.fromPartial(end));
  addToClient(chain.latest, clientId, id);
}

function newChannel(chain: HandshakeChain, portId: string, channel: Channel): string {
  const id = `channel-${next(chain, "sequence/channel")}`;
  chain.setChannel(portId, id, channel);
  return id;
}

function channelEnd(chain: HandshakeChain, portId: string, channelId: string): Channel {
  const channel = chain.channel(portId, channelId);
  if (channel === undefined) throw new Error(`no ${portId}/${channelId}`);
  return channel;
}

function next(chain: HandshakeChain, key: string): bigint {
  const bytes = chain.latest.get(key) ?? sequence(0);
  const value = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  chain.latest.set(key, sequence(value + 1n));
  return value;
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`);
}
