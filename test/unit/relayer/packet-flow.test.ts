import type { Block, BlockTx, ChainEvent } from "../../../src/chain/block.ts";
import { relayItems, relayPass } from "../../../src/relayer/packet-flow.ts";
import { event, FakeEnd, updateTo } from "./fake-end.ts";
import { sendPacket, writeAcknowledgement } from "./packets.ts";

const channels = [{ portId: "provider", channelId: "channel-4" }];
const tx = (events: ChainEvent[], code = 0): BlockTx => ({
  hash: "",
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
  time: new Date(0),
  txs,
  events,
  validatorUpdates: [],
});

describe("what a block gives to carry", () => {
  it("is in the chain's order: transactions, then the block's own events", () => {
    const items = relayItems(
      block(
        [
          tx([event("transfer"), writeAcknowledgement({ sequence: 3, from: "consumer" }), sendPacket({ sequence: 5 })]),
          tx([sendPacket({ sequence: 6 })]),
        ],
        [sendPacket({ sequence: 7 })],
      ),
      channels,
    );
    expect(items.map(({ kind, packet, height }) => [kind, packet.sequence, height])).toEqual([
      ["acknowledgement", 3n, 9n],
      ["packet", 5n, 9n],
      ["packet", 6n, 9n],
      ["packet", 7n, 9n],
    ]);
    expect(items[0]).toMatchObject({ acknowledgement: new Uint8Array([0x7b, 0x7d]) });
  });

  it("is nothing of a transaction that failed", () => {
    expect(relayItems(block([tx([sendPacket({ sequence: 5 })], 4)]), channels)).toEqual([]);
  });

  it("is nothing of another channel, and nothing that this chain only received", () => {
    const events = [
      sendPacket({ sequence: 5, sourceChannel: "channel-9" }),
      sendPacket({ sequence: 5, from: "consumer" }),
      writeAcknowledgement({ sequence: 5 }),
      { ...sendPacket({ sequence: 5 }), type: "recv_packet" },
      { ...sendPacket({ sequence: 5 }), type: "acknowledge_packet" },
    ];
    expect(relayItems(block([tx(events)], events), channels)).toEqual([]);
    expect(relayItems(block([tx([sendPacket({ sequence: 1 })])]), [])).toEqual([]);
  });
});

describe("one pass", () => {
  const items = relayItems(
    block([tx([sendPacket({ sequence: 5 }), writeAcknowledgement({ sequence: 3, from: "consumer" })])]),
    channels,
  );

  it("carries all in one transaction after the client's update, proven at the update's height", async () => {
    const [provider, consumer] = [new FakeEnd("provider"), new FakeEnd("consumer-1")];
    const included = await relayPass(provider.end, consumer.end, items);
    expect(included.chainId).toBe("consumer-1");
    const [messages] = consumer.sent;
    expect(messages?.map(({ typeUrl }) => typeUrl)).toEqual([
      "update",
      "/ibc.core.channel.v1.MsgRecvPacket",
      "/ibc.core.channel.v1.MsgAcknowledgement",
    ]);
    expect(messages?.[0]).toEqual(updateTo(10n));
    expect(messages?.[1]?.value).toMatchObject({ signer: "consumer-1-relayer", proofHeight: { revisionHeight: 10n } });
    expect(messages?.[2]?.value).toMatchObject({ acknowledgement: new Uint8Array([0x7b, 0x7d]) });
    expect(provider.provenAt).toEqual([
      ["commitments/ports/provider/channels/channel-4/sequences/5", 10n],
      ["acks/ports/provider/channels/channel-4/sequences/3", 10n],
    ]);
    expect(consumer.trustedHeight).toBe(10n);
  });

  it("brings no update where the client has the header, and proves nothing below what it trusts", async () => {
    const [provider, consumer] = [new FakeEnd("provider"), new FakeEnd("consumer-1")];
    consumer.trustedHeight = 15n;
    await relayPass(provider.end, consumer.end, items);
    expect(consumer.sent[0]?.[0]?.typeUrl).toBe("/ibc.core.channel.v1.MsgRecvPacket");
    expect(provider.provenAt.map(([, height]) => height)).toEqual([15n, 15n]);
  });

  it("does not count a failed update as done", async () => {
    const [provider, consumer] = [new FakeEnd("provider"), new FakeEnd("consumer-1")];
    consumer.onSend = () => Promise.reject(new Error("refused"));
    await expect(relayPass(provider.end, consumer.end, items)).rejects.toThrow("refused");
    expect(consumer.trustedHeight).toBe(0n);
  });
});
