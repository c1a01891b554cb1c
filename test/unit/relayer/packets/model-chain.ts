import { toHex, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { Channel, Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type {
  MsgAcknowledgement,
  MsgChannelCloseConfirm,
  MsgRecvPacket,
  MsgTimeout,
  MsgTimeoutOnClose,
} from "cosmjs-types/ibc/core/channel/v1/tx";
import type { Block, BlockTx, ChainEvent } from "../../../../src/chain/block.ts";
import type { Packet } from "../../../../src/ibc/packet-events.ts";
import { ibcPath } from "../../../../src/ibc/proof.ts";
import { event } from "../fake-end.ts";
import {
  attributes,
  commitment,
  type End,
  keyOf,
  type ModelProof,
  type ModelTx,
  Refusal,
  readProof,
  readU64,
  refuse,
  u64,
} from "./model-protocol.ts";

type Store = Map<string, Uint8Array>;

const success = toUtf8('{"result":"AQ=="}');

/**
 * A chain with the packet rules of ibc-go v10: ordered and unordered channels, timeouts, closing, one light client of
 * its counterparty, transactions that succeed or fail as a whole. Blocks are made by calling `makeBlock`.
 */
export class ModelChain {
  readonly chainId: string;
  readonly blocks: Block[] = [];
  /** The state after each block. */
  readonly states: Store[] = [];
  readonly mempool: ModelTx[] = [];
  /** Heights of the counterparty that the light client has verified. */
  readonly verified = new Set<bigint>([1n]);
  /** Data of packets that this chain received, by channel, in order; what the model is checked by. */
  readonly received = new Map<string, bigint[]>();
  /** What became of this chain's packets: acknowledged or timed out, by channel. */
  readonly settled = new Map<string, Map<bigint, "acknowledged" | "timed out">>();
  counterparty: ModelChain | undefined;
  /** Ends that stay as they are when a packet with this data comes: its transaction fails. */
  poison: (packet: Packet) => boolean = () => false;
  /** What such a transaction fails with. */
  poisonCode: readonly [codespace: string, code: number] = ["transfer", 2];
  blockMs = 1_000;
  now: number;
  #store: Store = new Map();
  readonly #sent: Array<{ end: End; timeoutMs: number }> = [];
  readonly #nextSequence = new Map<string, bigint>();
  #txs = 0;
  /** CheckTx runs no module. */
  #isChecking = false;

  constructor(chainId: string, start = 1_700_000_000_000) {
    this.chainId = chainId;
    this.now = start;
    this.makeBlock();
  }

  get height(): bigint {
    return BigInt(this.blocks.length);
  }

  get latestVerified(): bigint {
    return [...this.verified].reduce((most, height) => (height > most ? height : most), 0n);
  }

  openEnd(end: End, counterparty: End, ordering: Order, state = State.STATE_OPEN): void {
    const channel = Channel.fromPartial({
      state,
      ordering,
      counterparty,
      connectionHops: ["connection-0"],
      version: "1",
    });
    this.#setEnd(this.#store, end, channel);
    this.#store.set(ibcPath.nextSequenceReceive(end.portId, end.channelId), u64(1n));
  }

  /** Closes an end from within, as a module may. */
  closeEnd(end: End): ChainEvent {
    const channel = this.#end(this.#store, end);
    this.#setEnd(this.#store, end, { ...channel, state: State.STATE_CLOSED });
    return event("channel_close_init", { port_id: end.portId, channel_id: end.channelId });
  }

  /** Sends a packet in the next block's end. Gives nothing where the end is closed by then. */
  send(end: End, timeoutMs: number): void {
    this.#sent.push({ end, timeoutMs });
  }

  submit(messages: readonly EncodeObject[]): ModelTx {
    this.#check(messages);
    this.#txs += 1;
    const tx = { hash: `${this.chainId}-tx-${this.#txs}`, messages };
    this.mempool.push(tx);
    return tx;
  }

  makeBlock(extra: readonly ChainEvent[] = []): Block {
    this.now += this.blockMs;
    const height = this.height + 1n;
    const txs = this.mempool.splice(0).map((tx) => this.#execute(tx, height));
    const events = [...extra, ...this.#sent.splice(0).flatMap(({ end, timeoutMs }) => this.#send(end, timeoutMs))];
    const block: Block = {
      chainId: this.chainId,
      height,
      time: new Date(this.now),
      txs,
      events,
      validatorUpdates: [],
      duplicateVotes: [],
    };
    this.blocks.push(block);
    this.states.push(new Map(this.#store));
    return block;
  }

  stateAt(height: bigint): Store {
    return this.states[Number(height) - 1] ?? new Map();
  }

  isClosed(end: End): boolean {
    return this.#end(this.#store, end).state === State.STATE_CLOSED;
  }

  /** Sequences of packets that were sent and are neither acknowledged nor timed out. */
  outstanding({ portId, channelId }: End): bigint[] {
    const prefix = ibcPath.commitment(portId, channelId, 0n).slice(0, -1);
    return [...this.#store.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => BigInt(key.slice(prefix.length)));
  }

  #send(end: End, timeoutMs: number): ChainEvent[] {
    const channel = this.#end(this.#store, end);
    if (channel.state !== State.STATE_OPEN) return [];
    const key = keyOf(end);
    const sequence = this.#nextSequence.get(key) ?? 1n;
    this.#nextSequence.set(key, sequence + 1n);
    const packet: Packet = {
      sequence,
      sourcePort: end.portId,
      sourceChannel: end.channelId,
      destinationPort: channel.counterparty.portId,
      destinationChannel: channel.counterparty.channelId,
      data: toUtf8(`${this.chainId} ${key} ${sequence}`),
      timeoutHeight: { revisionNumber: 0n, revisionHeight: 0n },
      timeoutTimestamp: BigInt(this.now + timeoutMs) * 1_000_000n,
    };
    this.#store.set(ibcPath.commitment(end.portId, end.channelId, sequence), commitment(packet));
    return [event("send_packet", attributes(packet))];
  }

  #execute({ hash, messages }: ModelTx, height: bigint): BlockTx {
    const store = new Map(this.#store);
    const effects: Array<() => void> = [];
    const rest = { hash, bytes: new Uint8Array(), codespace: "", log: "", gasUsed: 100_000n * BigInt(messages.length) };
    try {
      const events = messages.flatMap((message) => this.#apply(store, message, effects));
      this.#store = store;
      for (const effect of effects) effect();
      return { ...rest, code: 0, events, data: new Uint8Array() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { codespace, code, message: log } = error;
      return { ...rest, code, codespace, log: `${log} (height ${height})`, events: [], data: new Uint8Array() };
    }
  }

  /** CheckTx: against the committed state; nothing but redundant packets is refused too. */
  #check(messages: readonly EncodeObject[]): void {
    const events = this.#dryRun(messages);
    const packets = events.filter(({ message }) => /RecvPacket|Acknowledgement|Timeout/.test(message.typeUrl));
    const others = events.filter(({ message }) => /CloseConfirm/.test(message.typeUrl));
    if (packets.length > 0 && others.length === 0 && packets.every((item) => item.events.length === 0)) {
      refuse(22, "packet messages are redundant");
    }
  }

  #dryRun(messages: readonly EncodeObject[]) {
    const store = new Map(this.#store);
    this.#isChecking = true;
    try {
      return messages.map((message) => ({ message, events: this.#apply(store, message, []) }));
    } finally {
      this.#isChecking = false;
    }
  }

  #apply(store: Store, { typeUrl, value }: EncodeObject, effects: Array<() => void>): ChainEvent[] {
    switch (typeUrl) {
      case "update":
        if ((value as bigint) > (this.counterparty?.height ?? 0n)) throw new Refusal("client", 12, "no such header");
        effects.push(() => this.verified.add(value as bigint));
        store.set(`verified/${value}`, u64(1n));
        return [];
      case "/ibc.core.channel.v1.MsgRecvPacket":
        return this.#receive(store, value as MsgRecvPacket, effects);
      case "/ibc.core.channel.v1.MsgAcknowledgement":
        return this.#acknowledge(store, value as MsgAcknowledgement, effects);
      case "/ibc.core.channel.v1.MsgTimeout":
        return this.#timeOut(store, value as MsgTimeout, undefined, effects);
      case "/ibc.core.channel.v1.MsgTimeoutOnClose":
        return this.#timeOut(store, value as MsgTimeout, (value as MsgTimeoutOnClose).proofClose, effects);
      case "/ibc.core.channel.v1.MsgChannelCloseConfirm":
        return this.#confirmClose(store, value as MsgChannelCloseConfirm);
      default:
        throw new Refusal("sdk", 6, `unknown message ${typeUrl}`);
    }
  }

  #receive(
    store: Store,
    { packet, proofCommitment, proofHeight }: MsgRecvPacket,
    effects: Array<() => void>,
  ): ChainEvent[] {
    const end = { portId: packet.destinationPort, channelId: packet.destinationChannel };
    const channel = this.#openEnd(store, end);
    if (BigInt(this.now) * 1_000_000n >= packet.timeoutTimestamp) refuse(40, "packet timeout elapsed");
    const proven = this.#verify(store, proofCommitment, proofHeight.revisionHeight);
    const path = ibcPath.commitment(packet.sourcePort, packet.sourceChannel, packet.sequence);
    if (proven.path !== path || proven.value !== toHex(commitment(packet))) refuse(18, "wrong commitment");
    const receipt = ibcPath.receipt(end.portId, end.channelId, packet.sequence);
    const nextPath = ibcPath.nextSequenceReceive(end.portId, end.channelId);
    const next = readU64(store.get(nextPath));
    if (channel.ordering === Order.ORDER_ORDERED) {
      if (packet.sequence < next) return [];
      if (packet.sequence > next) refuse(21, `packet sequence is ${packet.sequence}, next is ${next}`);
      store.set(nextPath, u64(next + 1n));
    } else {
      if (store.has(receipt)) return [];
      store.set(receipt, u64(1n));
    }
    if (!this.#isChecking && this.poison(packet)) throw new Refusal(...this.poisonCode, "this packet fails");
    store.set(ibcPath.acknowledgement(end.portId, end.channelId, packet.sequence), success);
    effects.push(() => this.#receivedOf(end).push(packet.sequence));
    const written = { ...attributes(packet), packet_ack_hex: toHex(success) };
    return [event("recv_packet", attributes(packet)), event("write_acknowledgement", written)];
  }

  #acknowledge(
    store: Store,
    { packet, acknowledgement, proofAcked, proofHeight }: MsgAcknowledgement,
    effects: Array<() => void>,
  ): ChainEvent[] {
    const end = { portId: packet.sourcePort, channelId: packet.sourceChannel };
    const channel = this.#openEnd(store, end);
    const path = ibcPath.commitment(end.portId, end.channelId, packet.sequence);
    if (!store.has(path)) return [];
    const proven = this.#verify(store, proofAcked, proofHeight.revisionHeight);
    if (proven.value !== toHex(acknowledgement)) refuse(16, "wrong acknowledgement");
    const least = this.#leastOutstanding(store, end);
    if (channel.ordering === Order.ORDER_ORDERED && least !== packet.sequence) refuse(21, "acknowledged out of order");
    store.delete(path);
    effects.push(() => this.#settledOf(end).set(packet.sequence, "acknowledged"));
    return [event("acknowledge_packet", attributes(packet))];
  }

  #timeOut(
    store: Store,
    { packet, proofUnreceived, proofHeight, nextSequenceRecv }: MsgTimeout,
    proofClose: Uint8Array | undefined,
    effects: Array<() => void>,
  ): ChainEvent[] {
    const end = { portId: packet.sourcePort, channelId: packet.sourceChannel };
    const channel = this.#end(store, end);
    const path = ibcPath.commitment(end.portId, end.channelId, packet.sequence);
    if (nextSequenceRecv === 0n) throw new Refusal("ibc", 1, "next sequence receive cannot be 0");
    const header = this.counterparty?.blocks[Number(proofHeight.revisionHeight) - 1];
    const isLate = header !== undefined && BigInt(header.time.getTime()) * 1_000_000n >= packet.timeoutTimestamp;
    if (proofClose === undefined && !isLate) refuse(39, "packet timeout not reached");
    if (!store.has(path)) return [];
    const proven = this.#verify(store, proofUnreceived, proofHeight.revisionHeight);
    if (proofClose !== undefined) {
      const closed = this.#verify(store, proofClose, proofHeight.revisionHeight);
      if (Channel.decode(Buffer.from(closed.value, "hex")).state !== State.STATE_CLOSED) refuse(5, "not closed");
    }
    if (channel.ordering === Order.ORDER_ORDERED) {
      if (proven.value !== toHex(u64(nextSequenceRecv))) refuse(13, "wrong next sequence");
      if (nextSequenceRecv > packet.sequence) refuse(19, "packet was received");
      this.#setEnd(store, end, { ...channel, state: State.STATE_CLOSED });
    } else if (proven.value !== "") refuse(19, "packet was received");
    if (!this.#isChecking && this.poison(packet)) throw new Refusal(...this.poisonCode, "this refund fails");
    store.delete(path);
    effects.push(() => this.#settledOf(end).set(packet.sequence, "timed out"));
    const { packet_data_hex: _data, ...identifier } = attributes(packet);
    const timeout = event("timeout_packet", identifier);
    const closing = event("channel_close", { port_id: end.portId, channel_id: end.channelId });
    return channel.ordering === Order.ORDER_ORDERED ? [closing, timeout] : [timeout];
  }

  #confirmClose(store: Store, { portId, channelId, proofInit, proofHeight }: MsgChannelCloseConfirm): ChainEvent[] {
    const channel = this.#openEnd(store, { portId, channelId });
    const proven = this.#verify(store, proofInit, proofHeight.revisionHeight);
    if (Channel.decode(Buffer.from(proven.value, "hex")).state !== State.STATE_CLOSED) refuse(5, "not closed");
    this.#setEnd(store, { portId, channelId }, { ...channel, state: State.STATE_CLOSED });
    return [event("channel_close_confirm", { port_id: portId, channel_id: channelId })];
  }

  #verify(store: Store, proof: Uint8Array, height: bigint): ModelProof {
    const proven = readProof(proof);
    if (!store.has(`verified/${height}`) && !this.verified.has(height)) throw new Refusal("client", 7, "no such state");
    if (BigInt(proven.stateHeight) + 1n !== height) throw new Refusal("client", 30, "proof of another height");
    if (proven.chainId !== this.counterparty?.chainId) throw new Refusal("client", 30, "proof of another chain");
    return proven;
  }

  #openEnd(store: Store, end: End): Channel {
    const channel = this.#end(store, end);
    return channel.state === State.STATE_OPEN ? channel : refuse(5, "channel is not OPEN");
  }

  #end(store: Store, { portId, channelId }: End): Channel {
    const bytes = store.get(ibcPath.channel(portId, channelId));
    return bytes === undefined ? refuse(3, "channel not found") : Channel.decode(bytes);
  }

  #setEnd(store: Store, { portId, channelId }: End, channel: Channel): void {
    store.set(ibcPath.channel(portId, channelId), Channel.encode(channel).finish());
  }

  #leastOutstanding(store: Store, { portId, channelId }: End): bigint | undefined {
    const prefix = ibcPath.commitment(portId, channelId, 0n).slice(0, -1);
    const keys = [...store.keys()].filter((key) => key.startsWith(prefix));
    return keys.map((key) => BigInt(key.slice(prefix.length))).sort((a, b) => Number(a - b))[0];
  }

  #receivedOf(end: End): bigint[] {
    const present = this.received.get(keyOf(end)) ?? [];
    this.received.set(keyOf(end), present);
    return present;
  }

  #settledOf(end: End): Map<bigint, "acknowledged" | "timed out"> {
    const present = this.settled.get(keyOf(end)) ?? new Map<bigint, "acknowledged" | "timed out">();
    this.settled.set(keyOf(end), present);
    return present;
  }
}
