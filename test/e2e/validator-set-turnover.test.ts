import type { Relayed } from "../../src/index.ts";
import { cometSet, onTestnet } from "../support/on-testnet.ts";

const SMALL = 1_000_000;
const LARGE = 150_000_000;
const leaving = ["validator-1", "validator-2"];

/** Most of the power leaves the provider's commits between two updates of the consumer's client. */
test("packets arrive though more than two thirds of the power changed between two client updates", async () => {
  const relayed: Relayed[] = [];
  await onTestnet(
    {
      // The first node is everybody's, the last one the observer's: both stay.
      provider: { validators: [{ stake: SMALL }, { stake: LARGE }, { stake: LARGE }, { stake: SMALL }] },
      consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }] }],
    },
    async ({ net, consumer, startWatched }) => {
      const observation = await startWatched();
      await consumer.openChannel({ relay: false });
      const { connection } = net.provider;
      const trusted = (await consumer.relayPath()).consumer.client.trustedHeight;

      const delegated = await net.provider.delegate("validator-0", 2_000_000_000n);
      const mighty = await connection.waitForHeight(delegated.height + 3n);
      const powers = [...(await cometSet(connection, mighty)).values()].sort((a, b) => Number(b - a));
      expect(powers).toEqual([2001n, 150n, 150n, 1n]);
      for (const name of leaving) await net.provider.chain.nodeOf(name)?.kill();
      // From here on no block is signed by more than 2 of the 302 that the client trusts.
      await connection.waitForHeight((await connection.latestHeight()) + 5n);

      consumer.startRelaying();
      const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
      await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
      const [first] = relayed.filter(({ tx }) => tx.chainId === "consumer-1");
      const heights = updates(first);
      expect(heights.length).toBeGreaterThan(1);
      expect(heights[0]).toBeGreaterThan(trusted);
      expect(heights).toEqual([...heights].sort((a, b) => Number(a - b)));

      // The client trusts the new powers now: one header is enough again.
      const again = await net.provider.delegate("validator-0", 1_000_000n);
      const next = await observation.until("vscPacketSent", ({ height }) => height >= again.height);
      await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === next.sequence);
      const later = relayed.filter(({ tx }) => tx.chainId === "consumer-1" && tx !== first?.tx);
      expect(later.map((one) => updates(one).length)).toEqual(later.map(() => 1));
    },
    { onRelayed: (one) => relayed.push(one) },
  );
});

/** The provider's heights that a transaction brought to the consumer's client, in order. */
function updates(relayed: Relayed | undefined): bigint[] {
  return (relayed?.tx.events ?? [])
    .filter(({ type }) => type === "update_client")
    .map(({ attributes }) => attributes.find(({ key }) => key === "consensus_height")?.value ?? "")
    .map((height) => BigInt(height.split("-")[1] ?? 0));
}
