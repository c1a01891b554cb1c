import { toAscii } from "@cosmjs/encoding";
import { Channel, type IdentifiedChannel, type PacketState } from "cosmjs-types/ibc/core/channel/v1/channel";
import {
  QueryConnectionChannelsRequest,
  QueryConnectionChannelsResponse,
  QueryPacketAcknowledgementsRequest,
  QueryPacketAcknowledgementsResponse,
  QueryPacketCommitmentsRequest,
  QueryPacketCommitmentsResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from "cosmjs-types/ibc/core/channel/v1/query";
import { ClientPaths, ConnectionEnd } from "cosmjs-types/ibc/core/connection/v1/connection";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { type MessageCodec, type QueryMethod, type QueryOptions, queryChain } from "../chain/query.ts";
import { shownUrl } from "../chain/shown-url.ts";
import { queryStore } from "../chain/store.ts";
import { BinaryWriter } from "../codec/wire.ts";
import { IcsError } from "../errors.ts";
import { ibcPath } from "./proof.ts";

/** One end of a channel, by what its own chain calls it. */
export interface ChannelEndId {
  readonly portId: string;
  readonly channelId: string;
}

/** Entries per page, and sequences per request: answers stay far below what an RPC allows. */
const PAGE = 1_000n;

/** Ids of the connections that were ever begun on a client, in the order of their making; `[]` for none. */
export async function queryClientConnections(
  chain: ChainConnection,
  clientId: string,
  options: QueryOptions = {},
): Promise<readonly string[]> {
  const value = await readIbcStore(chain, ibcPath.clientConnections(clientId), options);
  return value.length === 0 ? [] : ClientPaths.decode(value).paths;
}

/** The id that the chain gives its next connection. */
export async function queryNextConnectionId(chain: ChainConnection, options: QueryOptions = {}): Promise<string> {
  // Written with the chain's genesis, so that it is never missing.
  return `connection-${await readSequence(chain, "nextConnectionSequence", options)}`;
}

/** A connection end; undefined where the chain has none of this id. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryConnection(
  chain: ChainConnection,
  connectionId: string,
  options: QueryOptions = {},
): Promise<ConnectionEnd | undefined> {
  const value = await readIbcStore(chain, ibcPath.connection(connectionId), options);
  return value.length === 0 ? undefined : ConnectionEnd.decode(value);
}

/** A channel end; undefined where the chain has none of these ids. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryChannel(
  chain: ChainConnection,
  { portId, channelId }: ChannelEndId,
  options: QueryOptions = {},
): Promise<Channel | undefined> {
  const value = await readIbcStore(chain, ibcPath.channel(portId, channelId), options);
  return value.length === 0 ? undefined : Channel.decode(value);
}

/** Every channel end whose first hop is this connection, of any port and state; the chain's own order, which is that of text. */
export async function queryConnectionChannels(
  chain: ChainConnection,
  connectionId: string,
  options: QueryOptions = {},
): Promise<readonly IdentifiedChannel[]> {
  return allPages(async (pagination) => {
    const request = { connection: connectionId, pagination };
    const answer = await queryChain(chain.queryClient, methods.connectionChannels, request, options);
    return { items: answer.channels, nextKey: answer.pagination?.nextKey };
  });
}

/** The sequence that the next packet sent on this end gets. @throws RPC_QUERY_FAILED also for an unknown channel */
export function queryNextSequenceSend(
  chain: ChainConnection,
  end: ChannelEndId,
  options: QueryOptions = {},
): Promise<bigint> {
  return readSequence(chain, ibcPath.nextSequenceSend(end.portId, end.channelId), options);
}

/**
 * The sequence that an ordered end receives next; always 1 on an unordered one.
 * @throws RPC_QUERY_FAILED also for an unknown channel
 */
export function queryNextSequenceReceive(
  chain: ChainConnection,
  end: ChannelEndId,
  options: QueryOptions = {},
): Promise<bigint> {
  return readSequence(chain, ibcPath.nextSequenceReceive(end.portId, end.channelId), options);
}

/** The sequence that an ordered end wants acknowledged next. @throws RPC_QUERY_FAILED also for an unknown channel */
export function queryNextSequenceAcknowledge(
  chain: ChainConnection,
  end: ChannelEndId,
  options: QueryOptions = {},
): Promise<bigint> {
  return readSequence(chain, ibcPath.nextSequenceAcknowledge(end.portId, end.channelId), options);
}

/** Sequences of the packets that were sent from this end and neither acknowledged nor timed out, ascending. */
export async function queryPacketCommitments(
  chain: ChainConnection,
  { portId, channelId }: ChannelEndId,
  options: QueryOptions = {},
): Promise<readonly bigint[]> {
  const states = await allPages(async (pagination) => {
    const request = { portId, channelId, pagination };
    const answer = await queryChain(chain.queryClient, methods.packetCommitments, request, options);
    return { items: answer.commitments, nextKey: answer.pagination?.nextKey };
  });
  return ascending(states);
}

/**
 * Which of these sequences this end, as their receiver, holds an acknowledgement of, ascending.
 * Acknowledgements are never removed: without sequences every one since the opening is listed.
 */
export async function queryPacketAcknowledgements(
  chain: ChainConnection,
  { portId, channelId }: ChannelEndId,
  sequences: readonly bigint[] | undefined,
  options: QueryOptions = {},
): Promise<readonly bigint[]> {
  const ask = async (packetCommitmentSequences: bigint[], pagination?: Page) => {
    const request = { portId, channelId, pagination, packetCommitmentSequences };
    return queryChain(chain.queryClient, methods.packetAcknowledgements, request, options);
  };
  if (sequences !== undefined) {
    // The chain takes an empty list for none given.
    const answers = await inChunks(sequences, async (chunk) => (await ask(chunk)).acknowledgements);
    return ascending(answers);
  }
  const states = await allPages(async (pagination) => {
    const answer = await ask([], pagination);
    return { items: answer.acknowledgements, nextKey: answer.pagination?.nextKey };
  });
  return ascending(states);
}

/** Those of the sequences, sent by the counterparty, that this end has not received, in the order given. */
export function queryUnreceivedPackets(
  chain: ChainConnection,
  { portId, channelId }: ChannelEndId,
  sequences: readonly bigint[],
  options: QueryOptions = {},
): Promise<readonly bigint[]> {
  return inChunks(sequences, async (packetCommitmentSequences) => {
    const request = { portId, channelId, packetCommitmentSequences };
    return (await queryChain(chain.queryClient, methods.unreceivedPackets, request, options)).sequences;
  });
}

/** Those of the sequences, sent from this end, whose acknowledgement it has not had, in the order given. */
export function queryUnreceivedAcknowledgements(
  chain: ChainConnection,
  { portId, channelId }: ChannelEndId,
  sequences: readonly bigint[],
  options: QueryOptions = {},
): Promise<readonly bigint[]> {
  return inChunks(sequences, async (packetAckSequences) => {
    const request = { portId, channelId, packetAckSequences };
    return (await queryChain(chain.queryClient, methods.unreceivedAcks, request, options)).sequences;
  });
}

/** The value at a path of the IBC store, without a proof; empty where it holds nothing. */
function readIbcStore(chain: ChainConnection, path: string, options: QueryOptions): Promise<Uint8Array> {
  return queryStore(chain, "ibc", toAscii(path), options);
}

async function readSequence(chain: ChainConnection, path: string, options: QueryOptions): Promise<bigint> {
  const value = await readIbcStore(chain, path, options);
  if (value.length === 8) return new DataView(value.buffer, value.byteOffset).getBigUint64(0);
  throw new IcsError(
    "RPC_QUERY_FAILED",
    `${chain.chainId} has no ${path}: it does not know this channel, or has no IBC`,
    {
      url: shownUrl(chain.url),
      path,
      ...options,
    },
  );
}

function ascending(states: readonly PacketState[]): bigint[] {
  // The store's order is that of text: 10 comes before 2.
  return states.map(({ sequence }) => sequence).sort((a, b) => (a < b ? -1 : Number(a > b)));
}

async function inChunks<T>(
  sequences: readonly bigint[],
  ask: (chunk: bigint[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (let start = 0; start < sequences.length; start += Number(PAGE)) {
    answers.push(...(await ask(sequences.slice(start, start + Number(PAGE)))));
  }
  return answers;
}

type Page = NonNullable<QueryPacketCommitmentsRequest["pagination"]>;

async function allPages<T>(
  ask: (pagination: Page) => Promise<{ items: readonly T[]; nextKey: Uint8Array | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let key = new Uint8Array(); ; ) {
    const { items, nextKey } = await ask({ key, offset: 0n, limit: PAGE, countTotal: false, reverse: false });
    all.push(...items);
    if (nextKey === undefined || nextKey.length === 0) return all;
    key = new Uint8Array(nextKey);
  }
}

/** A codec of cosmjs-types that writes every 64-bit number right. */
function mended<T>(codec: {
  encode(message: T, writer: BinaryWriter): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}): MessageCodec<T> {
  return {
    encode: (message) => codec.encode(message, BinaryWriter.create()),
    decode: (bytes) => codec.decode(bytes),
  };
}

function channelMethod<Request, Response>(
  name: string,
  request: Parameters<typeof mended<Request>>[0],
  response: Parameters<typeof mended<Response>>[0],
): QueryMethod<Request, Response> {
  return { path: `/ibc.core.channel.v1.Query/${name}`, request: mended(request), response: mended(response) };
}

const methods = {
  connectionChannels: channelMethod(
    "ConnectionChannels",
    QueryConnectionChannelsRequest,
    QueryConnectionChannelsResponse,
  ),
  packetCommitments: channelMethod("PacketCommitments", QueryPacketCommitmentsRequest, QueryPacketCommitmentsResponse),
  packetAcknowledgements: channelMethod(
    "PacketAcknowledgements",
    QueryPacketAcknowledgementsRequest,
    QueryPacketAcknowledgementsResponse,
  ),
  unreceivedPackets: channelMethod("UnreceivedPackets", QueryUnreceivedPacketsRequest, QueryUnreceivedPacketsResponse),
  unreceivedAcks: channelMethod("UnreceivedAcks", QueryUnreceivedAcksRequest, QueryUnreceivedAcksResponse),
} as const;
