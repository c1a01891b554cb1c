import { IcsError } from "../../../../src/errors.ts";
import type { BlockSource, ConsumerSource, ProviderSource } from "../../../../src/observer/sources.ts";
import { MemoryStore } from "../../../../src/observer/store/memory-store.ts";
import { followLeased } from "../../../../src/observer/workers/follow-leased.ts";
import { historySources } from "../fake-sources.ts";

const subject = { providerChainId: "provider-1", consumerId: "0" };

/** A source with these instead of its own answers. */
function having<S extends ProviderSource | ConsumerSource>(source: S, change: Partial<BlockSource>): S {
  return { ...source, blocks: { ...source.blocks, ...change } };
}

/** Follows from the latest blocks until the provider's was kept; gives what ended it for good. */
async function follow(store: MemoryStore, sources: ReturnType<typeof historySources>, upTo: bigint) {
  const ending = new AbortController();
  const failures: unknown[] = [];
  await followLeased({
    provider: sources.provider,
    consumer: { consumerId: "0", source: sources.consumer },
    from: { provider: "latest", consumer: "latest" },
    since: new Date(),
    openStore: store,
    signal: ending.signal,
    onBlock: (_consumerId, { chain, cursor }) => {
      if (chain === "provider" && cursor.height === upTo) ending.abort(new Error("enough"));
    },
    onFailure: (_consumerId, error) => failures.push(error),
  });
  return failures;
}

async function kept(store: MemoryStore): Promise<string[]> {
  const events: string[] = [];
  for await (const { event } of store.events(subject)) events.push(`${event.chain} ${event.height} ${event.kind}`);
  return events;
}

const unreachable = () => Promise.reject(new IcsError("RPC_UNREACHABLE", "down", { url: "u" }, { retryable: true }));

it("follows the provider while the consumer's node is down", async () => {
  const store = new MemoryStore();
  const { provider, consumer } = historySources({ waits: true });
  const sources = {
    provider: having(provider, { latestHeight: async () => 12n }),
    consumer: having(consumer, { latestHeight: unreachable }),
  };
  expect(await follow(store, sources, 14n)).toEqual([]);
  const events = await kept(store);
  expect(events).toContain("provider 14 vscPacketAcknowledged");
  expect(events.filter((event) => !/^provider 1[2-4] /.test(event))).toEqual([]);
});

it("asks for no latest height where it goes on", async () => {
  const store = new MemoryStore();
  const first = historySources({ waits: true, until: { provider: 6n, consumer: 0n } });
  await follow(store, { ...first, provider: having(first.provider, { latestHeight: async () => 2n }) }, 6n);
  const rest = historySources({ waits: true });
  const asked = jest.fn(async () => 14n);
  await follow(store, { ...rest, provider: having(rest.provider, { latestHeight: asked }) }, 14n);
  expect(asked).not.toHaveBeenCalled();
  expect(await kept(store)).toEqual(expect.arrayContaining(["provider 6 channelOpened", "provider 7 vscPacketSent"]));
});
