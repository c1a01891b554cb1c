import { toUtf8 } from "@cosmjs/encoding";
import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";
import { Channel, Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { MsgChannelOpenAck, MsgChannelOpenInit, MsgChannelOpenTry } from "cosmjs-types/ibc/core/channel/v1/tx";
import type { ChainEvent } from "../../../src/chain/block.ts";
import { type Hop, openCcvChannel } from "../../../src/relayer/handshake.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { event, FakeEnd } from "./fake-end.ts";

/** What the provider answers to ChannelOpenTry: an encoded HandshakeMetadata as a string, control bytes and all. */
const VERSION = "\n-cosmos1ap0mh6xzfn8943urr84q6ae7zfnar48am2erhd\x12\x011";

const channel = (portId: string, channelId: string, version: string): [string, Uint8Array] => [
  `channelEnds/ports/${portId}/channels/${channelId}`,
  Channel.encode(Channel.fromPartial({ version, connectionHops: ["x"] })).finish(),
];

/** What each message makes its chain emit. */
const emitted: Readonly<Record<string, readonly ChainEvent[]>> = {
  MsgConnectionOpenInit: [event("connection_open_init", { connection_id: "connection-0" })],
  MsgConnectionOpenTry: [event("connection_open_try", { connection_id: "connection-7" })],
  "MsgChannelOpenInit consumer": [event("channel_open_init", { port_id: "consumer", channel_id: "channel-0" })],
  "MsgChannelOpenTry provider": [event("channel_open_try", { port_id: "provider", channel_id: "channel-4" })],
  "MsgChannelOpenAck consumer": [
    event("channel_open_ack", { port_id: "consumer", channel_id: "channel-0" }),
    event("channel_open_init", { port_id: "transfer", channel_id: "channel-1" }),
    // Names the CCV channel beside the transfer port: an upstream slip that must not be believed.
    event("fee_transfer_channel_opened", { channel_id: "channel-0", port_id: "transfer" }),
  ],
  "MsgChannelOpenTry transfer": [event("channel_open_try", { port_id: "transfer", channel_id: "channel-5" })],
};

/** Fake chains that record what they are sent and answer with the events of `events`. */
function pair(version = VERSION, events: Readonly<Record<string, readonly ChainEvent[]>> = emitted) {
  const [provider, consumer] = [new FakeEnd("provider-1"), new FakeEnd("consumer-1")];
  provider.store.set(...channel("provider", "channel-4", version));
  provider.store.set(...channel("transfer", "channel-5", "ics20-1"));
  consumer.store.set(...channel("consumer", "channel-0", "1"));
  consumer.store.set(...channel("transfer", "channel-1", "ics20-1"));
  for (const end of [provider, consumer]) {
    end.onSend = (messages) =>
      messages.flatMap(({ typeUrl, value }) => {
        const name = typeUrl.split(".").at(-1) ?? "";
        return [...(events[name] ?? events[`${name} ${(value as { portId?: string }).portId}`] ?? [])];
      });
  }
  return { provider, consumer, path: { provider: provider.end, consumer: consumer.end } };
}

const names = (end: FakeEnd): string[][] =>
  end.sent.map((messages) => messages.map(({ typeUrl }) => typeUrl.split(".").at(-1) ?? ""));

function message<T>(end: FakeEnd, tx: number, name: string): T {
  const found = end.sent[tx]?.find(({ typeUrl }) => typeUrl.endsWith(`.${name}`));
  return found?.value as T;
}

describe("the CCV channel", () => {
  it("opens in six hops with exactly the messages that the two modules want", async () => {
    const { provider, consumer, path } = pair();
    const hops: Hop[] = [];
    const opened = await openCcvChannel(path, { onHop: (hop) => hops.push(hop) });
    expect(names(consumer)).toEqual([
      ["MsgConnectionOpenInit"],
      ["update", "MsgConnectionOpenAck", "MsgChannelOpenInit"],
      ["update", "MsgChannelOpenAck"],
    ]);
    expect(names(provider)).toEqual([
      ["update", "MsgConnectionOpenTry"],
      ["update", "MsgConnectionOpenConfirm", "MsgChannelOpenTry"],
      ["update", "MsgChannelOpenConfirm", "MsgChannelOpenTry"],
    ]);
    expect(opened).toMatchObject({
      connectionIdOnProvider: "connection-7",
      connectionIdOnConsumer: "connection-0",
      ccv: {
        portIdOnProvider: "provider",
        channelIdOnProvider: "channel-4",
        portIdOnConsumer: "consumer",
        channelIdOnConsumer: "channel-0",
      },
      transfer: {
        portIdOnProvider: "transfer",
        channelIdOnProvider: "channel-5",
        portIdOnConsumer: "transfer",
        channelIdOnConsumer: "channel-1",
      },
      openedAt: { hash: "provider-1-tx-3" },
    });
    expect(opened.hops).toEqual(hops);
    expect(hops.map(({ name, chainId }) => [name, chainId])).toEqual([
      ["ConnectionOpenInit", "consumer-1"],
      ["ConnectionOpenTry", "provider-1"],
      ["ConnectionOpenAck + ChannelOpenInit", "consumer-1"],
      ["ConnectionOpenConfirm + ChannelOpenTry", "provider-1"],
      ["ChannelOpenAck", "consumer-1"],
      ["ChannelOpenConfirm + ChannelOpenTry (transfer)", "provider-1"],
    ]);
    expect(hops.every(({ blocks }) => blocks === 1)).toBe(true);
  });

  it("is made on the two clients of the launch, ordered, with the fields that the modules check", async () => {
    const { provider, consumer, path } = pair();
    await openCcvChannel(path);
    expect(message(consumer, 0, "MsgConnectionOpenInit")).toMatchObject({
      clientId: "client-on-consumer-1",
      counterparty: { clientId: "client-on-provider-1", connectionId: "", prefix: { keyPrefix: toUtf8("ibc") } },
      signer: "consumer-1-relayer",
    });
    expect(message(provider, 0, "MsgConnectionOpenTry")).toMatchObject({
      clientId: "client-on-provider-1",
      counterparty: { clientId: "client-on-consumer-1", connectionId: "connection-0" },
    });
    expect(message(consumer, 1, "MsgConnectionOpenAck")).toMatchObject({
      connectionId: "connection-0",
      counterpartyConnectionId: "connection-7",
    });
    expect(message<MsgChannelOpenInit>(consumer, 1, "MsgChannelOpenInit")).toMatchObject({
      portId: "consumer",
      channel: {
        ordering: Order.ORDER_ORDERED,
        connectionHops: ["connection-0"],
        counterparty: { portId: "provider", channelId: "" },
        version: "1",
      },
    });
    expect(message<MsgChannelOpenTry>(provider, 1, "MsgChannelOpenTry")).toMatchObject({
      portId: "provider",
      counterpartyVersion: "1",
      channel: {
        ordering: Order.ORDER_ORDERED,
        connectionHops: ["connection-7"],
        counterparty: { portId: "consumer", channelId: "channel-0" },
      },
    });
    expect(message<MsgChannelOpenTry>(provider, 2, "MsgChannelOpenTry")).toMatchObject({
      portId: "transfer",
      counterpartyVersion: "ics20-1",
      channel: {
        ordering: Order.ORDER_UNORDERED,
        connectionHops: ["connection-7"],
        counterparty: { portId: "transfer", channelId: "channel-1" },
      },
    });
  });

  it("has each step proven at the header that its own transaction brings", async () => {
    const { provider, consumer, path } = pair();
    await openCcvChannel(path);
    const updates = (end: FakeEnd): unknown[] =>
      end.sent.flatMap((messages) => messages.filter(({ typeUrl }) => typeUrl === "update").map(({ value }) => value));
    expect(new Set(consumer.provenAt.map(([, height]) => height))).toEqual(new Set(updates(provider)));
    expect(new Set(provider.provenAt.map(([, height]) => height))).toEqual(new Set(updates(consumer)));
    expect(provider.provenAt.map(([path]) => path)).toEqual([
      "connections/connection-7",
      "channelEnds/ports/provider/channels/channel-4",
    ]);
  });

  it.each([VERSION, "\n\u0080\u00ff\0 é 漢\ud83d\ude80", "1"])(
    "keeps the provider's version byte for byte: %j",
    async (version) => {
      const { consumer, path } = pair(version);
      await openCcvChannel(path);
      const ack = message<MsgChannelOpenAck>(consumer, 2, "MsgChannelOpenAck");
      expect(ack.counterpartyVersion).toBe(version);
      const registry = new Registry(defaultRegistryTypes);
      const typeUrl = "/ibc.core.channel.v1.MsgChannelOpenAck";
      const wire = Buffer.from(registry.encode({ typeUrl, value: ack }));
      expect(wire.includes(Buffer.from(version, "utf8"))).toBe(true);
    },
  );

  it("opens without a transfer channel where the consumer reuses an old one", async () => {
    const { provider, consumer, path } = pair(VERSION, { ...emitted, "MsgChannelOpenAck consumer": [] });
    const opened = await openCcvChannel(path);
    expect(opened.transfer).toBeUndefined();
    expect(opened.hops.at(-1)?.name).toBe("ChannelOpenConfirm");
    await opened.finishTransfer();
    expect([provider.sent.length, consumer.sent.length]).toEqual([3, 3]);
  });
});

describe("the transfer channel", () => {
  it("is finished in two more transactions, by the ids of the events", async () => {
    const { provider, consumer, path } = pair();
    const hops: string[] = [];
    const opened = await openCcvChannel(path, { onHop: ({ name }) => hops.push(name) });
    await opened.finishTransfer();
    expect(names(consumer)[3]).toEqual(["update", "MsgChannelOpenAck"]);
    expect(names(provider)[3]).toEqual(["update", "MsgChannelOpenConfirm"]);
    expect(message(consumer, 3, "MsgChannelOpenAck")).toMatchObject({
      portId: "transfer",
      channelId: "channel-1",
      counterpartyChannelId: "channel-5",
      counterpartyVersion: "ics20-1",
    });
    expect(message(provider, 3, "MsgChannelOpenConfirm")).toMatchObject({ portId: "transfer", channelId: "channel-5" });
    expect(hops.slice(6)).toEqual(["ChannelOpenAck (transfer)", "ChannelOpenConfirm (transfer)"]);
    expect(opened.hops).toHaveLength(6);
  });
});

describe("the handshake ends", () => {
  it.each([
    ["connection_open_init", "MsgConnectionOpenInit"],
    ["connection_open_try", "MsgConnectionOpenTry"],
    ["channel_open_init", "MsgChannelOpenInit consumer"],
    ["channel_open_try", "MsgChannelOpenTry provider"],
    ["channel_open_try", "MsgChannelOpenTry transfer"],
  ])("where the event %s is missing (%s)", async (eventType, key) => {
    const { path } = pair(VERSION, { ...emitted, [key]: [] });
    const error = await rejection("TX_EVENT_MISSING", openCcvChannel(path));
    expect(error.context.eventType).toBe(eventType);
  });

  it("with the failure of a hop, and nothing after it", async () => {
    const { provider, consumer, path } = pair();
    provider.onSend = () => Promise.reject(new Error("out of gas"));
    await expect(openCcvChannel(path)).rejects.toThrow("out of gas");
    expect([provider.sent.length, consumer.sent.length]).toEqual([1, 1]);
  });

  it("at its deadline, which counts for all hops together, or with the signal's reason", async () => {
    const { provider, path } = pair();
    provider.onSend = () => new Promise(() => undefined);
    const error = await rejection("POLL_TIMEOUT", openCcvChannel(path, { timeoutMs: 10 }));
    expect(error.context.what).toBe("the CCV channel to open");
    const reason = new Error("stop");
    const other = pair();
    const controller = new AbortController();
    other.provider.onSend = () => {
      controller.abort(reason);
      return [];
    };
    await expect(openCcvChannel(other.path, { signal: controller.signal })).rejects.toBe(reason);
    expect(other.consumer.sent).toHaveLength(1);
  });
});
