import { fromAscii, toAscii } from "@cosmjs/encoding";
import { type IdentifiedChannel, Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ConnectionEnd, Version } from "cosmjs-types/ibc/core/connection/v1/connection";
import { consumerPortId, providerPortId, transferPortId } from "../../ccv/identifiers.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { queryStore } from "../../chain/store.ts";
import { setupConsumerExtension } from "../../consumer/queries.ts";
import {
  queryClientConnections,
  queryConnection,
  queryConnectionChannels,
  queryNextConnectionId,
} from "../../ibc/queries.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";

/** How far one end of a connection or channel has got. */
export type EndState = "INIT" | "TRYOPEN" | "OPEN" | "CLOSED";

/** What an end of a connection and one of a channel have in common. */
export interface HandshakeEnd {
  readonly id: string;
  readonly state: EndState;
  /** Empty in INIT: its own chain does not know the other end yet. */
  readonly counterpartyId: string;
}

/** An end of a connection between exactly the two clients of a path. */
export interface ConnectionState extends HandshakeEnd {
  readonly versions: readonly Version[];
  /** False where packets of both orders could not simply be relayed over it. */
  readonly isUsable: boolean;
}

/** An end of a channel over one of those connections. */
export interface ChannelState extends HandshakeEnd {
  readonly portId: string;
  readonly connectionId: string;
  readonly counterpartyPortId: string;
  readonly ordering: Order;
  readonly version: string;
}

/** What one chain has of a path at one height. */
export interface SideState {
  readonly chainId: string;
  readonly height: bigint;
  readonly connections: readonly ConnectionState[];
  /** CCV and transfer channels. */
  readonly channels: readonly ChannelState[];
  /** The channel that the chain's CCV module holds for the one: on the consumer from its first packet on. */
  readonly ccvChannelId: string | undefined;
}

/** What both chains have of a path; neither height says anything of the other. */
export interface HandshakeState {
  readonly provider: SideState & {
    /** The consumer that the path's client on the provider belongs to; undefined for a client of none. */
    readonly consumerId: string | undefined;
  };
  readonly consumer: SideState & {
    /** The client that the consumer's CCV module trusts; undefined where there is none yet. */
    readonly ccvClientId: string | undefined;
    /** The channel that rewards are sent through, existing or not. */
    readonly transferChannelId: string | undefined;
    /** The id that the next connection gets, if nobody is faster. */
    readonly nextConnectionId: string;
  };
}

/** Where each chain is read. */
export type SideHeights = Readonly<Record<PathSide, bigint>>;

/**
 * Reads what there is of a path, on both chains at once, each at its height.
 * @throws RPC_QUERY_FAILED also for a chain without the module of its side, RPC_UNREACHABLE
 */
export async function readHandshakeState(path: RelayPath, heights: SideHeights): Promise<HandshakeState> {
  const [provider, consumer] = await Promise.all([
    readProvider(path, heights.provider),
    readConsumer(path, heights.consumer),
  ]);
  return { provider, consumer };
}

async function readProvider(path: RelayPath, height: bigint): Promise<HandshakeState["provider"]> {
  const { connection: chain, client } = path.provider;
  const read = (key: Uint8Array): Promise<string | undefined> => readText(chain, "provider", key, height);
  const [ends, registered] = await Promise.all([
    readEnds(path, "provider", height),
    read(providerKeys.consumerId(client.clientId)).then(async (consumerId) => ({
      consumerId,
      ccvChannelId: consumerId === undefined ? undefined : await read(providerKeys.ccvChannelId(consumerId)),
    })),
  ]);
  return { chainId: chain.chainId, height, ...ends, ...registered };
}

async function readConsumer(path: RelayPath, height: bigint): Promise<HandshakeState["consumer"]> {
  const { connection: chain } = path.consumer;
  const [ends, ccvClientId, ccvChannelId, params, nextConnectionId] = await Promise.all([
    readEnds(path, "consumer", height),
    readText(chain, "ccvconsumer", consumerKeys.ccvClientId, height),
    readText(chain, "ccvconsumer", consumerKeys.ccvChannelId, height),
    setupConsumerExtension(chain.queryClient).consumer.params({ height }),
    queryNextConnectionId(chain, { height }),
  ]);
  const transferChannelId = params.distributionTransmissionChannel || undefined;
  const registered = { ccvClientId, ccvChannelId, transferChannelId, nextConnectionId };
  return { chainId: chain.chainId, height, ...ends, ...registered };
}

