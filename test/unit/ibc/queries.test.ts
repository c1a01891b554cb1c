import { fromAscii } from "@cosmjs/encoding";
import { QueryClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { Channel, IdentifiedChannel, Order, PacketState, State } from "cosmjs-types/ibc/core/channel/v1/channel";
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
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { BinaryWriter } from "../../../src/codec/wire.ts";
import {
  queryChannel,
  queryClientConnections,
  queryConnection,
  queryConnectionChannels,
  queryNextConnectionId,
  queryNextSequenceAcknowledge,
  queryNextSequenceReceive,
  queryNextSequenceSend,
  queryPacketAcknowledgements,
  queryPacketCommitments,
  queryUnreceivedAcknowledgements,
  queryUnreceivedPackets,
} from "../../../src/ibc/queries.ts";
import { rejection } from "../../support/comet-fixtures.ts";

interface Asked {
  readonly path: string;
  readonly data: Uint8Array;
  readonly height: number | undefined;
}

const end = { portId: "provider", channelId: "channel-0" };

/** A chain whose IBC store and queries answer from what is given. */
function chain(store: Readonly<Record<string, Uint8Array>>, answer: (asked: Asked) => Uint8Array = () => none) {
  const asked: Asked[] = [];
  const comet = {
    abciQuery: async ({ path, data, height }: Asked) => {
      asked.push({ path, data, height });
      const value = path === "/store/ibc/key" ? (store[fromAscii(data)] ?? none) : answer({ path, data, height });
      return { code: 0, log: "", height: height ?? 7, value };
    },
  };
  const queryClient = QueryClient.withExtensions(comet as unknown as Comet38Client);
  const connection = { chainId: "provider-1", url: "http://node", comet, queryClient } as unknown as ChainConnection;
  return { connection, asked };
}

/** As a node writes it: cosmjs-types' own writer gets some numbers wrong. */
function encoded<T>(
  codec: { encode(message: T, writer: BinaryWriter): { finish(): Uint8Array } },
  message: T,
): Uint8Array {
  return codec.encode(message, BinaryWriter.create()).finish();
}

const none = new Uint8Array();
const bigEndian = (low: number): Uint8Array => Uint8Array.of(0, 0, 0, 1, 0, 0, 0, low);
const states = (...sequences: readonly bigint[]): PacketState[] =>
  sequences.map((sequence) => PacketState.fromPartial({ ...end, sequence }));
const range = (from: bigint, count: number): bigint[] =>
  Array.from({ length: count }, (_, index) => from + BigInt(index));

describe("connections", () => {
  it("of a client are listed by id, none for a client without", async () => {
    const paths = ClientPaths.encode({ paths: ["connection-4", "connection-11"] }).finish();
    const { connection } = chain({ "clients/07-tendermint-2/connections": paths });
    expect(await queryClientConnections(connection, "07-tendermint-2")).toEqual(["connection-4", "connection-11"]);
    expect(await queryClientConnections(connection, "07-tendermint-3")).toEqual([]);
  });

  it("are read at the height that is asked for, undefined where there is none", async () => {
    const value = ConnectionEnd.encode(ConnectionEnd.fromPartial({ clientId: "07-tendermint-2" })).finish();
    const { connection, asked } = chain({ "connections/connection-4": value });
    expect(await queryConnection(connection, "connection-4", { height: 99n })).toMatchObject({
      clientId: "07-tendermint-2",
    });
    expect(asked).toMatchObject([{ path: "/store/ibc/key", height: 99 }]);
    expect(await queryConnection(connection, "connection-5")).toBeUndefined();
  });

  it("to come have an id already", async () => {
    const { connection } = chain({ nextConnectionSequence: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 12) });
    expect(await queryNextConnectionId(connection)).toBe("connection-12");
  });
});

