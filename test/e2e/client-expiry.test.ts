import {
  type ClientStatus,
  createSubstituteClient,
  governanceAccount,
  keepClientFresh,
  msgRecoverClient,
  type Observation,
  type RelayEnd,
  type RelayPath,
} from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { passProposal } from "../support/governance.ts";
import { onTestnet } from "../support/on-testnet.ts";

/**
 * @scenario F5 faults
 * @proves an expired client is recovered by governance, and what waited arrives in order
 * @see SendVSCPacketsToChain in x/ccv/provider/keeper/relay.go and RecoverClient in ibc-go
 */

const topology = (unbondingSeconds: number) => ({
  provider: { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }], votingPeriodSeconds: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }], unbondingSeconds }],
});

/** Keeps the clients of both ends until it is stopped; tells what happened to each. */
function keepBoth(path: RelayPath) {
  const stopping = new AbortController();
  const refreshed = { provider: 0, consumer: 0 };
  const statuses: ClientStatus[] = [];
  const keep = (source: RelayEnd, side: "provider" | "consumer"): Promise<void> =>
    keepClientFresh(source, path[side], {
      signal: stopping.signal,
      onRefreshed: () => {
        refreshed[side] += 1;
      },
      onStatus: (status) => statuses.push(status),
    });
  const done = Promise.all([keep(path.consumer, "provider"), keep(path.provider, "consumer")]);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done;
  };
  return { refreshed, statuses, stop, [Symbol.asyncDispose]: stop };
}

/** The height of the provider's block with which its client of the consumer has expired. */
async function untilExpired({ connection, client }: RelayEnd): Promise<bigint> {
  const { expiresAt } = await client.status();
  for await (const block of connection.blocks()) if (block.time >= (expiresAt ?? block.time)) return block.height;
  throw new Error("unreachable");
}

/** Delegates, and waits until the packet with that change is acknowledged. */
async function delegated(net: Testnet, observation: Observation): Promise<void> {
  const tx = await net.provider.delegate("validator-0", 10_000_000n);
  const sent = await observation.until("vscPacketSent", ({ height }) => height >= tx.height);
  await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
}

test("a client that expired is recovered by governance, and what waited arrives in order", async () => {
  await onTestnet(topology(18), async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    await delegated(net, observation);
    await consumer.stopRelaying();
    const path = await consumer.relayPath();
    const { client, sender } = path.provider;
    const before = await client.status();
    expect(before).toMatchObject({ status: "Active", chainId: "provider-1", clientId: client.clientId });
    expect(before.remainingMs).toBeLessThanOrEqual(0.66 * 18_000);

    // Sent while the client is active, and not relayed.
    const early = await net.provider.delegate("validator-1", 10_000_000n);
    const expiredAt = await untilExpired(path.provider);
    expect(await client.status()).toMatchObject({ status: "Expired", remainingMs: 0 });
    const tip = await path.consumer.connection.latestHeight();
    await expect(client.update(sender.address, tip)).rejects.toMatchObject({
      code: "IBC_CLIENT_NOT_ACTIVE",
      context: { chainId: "provider-1", clientId: client.clientId, status: "Expired" },
    });

    await using keeper = keepBoth(path);
    // Kept back by the provider, which may not send on an expired client.
    const late = [
      await net.provider.delegate("validator-0", 20_000_000n),
      await net.provider.delegate("validator-1", 20_000_000n),
    ];
    const recoveredAt = await recover(net, path);
    expect(keeper.statuses.map(({ chainId, status }) => [chainId, status])).toEqual(
      expect.arrayContaining([
        ["provider-1", "Expired"],
        ["consumer-1", "Active"],
      ]),
    );

    consumer.startRelaying();
    const queued = await observation.until("vscPacketSent", ({ height }) => height >= recoveredAt);
    const whileExpired = observation.events.filter(
      ({ kind, height }) => kind === "vscPacketSent" && height > expiredAt && height < recoveredAt,
    );
    expect(whileExpired).toEqual([]);
    const last = await observation.until(
      "vscPacketSent",
      ({ sequence, packet }) => sequence > queued.sequence && packet.validatorUpdates.length > 0,
    );
    expect(early.height < expiredAt && late.every(({ height }) => height > expiredAt)).toBe(true);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === last.sequence);
    expect(last.packet.validatorUpdates.map(({ power }) => power)).toEqual([430n]);
    await delegated(net, observation);
    expect((await client.status()).status).toBe("Active");
    await expectState({ consumers: { "consumer-1": { phase: "LAUNCHED", powers: { "validator-1": 430 } } } });
    expect(keeper.statuses.filter(({ chainId }) => chainId === "provider-1").map(({ status }) => status)).toEqual([
      "Expired",
      "Active",
    ]);
  });
});

/** Lets governance recover the provider's client; answers with a height at which it is active again. */
async function recover(net: Testnet, path: RelayPath): Promise<bigint> {
  const { provider, consumer } = path;
  const { client: substitute } = await createSubstituteClient(provider);
  // The vote lasts; the substitute must be active at its end.
  const voting = new AbortController();
  const kept = keepClientFresh(consumer, { ...provider, client: substitute }, { signal: voting.signal });
  await passProposal(
    net,
    "Recover the client of consumer-1",
    msgRecoverClient(governanceAccount("cosmos"), provider.client.clientId, substitute.clientId),
  );
  voting.abort();
  await kept;
  expect((await provider.client.status()).status).toBe("Active");
  for await (const { height, events } of provider.connection.blocks({ from: 1n })) {
    if (events.some(({ type }) => type === "recover_client")) return height;
  }
  throw new Error("unreachable");
}

test("clients stay active without any packets, past several trusting periods", async () => {
  const unbondingSeconds = 12;
  const short = topology(unbondingSeconds);
  await onTestnet(
    { ...short, provider: { ...short.provider, unbondingSeconds } },
    async ({ net, consumer, startWatched, expectState }) => {
      const observation = await startWatched();
      const path = await consumer.relayPath();
      await using keeper = keepBoth(path);
      await consumer.openChannel({ relay: false });

      const begun = await path.provider.client.status();
      const until = begun.hostTime.getTime() + 2.5 * path.provider.client.trustingPeriodMs;
      for await (const block of path.provider.connection.blocks()) if (block.time.getTime() > until) break;
      const after = [await path.provider.client.status(), await path.consumer.client.status()];
      expect(after.map(({ status }) => status)).toEqual(["Active", "Active"]);
      for (const { remainingMs } of after) expect(remainingMs).toBeGreaterThan(0.66 * 1000 * unbondingSeconds * 0.4);
      expect(keeper.statuses.map(({ status }) => status)).toEqual(["Active", "Active"]);
      for (const count of [keeper.refreshed.provider, keeper.refreshed.consumer]) {
        expect(count).toBeGreaterThanOrEqual(6);
        expect(count).toBeLessThanOrEqual(9);
      }

      consumer.startRelaying();
      await delegated(net, observation);
      await expectState({
        consumers: { "consumer-1": { phase: "LAUNCHED", channel: { provider: "OPEN", consumer: "OPEN" } } },
      });
    },
  );
});
