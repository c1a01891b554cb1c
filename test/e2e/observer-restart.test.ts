import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  channelState,
  connectChain,
  consumerSource,
  Observation,
  type ObserverEvent,
  openSqliteStore,
  providerSource,
  slashRequests,
  vscQueue,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const unbondingSeconds = 24;
const topology = {
  provider: { validators: 2, unbondingSeconds, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

/** An observer with a file, ended with everything that it has opened. */
async function observing(
  { net, consumer, path }: { readonly net: Testnet; readonly consumer: TestnetConsumer; readonly path: string },
  work: (observation: Observation) => Promise<void>,
): Promise<void> {
  await using provider = await connectChain({ url: net.provider.chain.rpcUrl });
  await using follower = await connectChain({ url: consumer.chain.rpcUrl });
  await using store = await openSqliteStore({ path });
  await using observation = new Observation({
    consumerId: consumer.consumerId,
    provider: providerSource(provider),
    consumer: consumerSource(follower),
    stateEveryBlocks: 3n,
    store,
  });
  await work(observation);
}

const ofState = new Set<ObserverEvent["kind"]>(["providerStateRead", "consumerStateRead", "stateDisagrees"]);

/** What a chain's blocks told up to a height, without what was read of its state beside them. */
function told(events: readonly ObserverEvent[], chain: ObserverEvent["chain"], to: bigint): ObserverEvent[] {
  return events.filter((event) => event.chain === chain && event.height <= to && !ofState.has(event.kind));
}

test("an observer that was ended goes on from its file, through a consumer's stop to its deletion", async () => {
  const folder = await mkdtemp(join(tmpdir(), "icskit-observer-"));
  const path = join(folder, "observer.sqlite");
  try {
    await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
      const witness = await launchWatched();
      const { queries, connection } = net.provider;

      await observing({ net, consumer, path }, async (observation) => {
        const delegated = await net.provider.delegate("validator-0", 50_000_000n);
        const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
        const acknowledged = await observation.until(
          "vscPacketAcknowledged",
          ({ sequence }) => sequence === sent.sequence,
        );
        const read = await observation.until("providerStateRead", ({ height }) => height > acknowledged.height);
        expect(read).toMatchObject({
          phase: "LAUNCHED",
          blocksPerEpoch: 3n,
          client: { status: "Active", trustingPeriodSeconds: expect.any(Number) },
          channel: { channelId: sent.providerChannelId, state: "open" },
          pendingValsetUpdateIds: [],
        });
        expect(read.slashMeter).toBe((await queries.throttleState()).slashMeter);
        expect(read.client?.expiresAt?.getTime()).toBeGreaterThan(read.time.getTime());
        expect(read.optedIn).toHaveLength(2);
        const after = await observation.until("consumerStateRead", ({ height, channel }) => height > 3n && !!channel);
        expect(after).toMatchObject({
          client: { clientId: "07-tendermint-0", status: "Active" },
          channel: { channelId: sent.consumerChannelId, state: "open" },
          isWaitingForVerdict: false,
          slashQueue: [],
        });
        expect(channelState(observation.timeline).status).toBe("open");
        expect(vscQueue(observation.timeline)).toBeUndefined();
        expect(slashRequests(observation.timeline)).toEqual([]);
        expect(observation.events.filter(({ kind }) => kind === "stateDisagrees")).toEqual([]);
        expect(observation.violations).toEqual([]);
      });

      const owner = await net.provider.client("owner");
      const removed = await owner.removeConsumer(consumer.consumerId);
      await observing({ net, consumer, path }, async (observation) => {
        const stopped = await observation.until("consumerPhaseChanged", ({ to }) => to === "STOPPED");
        expect(stopped.height).toBe(removed.height);
        const deleted = await observation.until("consumerPhaseChanged", ({ to }) => to === "DELETED");
        const seconds = (deleted.time.getTime() - stopped.time.getTime()) / 1000;
        expect(seconds).toBeGreaterThanOrEqual(unbondingSeconds);
        const before = await queries.consumerChain(consumer.consumerId, { height: deleted.height - 1n });
        expect(before.phase).toBe("STOPPED");
        await witness.until("consumerPhaseChanged", ({ to }) => to === "DELETED");
        const { frozenSince, phase } = channelState(observation.timeline);
        expect(phase).toBe("DELETED");
        expect(frozenSince).toBeGreaterThan(0n);

        expect(told(observation.events, "provider", deleted.height)).toEqual(
          told(witness.events, "provider", deleted.height),
        );
        const last = observation.events.findLast(({ chain }) => chain === "consumer")?.height ?? 0n;
        await connection.waitForHeight(deleted.height + 1n);
        expect(told(observation.events, "consumer", last - 1n)).toEqual(told(witness.events, "consumer", last - 1n));
        expect(observation.events.filter(({ kind }) => kind === "stateDisagrees")).toEqual([]);
        expect(observation.violations).toEqual([]);
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
