import type { ChainConnection, Relayed } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 1 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }] }],
};
const PACKETS = 40;

/** Transactions that failed from a height on, with what the chain says of them. */
async function failures(connection: ChainConnection, from: bigint): Promise<string[]> {
  const failed: string[] = [];
  for (let height = from; height <= connection.knownHeight; height += 1n) {
    const { txs } = await connection.block(height);
    for (const { code, log } of txs) if (code !== 0) failed.push(`${connection.chainId} ${height}: ${log}`);
  }
  return failed;
}

/** Headers of one validator are small, so that what else a transaction does weighs the most in them. */
test("on chains of one validator no transaction of the relayer runs out of gas", async () => {
  const relayed: Relayed[] = [];
  const scenario = { onRelayed: (told: Relayed) => void relayed.push(told) };
  await onTestnet(
    topology,
    async ({ net, consumer, launchWatched }) => {
      const observation = await launchWatched();
      const chains = [net.provider.connection, consumer.connection];
      const from = chains.map(({ knownHeight }) => knownHeight);
      for (let packet = 0; packet < PACKETS; packet += 1) {
        await untilAcknowledged(observation, await changePower(net, 1));
      }
      expect(await Promise.all(chains.map((chain, index) => failures(chain, from[index] ?? 1n)))).toEqual([[], []]);
      for (const { connection } of [net.provider, consumer]) {
        const used = relayed.filter(({ tx }) => tx.chainId === connection.chainId).map(({ tx }) => Number(tx.gasUsed));
        expect(used.length).toBeGreaterThanOrEqual(PACKETS);
      }
      expectAllDelivered(observation);
    },
    scenario,
  );
});
