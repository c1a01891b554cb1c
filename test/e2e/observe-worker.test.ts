import { pollUntil } from "../../src/async/poll-until.ts";
import { type ObserverEvent, openPostgresStore } from "../../src/index.ts";
import { ObserveChild } from "../support/observe-child.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";

const topology = {
  provider: { validators: 2, unbondingSeconds: 1_200, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};
const ofState = new Set(["providerStateRead", "consumerStateRead"]);

afterEach(killRelayChildren);

/** The only consumer that this API tells of, once it is secured. */
async function untilSecured(url: string): Promise<unknown> {
  const [only] = await pollUntil(
    async (): Promise<readonly { readonly health: { readonly verdict: string } }[]> => {
      const { consumers } = await (await fetch(url)).json();
      return consumers;
    },
    ([first]) => first?.health.verdict === "secured",
    { what: "a secured consumer in the view" },
  );
  return only;
}

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
      const view = new RelayChild(["view", "--store", store, "--listen", "127.0.0.1:0", "--json"], environment);
      const { url, providerChainId } = await view.until(({ type }) => type === "started");
      expect(providerChainId).toBe("provider-1");
      const seen = await untilSecured(`${url}/api/v1/consumers`);
      expect(seen).toMatchObject({ consumerId: "0", chainId: "consumer-1", phase: "LAUNCHED" });
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
        /icskit_observer_health_verdict\{consumer="0",verdict="secured"\} 1/,
      );
      view.process.kill("SIGTERM");
      expect(await view.exitCode).toBe(130);
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
