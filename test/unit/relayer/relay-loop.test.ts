import type { EncodeObject } from "@cosmjs/proto-signing";
import { type IcsError, IcsError as IcsErrorClass } from "../../../src/errors.ts";
import { type Relayed, relayPackets } from "../../../src/relayer/relay-loop.ts";
import { FakeEnd } from "./fake-end.ts";
import { ccv, sendPacket, writeAcknowledgement } from "./packets.ts";

const failed = (log: string): IcsError =>
  new IcsErrorClass("TX_FAILED", log, {
    chainId: "consumer-1",
    hash: "",
    height: 1n,
    codespace: "channel",
    abciCode: 1,
    sentinel: undefined,
    log,
  });
const unreachable = new IcsErrorClass("RPC_UNREACHABLE", "down", { url: "http://x" }, { retryable: true });

/** Relaying between two fake chains, which `stop` ends. */
function relaying() {
  const [provider, consumer] = [new FakeEnd("provider"), new FakeEnd("consumer-1")];
  const controller = new AbortController();
  const relayed: Relayed[] = [];
  const path = { provider: provider.end, consumer: consumer.end };
  let waiting: { readonly count: number; readonly resolve: () => void } | undefined;
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const begin = (): Promise<void> =>
    relayPackets(path, [ccv], {
      from: { provider: 1n, consumer: 1n },
      signal: controller.signal,
      logger: { debug: ignore, info: ignore, warn: (text) => warnings.push(text), error: ignore },
      onRelayed: (item) => {
        relayed.push(item);
        if (waiting && sequences().length >= waiting.count) waiting.resolve();
      },
    });
  /** Everything that was carried, in order. */
  const sequences = (): bigint[] => relayed.flatMap(({ items }) => items.map(({ packet }) => packet.sequence));
  const carried = async (count: number): Promise<void> => {
    if (sequences().length >= count) return;
    await new Promise<void>((resolve) => {
      waiting = { count, resolve };
    });
  };
  const stop = (): void => controller.abort(new Error("stop"));
  return { provider, consumer, relayed, warnings, begin, carried, sequences, stop };
}

const carries = (messages: readonly EncodeObject[] | undefined): string[] =>
  (messages ?? []).map(({ typeUrl }) => typeUrl.split(".").at(-1) ?? "").filter((name) => name !== "update");

describe("relaying", () => {
  it("carries packets and acknowledgements both ways, each way in order, until it is stopped", async () => {
    const relay = relaying();
    const running = relay.begin();
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 }), sendPacket({ sequence: 2 })] });
    await relay.carried(2);
    relay.provider.addBlock({ events: [sendPacket({ sequence: 3 })] });
    await relay.carried(3);
    relay.consumer.addBlock({
      events: [writeAcknowledgement({ sequence: 1 }), sendPacket({ sequence: 9, from: "consumer" })],
    });
    await relay.carried(5);
    relay.stop();
    await expect(running).resolves.toBeUndefined();
    expect(relay.sequences()).toEqual([1n, 2n, 3n, 1n, 9n]);
    expect(relay.consumer.sent.map(carries)).toEqual([["MsgRecvPacket", "MsgRecvPacket"], ["MsgRecvPacket"]]);
    expect(relay.provider.sent.map(carries)).toEqual([["MsgAcknowledgement", "MsgRecvPacket"]]);
  });

  it("puts into one transaction what has gathered while the last was on its way", async () => {
    const relay = relaying();
    let first = true;
    relay.consumer.onSend = async () => {
      if (first) {
        first = false;
        for (const sequence of [2, 3, 4]) relay.provider.addBlock({ events: [sendPacket({ sequence })] });
        // The reader takes a turn of the event loop for each.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return [];
    };
    const running = relay.begin();
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    await relay.carried(4);
    relay.stop();
    await running;
    expect(relay.relayed.map(({ items }) => items.length)).toEqual([1, 3]);
    expect(relay.sequences()).toEqual([1n, 2n, 3n, 4n]);
  });

  it("begins at the given heights", async () => {
    const relay = relaying();
    relay.provider.blocks.length = 0;
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    const running = relay.begin();
    await relay.carried(1);
    relay.stop();
    await running;
    expect(relay.sequences()).toEqual([1n]);
  });

  it("is over at once when it is stopped before", async () => {
    const relay = relaying();
    relay.stop();
    await expect(relay.begin()).resolves.toBeUndefined();
  });
});

describe("after a failure, relaying", () => {
  it("drops what somebody else has carried, and goes on with the rest", async () => {
    const relay = relaying();
    relay.consumer.wants = (sequence) => sequence !== 1n;
    let attempts = 0;
    relay.consumer.onSend = () => {
      attempts += 1;
      if (attempts === 1) throw failed("packet sequence 1 was received already");
      return [];
    };
    const running = relay.begin();
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 }), sendPacket({ sequence: 2 })] });
    await relay.carried(1);
    relay.stop();
    await running;
    expect(relay.sequences()).toEqual([2n]);
    expect(relay.warnings).toEqual(["relaying failed, will be tried again"]);
  });

  it("drops acknowledgements likewise", async () => {
    const relay = relaying();
    relay.provider.wants = () => false;
    let attempts = 0;
    relay.provider.onSend = () => {
      attempts += 1;
      if (attempts === 1) throw failed("redundant");
      return [];
    };
    const running = relay.begin();
    relay.consumer.addBlock({ events: [writeAcknowledgement({ sequence: 1 })] });
    await new Promise((resolve) => setImmediate(resolve));
    relay.provider.wants = () => true;
    relay.consumer.addBlock({ events: [writeAcknowledgement({ sequence: 2 })] });
    await relay.carried(1);
    relay.stop();
    await running;
    expect(relay.sequences()).toEqual([2n]);
  });

  it("gives up with the last error when several in a row carried nothing", async () => {
    const relay = relaying();
    let attempts = 0;
    relay.consumer.onSend = () => {
      attempts += 1;
      throw failed(`failure ${attempts}`);
    };
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    await expect(relay.begin()).rejects.toThrow("failure 5");
    expect(attempts).toBe(5);
  });

  it("counts from the beginning after a success", async () => {
    const relay = relaying();
    let attempts = 0;
    relay.consumer.onSend = () => {
      attempts += 1;
      if (attempts % 5 !== 0) throw failed(`failure ${attempts}`);
      return [];
    };
    const running = relay.begin();
    for (const sequence of [1, 2, 3]) {
      relay.provider.addBlock({ events: [sendPacket({ sequence })] });
      await relay.carried(sequence);
    }
    relay.stop();
    await running;
    expect(attempts).toBe(15);
  });

  it("outlasts a node that does not answer for any number of blocks", async () => {
    const relay = relaying();
    let attempts = 0;
    relay.consumer.onSend = () => {
      attempts += 1;
      if (attempts <= 20) throw unreachable;
      return [];
    };
    const running = relay.begin();
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    await relay.carried(1);
    relay.stop();
    await running;
    expect(relay.sequences()).toEqual([1n]);
  });

  it("ends on what is no failure of a chain, in both directions", async () => {
    const relay = relaying();
    const bug = new TypeError("a bug");
    relay.consumer.onSend = () => {
      throw bug;
    };
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    await expect(relay.begin()).rejects.toBe(bug);
  });

  it("ends quietly when it is stopped meanwhile", async () => {
    const relay = relaying();
    relay.consumer.onSend = () => {
      relay.stop();
      throw failed("too late");
    };
    relay.provider.addBlock({ events: [sendPacket({ sequence: 1 })] });
    await expect(relay.begin()).resolves.toBeUndefined();
  });
});
