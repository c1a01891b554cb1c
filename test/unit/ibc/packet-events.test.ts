import fc from "fast-check";
import { changedChannelEnd, parsePacketEvent } from "../../../src/ibc/packet-events.ts";

// As ibc-go v10 writes them: bytes in hex only, no packet_data and no packet_ack.
const identifier = {
  packet_timeout_height: "0-0",
  packet_timeout_timestamp: "1772000000000000000",
  packet_sequence: "12",
  packet_src_port: "provider",
  packet_src_channel: "channel-4",
  packet_dst_port: "consumer",
  packet_dst_channel: "channel-0",
};
const complete: Readonly<Record<string, string>> = {
  packet_data_hex: "7b7d",
  ...identifier,
  packet_channel_ordering: "ORDER_ORDERED",
  packet_connection: "connection-7",
  connection_id: "connection-7",
};
const read = {
  sequence: 12n,
  sourcePort: "provider",
  sourceChannel: "channel-4",
  destinationPort: "consumer",
  destinationChannel: "channel-0",
};
const packet = {
  ...read,
  data: new Uint8Array([0x7b, 0x7d]),
  timeoutHeight: { revisionNumber: 0n, revisionHeight: 0n },
  timeoutTimestamp: 1772000000000000000n,
};

const event = (type: string, attributes: Readonly<Record<string, string>>) => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
});

describe("a packet event", () => {
  it.each(["send_packet", "recv_packet"])("of type %s holds the whole packet", (type) => {
    expect(parsePacketEvent(event(type, complete))).toEqual({ type, packet });
  });

  it("write_acknowledgement holds the acknowledgement's bytes too", () => {
    const parsed = parsePacketEvent(event("write_acknowledgement", { ...complete, packet_ack_hex: "00FFff" }));
    const acknowledgement = new Uint8Array([0, 255, 255]);
    expect(parsed).toEqual({ type: "write_acknowledgement", packet, acknowledgement });
  });

  it.each(["acknowledge_packet", "timeout_packet"])("of type %s holds the packet's identifier", (type) => {
    expect(parsePacketEvent(event(type, identifier))).toEqual({ type, packet: read });
  });

  it("may have a timeout height and no timeout time, and empty data", () => {
    const { packet_timeout_timestamp: _none, ...rest } = complete;
    const attributes = { ...rest, packet_timeout_height: "3-99", packet_data_hex: "" };
    expect(parsePacketEvent(event("send_packet", attributes))).toMatchObject({
      packet: {
        data: new Uint8Array(),
        timeoutHeight: { revisionNumber: 3n, revisionHeight: 99n },
        timeoutTimestamp: 0n,
      },
    });
  });
});

describe("undefined comes of", () => {
  it.each(["transfer", "message", "channel_open_init", ""])("an event of type %j", (type) => {
    expect(parsePacketEvent(event(type, complete))).toBeUndefined();
  });

  const needed = Object.keys(identifier).filter((key) => !key.startsWith("packet_timeout"));
  it.each([...needed, "packet_data_hex"])("a packet without %s", (key) => {
    const attributes = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== key));
    expect(parsePacketEvent(event("send_packet", attributes))).toBeUndefined();
  });

  it("an acknowledgement without its bytes", () => {
    expect(parsePacketEvent(event("write_acknowledgement", complete))).toBeUndefined();
  });

  it.each([
    ["packet_sequence", ""],
    ["packet_sequence", "-1"],
    ["packet_sequence", "0x10"],
    ["packet_sequence", "one"],
    ["packet_data_hex", "abc"],
    ["packet_data_hex", "zz"],
    ["packet_timeout_height", "5"],
    ["packet_timeout_height", "1-2-3"],
    ["packet_timeout_height", "a-b"],
    ["packet_timeout_timestamp", "soon"],
  ])("a %s of %j", (key, value) => {
    expect(parsePacketEvent(event("send_packet", { ...complete, [key]: value }))).toBeUndefined();
  });
});

it("no event makes the reader fail", () => {
  const types = ["send_packet", "recv_packet", "write_acknowledgement", "acknowledge_packet", "timeout_packet"];
  const value = fc.oneof(fc.string(), fc.constantFrom("", "0", "-5", "0-0", "0x1", "abc", "1e3", " 1"));
  const key = fc.oneof(fc.constantFrom(...Object.keys(complete), "packet_ack_hex"), fc.string());
  const attributes = fc.dictionary(key, value).map((some) => ({ ...complete, ...some }));
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...types), fc.string()), attributes, (type, some) => {
      const parsed = parsePacketEvent(event(type, some));
      if (parsed) expect(typeof parsed.packet.sequence).toBe("bigint");
    }),
  );
});

describe("a channel end has changed", () => {
  const ends = { port_id: "provider", channel_id: "channel-4", counterparty_port_id: "consumer" };

  it.each(["channel_open_ack", "channel_open_confirm", "channel_close_init", "channel_close_confirm", "channel_close"])(
    "with %s",
    (type) => {
      expect(changedChannelEnd(event(type, ends))).toEqual({ portId: "provider", channelId: "channel-4" });
    },
  );

  it("with no other event, and none without its ids", () => {
    expect(changedChannelEnd(event("channel_open_init", ends))).toBeUndefined();
    expect(changedChannelEnd(event("send_packet", ends))).toBeUndefined();
    expect(changedChannelEnd(event("channel_close", { port_id: "provider" }))).toBeUndefined();
  });
});
