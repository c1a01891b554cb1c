import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import { isIcsError } from "../../../../src/errors.ts";
import { observeBlocks } from "../../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import type { ConsumerSource, ProviderSource } from "../../../../src/observer/sources.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { fakeProvider } from "../fake-sources.ts";
import * as wire from "../wire-blocks.ts";

const { start, connect } = useFakeComet();
const packet = {
  from: "provider" as const,
  sequence: 1n,
  data: { valset_update_id: "7", validator_updates: [], slash_acks: [] },
};

function sourceOf(connection: ChainConnection): ProviderSource {
  const state = () => ({
    phase: "LAUNCHED" as const,
    spawnTime: undefined,
    clientId: "07-tendermint-2",
    blocksPerEpoch: 600n,
  });
  return fakeProvider({
    blocks: { chainId: connection.chainId, blocks: (options) => connection.blocks(options) },
    state,
  });
}

/** What is told up to a height, block by block. */
async function observeUpTo(
  connection: ChainConnection,
  last: bigint,
  from = 1n,
): Promise<{ readonly heights: bigint[]; readonly events: ObserverEvent[] }> {
  const [heights, events]: [bigint[], ObserverEvent[]] = [[], []];
  for await (const block of observeBlocks({
    consumerId: "0",
    provider: sourceOf(connection),
    from: { provider: from },
  })) {
    heights.push(block.cursor.height);
    events.push(...block.events);
    if (block.cursor.height >= last) break;
  }
  return { heights, events };
}

function header(height: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id: 1, result: { data: { value: { header: { version: {}, height } } } } });
}

describe("an RPC that cannot be relied on", () => {
  it("is read through 10 MB of block results, in bounded time and memory", async () => {
    const comet = await start();
    const noise = wire.event("noise", { text: "x".repeat(1_000) });
    comet.addBlock({ events: [...Array(10_000).fill(noise), ...wire.endBlock(wire.sendPacket(packet))] });
    const connection = await connect(comet);
    const [before, begun] = [process.memoryUsage().rss, performance.now()];
    const { events } = await observeUpTo(connection, 2n);
    expect(events.map(({ kind }) => kind)).toContain("vscPacketSent");
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 2 ** 20);
  });

  it("cannot make a block out of a height that a websocket only claims", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    const reading = observeUpTo(connection, 4n);
    await comet.subscribed;
    comet.shout(header("999999999999"));
    comet.shout(header("-5"));
    comet.shout(header("1".repeat(400)));
    comet.shout("no JSON");
    comet.addBlock();
    comet.addBlock({ events: wire.endBlock(wire.sendPacket(packet)) });
    const { heights, events } = await reading;
    expect(heights).toEqual([1n, 2n, 3n, 4n]);
    expect(events.filter(({ kind }) => kind === "vscPacketSent")).toMatchObject([{ height: 4n }]);
  });

  it("is heard through a flood, and reading goes on where it is cut again and again", async () => {
    const comet = await start({ blocks: 1 });
    const connection = await connect(comet);
    const reading = observeUpTo(connection, 30n);
    for (let round = 0; round < 29; round += 1) {
      await comet.subscribed;
      for (let count = 0; count < 200; count += 1) comet.shout(header(String(comet.tip)));
      comet.addBlock();
      if (round % 10 === 5) comet.cutWebsockets();
    }
    const { heights } = await reading;
    expect(heights).toEqual(Array.from({ length: 30 }, (_value, index) => BigInt(index + 1)));
    // However often a block is announced, it is asked for once at most.
    expect(comet.count("block_results")).toBeLessThanOrEqual(30);
  });

  it.each([
    ["a block of another height", "block"],
    ["results of another height", "block_results"],
  ])("ends observing with a typed error where it gives %s", async (_name, method) => {
    const comet = await start({ blocks: 5 });
    const connection = await connect(comet);
    comet.overrides.set(method, (params) => {
      const asked = BigInt(String(params.height));
      const height = asked === 4n ? 3n : asked;
      return method === "block" ? comet.block(height) : comet.blockResults(height);
    });
    const heights: bigint[] = [];
    const reading = async (): Promise<void> => {
      for await (const { cursor } of observeBlocks({ consumerId: "0", provider: sourceOf(connection) })) {
        heights.push(cursor.height);
      }
    };
    const error = await reading().catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "RPC_RESPONSE_INVALID")).toBe(true);
    expect(heights).toEqual([1n, 2n, 3n]);
  });

  it("does not lose the consumer's side where the provider's source repeats a block", async () => {
    const blocks = [1n, 2n, 2n].map((height) => wire.block("provider-1", height));
    const provider = fakeProvider({
      blocks: {
        chainId: "provider-1",
        async *blocks() {
          yield* blocks;
        },
      },
      state: () => undefined,
    });
    const consumer: ConsumerSource = {
      blocks: {
        chainId: "consumer-1",
        async *blocks() {
          yield wire.block("consumer-1", 1n);
        },
      },
      state: { validators: async () => [] },
    };
    const told: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const { chain, cursor } of observeBlocks({ consumerId: "0", provider, consumer })) {
        told.push(`${chain} ${cursor.height}`);
      }
    };
    const error = await reading().catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "OBSERVER_GAP")).toBe(true);
    expect(told.toSorted()).toEqual(["consumer 1", "provider 1", "provider 2"]);
  });
});
