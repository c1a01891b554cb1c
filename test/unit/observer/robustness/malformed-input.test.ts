import fc from "fast-check";
import { consumerEventDecoders } from "../../../../src/ccv/consumer-events.ts";
import { packetEventDecoders } from "../../../../src/ccv/packet-events.ts";
import { providerEventDecoders } from "../../../../src/ccv/provider-events.ts";
import type { ChainEvent } from "../../../../src/chain/block.ts";
import { ConsumerDecoder } from "../../../../src/observer/consumer-decoder.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { ProviderDecoder } from "../../../../src/observer/provider-decoder.ts";
import { pairHistory } from "../pair-history.ts";
import * as wire from "../wire-blocks.ts";

function onProvider(...events: readonly ChainEvent[]): ObserverEvent[] {
  const decoder = new ProviderDecoder("0");
  decoder.learn("07-tendermint-2", [wire.ids.providerConnection]);
  return decoder.decode(wire.block("provider-1", 5n, { events: wire.endBlock(...events) }));
}

function onConsumer(...events: readonly ChainEvent[]): ObserverEvent[] {
  const decoder = new ConsumerDecoder([wire.ids.consumerConnection]);
  return decoder.decode(wire.block("consumer-1", 5n, { events: wire.endBlock(...events) }));
}

const kinds = (events: readonly ObserverEvent[]): string[] => events.map(({ kind }) => kind);

describe("malformed input", () => {
  it.each(Object.keys(providerEventDecoders).filter((type) => type !== "change_consumer_reward_denom"))(
    "of the provider module, %s without its attributes, is told as unreadable",
    (type) => {
      const bare = wire.event(type, { module: "provider", consumer_id: "0" });
      expect(onProvider(bare)).toMatchObject([{ kind: "unreadable", eventType: type }]);
    },
  );

  it.each(
    [...Object.keys(consumerEventDecoders), ...Object.keys(packetEventDecoders)].filter((type) => type !== "timeout"),
  )("of the consumer module, %s without its attributes, is told as unreadable", (type) => {
    expect(onConsumer(wire.event(type, { module: "ccvconsumer" }))).toMatchObject([
      { kind: "unreadable", eventType: type },
    ]);
  });

  it("about another consumer, or of another module with a type of the same name, is none of this one's", () => {
    const others = [
      wire.event("timeout", { module: "transfer" }),
      wire.event("opt_in", { module: "elsewhere" }),
      wire.event("channel_established"),
    ];
    expect(onProvider(...others, wire.event("opt_in", { module: "provider", consumer_id: "1" }))).toEqual([]);
    expect(onConsumer(...others)).toEqual([]);
  });

  it("of unknown types is passed over, and does not disturb what stands beside it", () => {
    const packet = {
      from: "provider" as const,
      sequence: 1n,
      data: { valset_update_id: "7", validator_updates: [], slash_acks: [] },
    };
    const unknown = [wire.event("consumer_frobnicated", { consumer_id: "0" }), wire.event("")];
    expect(kinds(onProvider(...unknown, wire.sendPacket(packet), ...unknown))).toEqual(["vscPacketSent"]);
  });

  it("as packet data of any kind gives one unreadable or one packet, and never throws", () => {
    const garbage = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.string(),
      fc.constant(null),
      fc.bigInt().map(String),
    );
    fc.assert(
      fc.property(garbage, fc.bigInt(1n, 2n ** 64n - 1n), (data, sequence) => {
        const told = [
          ...onProvider(wire.sendPacket({ from: "provider", sequence, data })),
          ...onConsumer(wire.sendPacket({ from: "consumer", sequence, data })),
        ];
        expect(told).toHaveLength(2);
        for (const { kind } of told) expect(["unreadable", "vscPacketSent", "slashPacketSent"]).toContain(kind);
      }),
    );
  });

  it("as attributes of real events, any of them replaced or left out, never throws and never speaks for another", () => {
    const { provider, consumer } = pairHistory();
    const text = fc.oneof(
      fc.constant(undefined),
      fc.string(),
      fc.constantFrom("-1", "1e9", "0".repeat(200), "\u0000", "zz"),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...provider, ...consumer),
        fc.nat(),
        fc.nat(),
        text,
        (block, eventAt, attributeAt, value) => {
          const spoil = (events: readonly ChainEvent[]): ChainEvent[] =>
            events.map((event, index) =>
              index === eventAt % events.length ? spoiled(event, attributeAt, value) : event,
            );
          const bad = {
            ...block,
            events: spoil(block.events),
            txs: block.txs.map((tx) => ({ ...tx, events: spoil(tx.events) })),
          };
          const isProvider = block.chainId === "provider-1";
          const decoder = isProvider ? new ProviderDecoder("0") : new ConsumerDecoder([wire.ids.consumerConnection]);
          if (decoder instanceof ProviderDecoder) decoder.learn("07-tendermint-2", [wire.ids.providerConnection]);
          for (const event of decoder.decode(bad)) expect(event.height).toBe(block.height);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function spoiled(event: ChainEvent, at: number, value: string | undefined): ChainEvent {
  const index = at % event.attributes.length;
  const attributes = event.attributes.flatMap((attribute, place) => {
    if (place !== index) return [attribute];
    return value === undefined ? [] : [{ ...attribute, value }];
  });
  return { ...event, attributes };
}
