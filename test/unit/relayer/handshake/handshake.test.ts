import type { EncodeObject } from "@cosmjs/proto-signing";
import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";
import { Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { IcsError } from "../../../../src/errors.ts";
import { findCcvChannels, type Hop, openCcvChannel } from "../../../../src/relayer/handshake/handshake.ts";
import { CCV_METADATA } from "./handshake-chain.ts";
import {
  abortedAfter,
  chains,
  channelInit,
  connectionInit,
  count,
  expectOneOfEach,
  FIVE_HOPS,
  failed,
  named,
} from "./handshake-rig.ts";

describe("the CCV channel", () => {
  it("opens in five hops, and is found afterwards", async () => {
    const both = chains();
    const hops: Hop[] = [];
    expect(await findCcvChannels(both.path())).toEqual({ consumerId: "0", ccv: undefined, transfer: undefined });
    const opened = await openCcvChannel(both.path(), { onHop: (hop) => hops.push(hop) });
    expect(named(hops)).toEqual(FIVE_HOPS);
    expect(opened.hops).toEqual(hops);
    const ccv = {
      portIdOnProvider: "provider",
      channelIdOnProvider: "channel-0",
      portIdOnConsumer: "consumer",
      channelIdOnConsumer: "channel-0",
    };
    const transfer = {
      portIdOnProvider: "transfer",
      channelIdOnProvider: "channel-1",
      portIdOnConsumer: "transfer",
      channelIdOnConsumer: "channel-1",
    };
    expect(opened).toMatchObject({
      connectionIdOnProvider: "connection-0",
      connectionIdOnConsumer: "connection-0",
      ccv,
      transfer,
      openedAt: hops.at(-1)?.height,
    });
    expect(await opened.finishTransfer()).toEqual(transfer);
    expect(named(hops.slice(5))).toEqual([
      ["ChannelOpenAck (transfer)", "consumer-1"],
      ["ChannelOpenConfirm (transfer)", "provider-1"],
    ]);
    expect(opened.hops).toHaveLength(5);
    expectOneOfEach(both);
    const open = { isOpenOnProvider: true, isOpenOnConsumer: true, connectionIdOnProvider: "connection-0" };
    expect(await findCcvChannels(both.path())).toMatchObject({
      ccv: { ...ccv, ...open },
      transfer: { ...transfer, ...open },
    });
  });

  it("takes each hop with the very next header, and no block more", async () => {
    const both = chains();
    const { hops } = await openCcvChannel(both.path());
    expect(hops.map(({ blocks }) => blocks)).toEqual([1, 1, 1, 1, 1]);
    // One block to carry each transaction, and one after it for the header that proves it.
    expect([both.provider.tip, both.consumer.tip]).toEqual([6n, 5n]);
  });

  it("needs nothing more once it is open", async () => {
    const both = chains();
    await (await openCcvChannel(both.path())).finishTransfer();
    const sent = [both.provider.transactions, both.consumer.transactions];
    const again = await openCcvChannel(both.path());
    expect(again).toMatchObject({
      hops: [],
      openedAt: both.provider.tip,
      transfer: { channelIdOnConsumer: "channel-1" },
    });
    expect(await again.finishTransfer()).toEqual(again.transfer);
    expect([both.provider.transactions, both.consumer.transactions]).toEqual(sent);
  });

  it("is made on the two clients of the launch, ordered, with the fields that the modules check", async () => {
    const both = chains();
    const sent: EncodeObject[] = [];
    for (const chain of [both.provider, both.consumer]) {
      chain.onSend = async (messages) => {
        sent.push(...messages);
      };
    }
    await openCcvChannel(both.path());
    const message = (name: string): unknown => sent.find(({ typeUrl }) => typeUrl.endsWith(`.${name}`))?.value;
    expect(message("MsgConnectionOpenInit")).toMatchObject({
      clientId: "07-tendermint-4",
      counterparty: { clientId: "07-tendermint-0", connectionId: "" },
      delayPeriod: 0n,
      signer: "provider-1-relayer",
    });
    expect(message("MsgConnectionOpenTry")).toMatchObject({
      clientId: "07-tendermint-0",
      counterparty: { clientId: "07-tendermint-4", connectionId: "connection-0" },
    });
    expect(message("MsgChannelOpenInit")).toMatchObject({
      portId: "consumer",
      channel: {
        ordering: Order.ORDER_ORDERED,
        connectionHops: ["connection-0"],
        counterparty: { portId: "provider", channelId: "" },
        version: "1",
      },
    });
    const ack = sent.find(({ typeUrl }) => typeUrl.endsWith(".MsgChannelOpenAck"));
    expect(ack?.value).toMatchObject({ counterpartyVersion: CCV_METADATA });
    const wire = Buffer.from(new Registry(defaultRegistryTypes).encode(ack as EncodeObject));
    expect(wire.includes(Buffer.from(CCV_METADATA, "utf8"))).toBe(true);
  });
});

describe("a handshake that was killed", () => {
  it.each([1, 2, 3, 4, 5, 6])("after hop %i goes on where it was, and ends with one of each", async (kill) => {
    const both = chains();
    await abortedAfter(both.path(), kill);
    const opened = await openCcvChannel(both.path());
    expect(named(opened.hops)).toEqual(FIVE_HOPS.slice(kill));
    await opened.finishTransfer();
    expectOneOfEach(both);
    expect([count(both.provider), count(both.consumer)]).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(both.provider.transactions + both.consumer.transactions).toBe(7);
  });

  it("goes by the latest block that it has heard of, where a node tells an older one", async () => {
    const both = chains();
    both.consumer.lag = 4n;
    both.consumer.onIncluded = async () => {
      both.consumer.onIncluded = async () => undefined;
      throw new IcsError("TX_EXPIRED", "not heard of", { chainId: "consumer-1", hash: "", timeoutHeight: 0n });
    };
    await openCcvChannel(both.path());
    expect(count(both.consumer)).toEqual([1, 1, 1]);
  });

  it("looks at what its predecessor still had on its way before it sends behind that", async () => {
    const both = chains();
    both.provider.onSend = async (messages) => {
      // The killed one's transaction has this sequence, and is included in the next block.
      both.provider.onSend = async () => undefined;
      both.provider.execute(messages);
      throw failed("sdk", 32);
    };
    await openCcvChannel(both.path());
    expect(count(both.provider)).toEqual([1, 1, 1]);
    expect(both.provider.signedAgain).toEqual([false, false, false]);

    const other = chains();
    other.provider.onSend = async () => {
      other.provider.onSend = async () => undefined;
      throw failed("sdk", 32);
    };
    await openCcvChannel(other.path());
    expect(other.provider.signedAgain).toEqual([false, true, false, false]);
  });

  it("before it heard of its transaction's inclusion does not send it again", async () => {
    const both = chains();
    const killed = new AbortController();
    both.consumer.onIncluded = async () => {
      killed.abort(new Error("killed"));
      throw killed.signal.reason;
    };
    await expect(openCcvChannel(both.path(), { signal: killed.signal })).rejects.toThrow("killed");
    both.consumer.onIncluded = async () => undefined;
    await openCcvChannel(both.path());
    expect(count(both.consumer)).toEqual([1, 1, 1]);
  });
});

describe("a handshake that was begun otherwise", () => {
  it("goes on with a connection that the consumer began", async () => {
    const both = chains();
    both.consumer.execute([connectionInit("07-tendermint-0", "07-tendermint-4")]);
    const { hops } = await openCcvChannel(both.path());
    expect(named(hops)).toEqual([
      ["ConnectionOpenTry", "provider-1"],
      ["ConnectionOpenAck + ChannelOpenInit", "consumer-1"],
      ["ConnectionOpenConfirm + ChannelOpenTry", "provider-1"],
      ["ChannelOpenAck", "consumer-1"],
      ["ChannelOpenConfirm + ChannelOpenTry (transfer)", "provider-1"],
    ]);
    expect([count(both.provider), count(both.consumer)]).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it.each([
    ["refused, and taken again", "07-tendermint-8", 5],
    ["taken, and a channel left over", "07-tendermint-0", 7],
  ])("a step for which a stranger's connection took the expected id is %s", async (_what, clientId, hops) => {
    const both = chains();
    both.consumer.onSend = async () => {
      both.consumer.onSend = async () => undefined;
      both.consumer.execute([connectionInit(clientId, "07-tendermint-9")]);
    };
    const opened = await openCcvChannel(both.path());
    expect(opened).toMatchObject({ connectionIdOnConsumer: "connection-1", connectionIdOnProvider: "connection-0" });
    expect(opened.hops).toHaveLength(hops);
    expect(both.consumer.openChannels("consumer")).toEqual([opened.ccv.channelIdOnConsumer]);
  });

  it("goes on with the channel that a consumer began in its first block", async () => {
    const both = chains();
    both.consumer.execute([connectionInit("07-tendermint-0", "07-tendermint-4")]);
    both.consumer.execute([channelInit("connection-0")]);
    const { hops } = await openCcvChannel(both.path());
    expect(named(hops)).toEqual([
      ["ConnectionOpenTry", "provider-1"],
      ["ConnectionOpenAck", "consumer-1"],
      ["ConnectionOpenConfirm + ChannelOpenTry", "provider-1"],
      ["ChannelOpenAck", "consumer-1"],
      ["ChannelOpenConfirm + ChannelOpenTry (transfer)", "provider-1"],
    ]);
    expect(count(both.consumer)).toEqual([1, 1, 1]);
  });

  it("takes a leftover rather than making another, and leaves what belongs to other clients", async () => {
    const both = chains();
    both.consumer.execute([connectionInit("07-tendermint-0", "07-tendermint-9")]);
    both.consumer.execute([connectionInit("07-tendermint-0", "07-tendermint-4")]);
    both.consumer.execute([connectionInit("07-tendermint-0", "07-tendermint-4")]);
    const opened = await openCcvChannel(both.path());
    expect(opened).toMatchObject({ connectionIdOnConsumer: "connection-1", connectionIdOnProvider: "connection-0" });
    expect(count(both.consumer)).toEqual([3, 1, 1]);
  });

  it("uses the transfer channel that the consumer has already, and makes none", async () => {
    const both = chains();
    both.consumer.setChannel("transfer", "channel-77", { connectionHops: ["connection-9"], state: State.STATE_OPEN });
    both.consumer.latest.set("params/transfer", new TextEncoder().encode("channel-77"));
    const opened = await openCcvChannel(both.path());
    expect(opened.transfer).toBeUndefined();
    expect(opened.hops.at(-1)?.name).toBe("ChannelOpenConfirm");
    expect(await opened.finishTransfer()).toBeUndefined();
    expect(both.provider.ids("channelEnds/ports/transfer/channels")).toEqual([]);
  });
});
