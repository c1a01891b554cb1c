import { type ObserverEvent, openPostgresStore } from "../../src/index.ts";
import { ObserveChild } from "../support/observe-child.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { killRelayChildren } from "../support/relay-child.ts";

const topology = {
  provider: { validators: 2, unbondingSeconds: 1_200, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};
const ofState = new Set(["providerStateRead", "consumerStateRead"]);

afterEach(killRelayChildren);

describeWithPostgres("icskit observe --worker", (server) => {
  test("a worker that is killed is taken over by the next one, without a block lost or kept twice", async () => {
    const connectionString = await server().createDatabase();
    // What other users may see of a process has no password.
    const store = connectionString.replace(`:${server().password}@`, "@");
    const environment = { PGPASSWORD: server().password };
    await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
      const witness = await launchWatched();
      const chains = ["--provider", net.provider.chain.rpcUrl, "--consumer", consumer.chain.rpcUrl];
      const args = [...chains, "--from", "1", "--store", store, "--worker"];
      const first = new ObserveChild(args, { environment });
      expect(await first.until(({ type }) => type === "started")).toMatchObject({
        consumers: [{ consumerId: "0", chainId: "consumer-1" }],
      });
      await first.until(({ type, event }) => type === "failure" || event?.kind === "channelOpened");
      expect(await first.kill("SIGKILL")).toBeNull();

      const second = new ObserveChild(args, { environment });
      const delegated = await net.provider.delegate("validator-0", 50_000_000n);
      const acknowledged = await second.until(
        ({ type, event }) =>
          type === "failure" ||
          (event?.kind === "vscPacketAcknowledged" && BigInt(String(event.height)) > delegated.height),
      );
      expect(await second.kill("SIGTERM")).toBe(130);
      expect([...first.lines, ...second.lines].filter(({ type }) => type === "failure")).toEqual([]);

      const until = BigInt(String(acknowledged.event?.height));
      await witness.until("vscPacketAcknowledged", ({ height }) => height >= until);
      await using kept = await openPostgresStore({ connectionString, readOnly: true });
      const stored: ObserverEvent[] = [];
      for await (const { event } of kept.events({ providerChainId: "provider-1", consumerId: "0" })) stored.push(event);
      const told = (events: readonly ObserverEvent[]) =>
        events.filter(({ chain, height, kind }) => chain === "provider" && height <= until && !ofState.has(kind));
      expect(told(stored)).toEqual(told(witness.events));
    });
  });
});