describe("channels", () => {
  it("are read by port and id, undefined where there is none", async () => {
    const value = Channel.encode(
      Channel.fromPartial({ state: State.STATE_OPEN, ordering: Order.ORDER_ORDERED }),
    ).finish();
    const { connection } = chain({ "channelEnds/ports/provider/channels/channel-0": value });
    expect(await queryChannel(connection, end)).toMatchObject({ state: State.STATE_OPEN });
    expect(await queryChannel(connection, { ...end, channelId: "channel-1" })).toBeUndefined();
  });

  it("of a connection are gathered from every page, at one height", async () => {
    const page = (channelId: string, nextKey: Uint8Array): Uint8Array =>
      encoded(
        QueryConnectionChannelsResponse,
        QueryConnectionChannelsResponse.fromPartial({
          channels: [IdentifiedChannel.fromPartial({ channelId })],
          pagination: { nextKey },
        }),
      );
    const { connection, asked } = chain({}, ({ data }) => {
      const { pagination } = QueryConnectionChannelsRequest.decode(data);
      return pagination?.key.length ? page("channel-1", none) : page("channel-0", Uint8Array.of(5));
    });
    const found = await queryConnectionChannels(connection, "connection-4", { height: 50n });
    expect(found.map(({ channelId }) => channelId)).toEqual(["channel-0", "channel-1"]);
    expect(asked.map(({ height }) => height)).toEqual([50, 50]);
    expect(QueryConnectionChannelsRequest.decode(asked[1]?.data ?? none)).toMatchObject({
      connection: "connection-4",
      pagination: { key: Uint8Array.of(5), limit: 1_000n },
    });
  });

  it("know the sequences that come next, beyond 32 bits too", async () => {
    const { connection } = chain({
      "nextSequenceSend/ports/provider/channels/channel-0": bigEndian(3),
      "nextSequenceRecv/ports/provider/channels/channel-0": bigEndian(2),
      "nextSequenceAck/ports/provider/channels/channel-0": bigEndian(1),
    });
    expect(await queryNextSequenceSend(connection, end)).toBe(2n ** 32n + 3n);
    expect(await queryNextSequenceReceive(connection, end)).toBe(2n ** 32n + 2n);
    expect(await queryNextSequenceAcknowledge(connection, end)).toBe(2n ** 32n + 1n);
  });

  it("that a chain does not know have no sequences", async () => {
    const { connection } = chain({});
    const error = await rejection("RPC_QUERY_FAILED", queryNextSequenceReceive(connection, end, { height: 4n }));
    expect(error.message).toContain("provider-1 has no nextSequenceRecv/ports/provider/channels/channel-0");
    expect(error.context).toMatchObject({ url: "http://node", height: 4n });
  });
});

describe("packets on their way", () => {
  it("are listed in the order of their numbers, whatever the store's", async () => {
    const { connection } = chain({}, ({ data }) => {
      const { pagination, portId, channelId } = QueryPacketCommitmentsRequest.decode(data);
      expect({ portId, channelId }).toEqual(end);
      const isFirst = pagination?.key.length === 0;
      return encoded(
        QueryPacketCommitmentsResponse,
        QueryPacketCommitmentsResponse.fromPartial({
          commitments: isFirst ? states(10n, 11n) : states(2n, 3_000_000_000n),
          pagination: { nextKey: isFirst ? Uint8Array.of(1) : none },
        }),
      );
    });
    expect(await queryPacketCommitments(connection, end)).toEqual([2n, 10n, 11n, 3_000_000_000n]);
  });

  it("that an end has acknowledged are found among those asked for, or all together", async () => {
    const { connection, asked } = chain({}, ({ data }) => {
      const { packetCommitmentSequences: wanted } = QueryPacketAcknowledgementsRequest.decode(data);
      const acknowledgements = states(...[12n, 3n].filter((item) => wanted.length === 0 || wanted.includes(item)));
      return encoded(
        QueryPacketAcknowledgementsResponse,
        QueryPacketAcknowledgementsResponse.fromPartial({ acknowledgements }),
      );
    });
    expect(await queryPacketAcknowledgements(connection, end, [3n, 4n])).toEqual([3n]);
    expect(await queryPacketAcknowledgements(connection, end, undefined)).toEqual([3n, 12n]);
    const before = asked.length;
    // The chain would take an empty list for a question about all.
    expect(await queryPacketAcknowledgements(connection, end, [])).toEqual([]);
    expect(asked).toHaveLength(before);
  });

  it("that were not received are asked for in parts that an RPC takes, and every number is written right", async () => {
    const given = [...range(1n, 1_500), 2_147_483_648n, 4_294_967_295n];
    const { connection, asked } = chain({}, ({ data }) => {
      const { packetCommitmentSequences } = QueryUnreceivedPacketsRequest.decode(data);
      const sequences = packetCommitmentSequences.filter((sequence) => sequence > 1_499n);
      return encoded(QueryUnreceivedPacketsResponse, QueryUnreceivedPacketsResponse.fromPartial({ sequences }));
    });
    expect(await queryUnreceivedPackets(connection, end, given)).toEqual([1_500n, 2_147_483_648n, 4_294_967_295n]);
    expect(asked).toHaveLength(2);
    expect(await queryUnreceivedPackets(connection, end, [])).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it("whose acknowledgement the sender has not had are asked for likewise", async () => {
    const { connection, asked } = chain({}, ({ data }) => {
      const { packetAckSequences } = QueryUnreceivedAcksRequest.decode(data);
      return encoded(
        QueryUnreceivedAcksResponse,
        QueryUnreceivedAcksResponse.fromPartial({ sequences: packetAckSequences.slice(1) }),
      );
    });
    expect(await queryUnreceivedAcknowledgements(connection, end, [7n, 8n, 9n], { height: 3n })).toEqual([8n, 9n]);
    expect(asked).toMatchObject([{ path: "/ibc.core.channel.v1.Query/UnreceivedAcks", height: 3 }]);
  });
});
