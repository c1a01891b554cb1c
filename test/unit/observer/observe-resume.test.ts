import fc from "fast-check";
import { isIcsError } from "../../../src/errors.ts";
import type { ObserverCursor } from "../../../src/observer/cursor.ts";
import { type ObserveConsumerOptions, observeBlocks, observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { collect } from "./collect.ts";
import { historySources } from "./fake-sources.ts";
import { timelineOf } from "./observed.ts";

/** Observes until so many blocks were read to their ends; gives their events, and where to go on. */
async function observeSome(
  options: ObserveConsumerOptions,
  blocks: number,
): Promise<{ events: ObserverEvent[]; cursor: ObserverCursor; isDone: boolean }> {
  const events: ObserverEvent[] = [];
  let cursor = options.cursor ?? { consumerId: options.consumerId };
  let rest = blocks;
  for await (const observed of observeBlocks(options)) {
    if (rest === 0) return { events, cursor, isDone: false };
    rest -= 1;
    events.push(...observed.events);
    cursor = { ...cursor, [observed.chain]: observed.cursor };
  }
  return { events, cursor, isDone: true };
}

const of = (events: readonly ObserverEvent[], chain: ObserverEvent["chain"]) =>
  events.filter((event) => event.chain === chain);

describe("observeBlocks, going on from a cursor", () => {
  it("gives each event once, wherever it was left", async () => {
    const whole = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }), async (parts) => {
        const events: ObserverEvent[] = [];
        let cursor: ObserverCursor | undefined;
        for (const part of [...parts, 100]) {
          const some = await observeSome({ consumerId: "0", ...historySources(), cursor }, part);
          events.push(...some.events);
          cursor = some.cursor;
        }
        expect(of(events, "provider")).toEqual(of(whole, "provider"));
        expect(of(events, "consumer")).toEqual(of(whole, "consumer"));
        expect(timelineOf(...events)).toEqual(timelineOf(...whole));
      }),
    );
  });

  it("gives every block, also those that told nothing", async () => {
    const blocks = await collect(observeBlocks({ consumerId: "0", ...historySources() }));
    const heights = (chain: ObserverEvent["chain"]) =>
      blocks.filter((block) => block.chain === chain).map(({ cursor }) => Number(cursor.height));
    expect(heights("provider")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(heights("consumer")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("asks for the connections of the client once", async () => {
    const { provider, consumer } = historySources();
    const { cursor } = await observeSome({ consumerId: "0", provider, consumer }, 12);
    expect(cursor.provider).toMatchObject({ clientId: "07-tendermint-2", connectionIds: ["connection-7"] });
    const after = historySources();
    const clientConnections = jest.fn(after.provider.state.clientConnections);
    const state = { ...after.provider.state, clientConnections };
    const options = { ...after, provider: { ...after.provider, state }, consumerId: "0", cursor };
    expect((await collect(observeConsumer(options))).map(({ kind }) => kind)).toContain("vscPacketAcknowledged");
    expect(clientConnections).not.toHaveBeenCalled();
  });

  it("refuses a cursor of something else, and says what differs", async () => {
    const { cursor } = await observeSome({ consumerId: "0", ...historySources() }, 20);
    const error = async (options: Partial<ObserveConsumerOptions>) =>
      collect(observeConsumer({ consumerId: "0", ...historySources(), cursor, ...options })).catch(
        (thrown: unknown) => thrown,
      );
    const sources = historySources();
    const renamed = <T extends { readonly blocks: object }>(source: T): T => ({
      ...source,
      blocks: { ...source.blocks, chainId: "other-1" },
    });
    const problems = [
      [await error({ consumerId: "1" }), "consumerId"],
      [await error({ provider: renamed(sources.provider) }), "provider.chainId"],
      [await error({ consumer: renamed(sources.consumer) }), "consumer.chainId"],
    ] as const;
    for (const [thrown, name] of problems) {
      expect(isIcsError(thrown, "OBSERVER_CURSOR_INVALID") && thrown.context.problems).toMatchObject([{ name }]);
    }
  });
});
