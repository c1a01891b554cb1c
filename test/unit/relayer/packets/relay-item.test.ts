import type { Block, BlockTx, ChainEvent } from "../../../../src/chain/block.ts";
import type { Packet } from "../../../../src/ibc/packet-events.ts";
import { channelFacts, isTimedOut } from "../../../../src/relayer/packets/relay-item.ts";
import { event } from "../fake-end.ts";
import { sendPacket, writeAcknowledgement } from "./packets.ts";

const end = { portId: "provider", channelId: "channel-4" };
const tx = (events: ChainEvent[], code = 0): BlockTx => ({
  hash: "",
  bytes: new Uint8Array(),
  code,
  codespace: "",
  log: "",
  gasUsed: 0n,
  events,
  data: new Uint8Array(),
});
const block = (txs: BlockTx[], events: ChainEvent[] = []): Block => ({
  chainId: "provider",
  height: 9n,
  hash: "",
  time: new Date(0),
  txs,
  events,
  validatorUpdates: [],
  duplicateVotes: [],
});

describe("what a block says about a channel end", () => {
  it("is in the chain's order: transactions, then the block's own events", () => {
    const facts = channelFacts(
      block(
        [
          tx([event("transfer"), writeAcknowledgement({ sequence: 3, from: "consumer" }), sendPacket({ sequence: 5 })]),
          tx([sendPacket({ sequence: 6 })]),
        ],
        [sendPacket({ sequence: 7 }), event("channel_close", { port_id: "provider", channel_id: "channel-4" })],
      ),
      end,
    );
    expect(facts.map((fact) => (fact.kind === "changed" ? fact.kind : [fact.kind, fact.packet.sequence]))).toEqual([
      ["acknowledgement", 3n],
      ["packet", 5n],
      ["packet", 6n],
      ["packet", 7n],
      "changed",
    ]);
    expect(facts[0]).toMatchObject({ height: 9n, acknowledgement: new Uint8Array([0x7b, 0x7d]) });
  });

  it.each(["channel_open_ack", "channel_open_confirm", "channel_close_init", "channel_close_confirm"])(
    "is that it has changed, after %s",
    (type) => {
      const changed = event(type, { port_id: "provider", channel_id: "channel-4" });
      expect(channelFacts(block([tx([changed])]), end)).toEqual([{ kind: "changed" }]);
      expect(channelFacts(block([tx([event(type)])]), end)).toEqual([]);
    },
  );

  it("is nothing of a transaction that failed", () => {
    expect(channelFacts(block([tx([sendPacket({ sequence: 5 })], 4)]), end)).toEqual([]);
  });

  it("is nothing of another channel, and nothing that this chain only received", () => {
    const events = [
      sendPacket({ sequence: 5, sourceChannel: "channel-9" }),
      sendPacket({ sequence: 5, from: "consumer" }),
      writeAcknowledgement({ sequence: 5 }),
      { ...sendPacket({ sequence: 5 }), type: "recv_packet" },
      { ...sendPacket({ sequence: 5 }), type: "acknowledge_packet" },
    ];
    expect(channelFacts(block([tx(events)], events), end)).toEqual([]);
    expect(channelFacts(block([tx(events)], events), { portId: "provider", channelId: "channel-9" })).toHaveLength(2);
  });

  it("is read once, whoever asks", () => {
    const one = block([tx([sendPacket({ sequence: 5 })])]);
    expect(channelFacts(one, end)).toBe(channelFacts(one, { ...end }));
  });
});

describe("a packet is timed out", () => {
  const packet = (timeoutTimestamp: bigint, revisionHeight = 0n): Packet => ({
    sequence: 1n,
    sourcePort: "",
    sourceChannel: "",
    destinationPort: "",
    destinationChannel: "",
    data: new Uint8Array(),
    timeoutHeight: { revisionNumber: 1n, revisionHeight },
    timeoutTimestamp,
  });
  const clock = { height: 50n, time: new Date(1_000) };

  it.each([
    [1_000_000_000n, 0n, true],
    [1_000_000_001n, 0n, false],
    [999_999_999n, 0n, true],
    [0n, 50n, true],
    [0n, 51n, false],
    [0n, 0n, false],
    [2_000_000_000n, 49n, true],
  ])("with the time %s and the height %s: %s", (time, height, expected) => {
    expect(isTimedOut(packet(time, height), clock)).toBe(expected);
  });
});