/** Connections between the path's two clients, and the channels over them; those of other clients are left out. */
async function readEnds(
  path: RelayPath,
  side: PathSide,
  height: bigint,
): Promise<Pick<SideState, "connections" | "channels">> {
  const { connection: chain, client } = path[side];
  const counterparty = path[side === "provider" ? "consumer" : "provider"].client.clientId;
  const connectionIds = await queryClientConnections(chain, client.clientId, { height });
  const found = await Promise.all(
    connectionIds.map(async (id) => {
      const end = await queryConnection(chain, id, { height });
      if (end === undefined || end.counterparty.clientId !== counterparty) return undefined;
      const channels = await queryConnectionChannels(chain, id, { height });
      return { connection: connectionState(id, end), channels: channels.filter(isOfCcv).map(channelState) };
    }),
  );
  const ours = found.filter((item) => item !== undefined);
  return {
    connections: ours.map(({ connection }) => connection),
    channels: ours.flatMap(({ channels }) => channels),
  };
}

function endState(state: number): EndState {
  if (state === State.STATE_INIT) return "INIT";
  if (state === State.STATE_TRYOPEN) return "TRYOPEN";
  // Some versions of IBC have states of an open channel that is being upgraded.
  return state === State.STATE_CLOSED ? "CLOSED" : "OPEN";
}

function connectionState(id: string, end: ConnectionEnd): ConnectionState {
  const { prefix, connectionId: counterpartyId } = end.counterparty;
  const features = end.versions[0]?.features ?? [];
  return {
    id,
    state: endState(end.state),
    counterpartyId,
    versions: end.versions,
    isUsable:
      end.delayPeriod === 0n &&
      new TextDecoder().decode(prefix.keyPrefix) === "ibc" &&
      end.versions.length === 1 &&
      features.includes("ORDER_ORDERED") &&
      features.includes("ORDER_UNORDERED"),
  };
}

function isOfCcv({ portId, counterparty, ordering }: IdentifiedChannel): boolean {
  const isBetween = (one: string, other: string): boolean => portId === one && counterparty.portId === other;
  const isOrdered = ordering === Order.ORDER_ORDERED;
  if (isBetween(consumerPortId, providerPortId) || isBetween(providerPortId, consumerPortId)) return isOrdered;
  return isBetween(transferPortId, transferPortId) && !isOrdered;
}

function channelState(channel: IdentifiedChannel): ChannelState {
  const { portId, channelId, state, counterparty, connectionHops, ordering, version } = channel;
  return {
    id: channelId,
    state: endState(state),
    counterpartyId: counterparty.channelId,
    portId,
    connectionId: connectionHops[0] ?? "",
    counterpartyPortId: counterparty.portId,
    ordering,
    version,
  };
}

/** Keys of the provider module's store. @see x/ccv/provider/types/keys.go of interchain-security v7.0.1 */
const providerKeys = {
  consumerId: (clientId: string): Uint8Array => {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(clientId.length));
    return Uint8Array.of(0x35, ...length, ...toAscii(clientId));
  },
  ccvChannelId: (consumerId: string): Uint8Array => Uint8Array.of(0x05, ...toAscii(consumerId)),
};

/** Keys of the consumer module's store. @see x/ccv/consumer/types/keys.go of interchain-security v7.0.1 */
const consumerKeys = { ccvClientId: Uint8Array.of(0x03), ccvChannelId: Uint8Array.of(0x04) };

async function readText(
  chain: ChainConnection,
  store: string,
  key: Uint8Array,
  height: bigint,
): Promise<string | undefined> {
  const value = await queryStore(chain, store, key, { height });
  return value.length === 0 ? undefined : fromAscii(value);
}
