import { headerMessage, type IncludedTx, msgUpdateClient, type RelayPath } from "../../src/index.ts";
import { forgeHeader, holdPackets, moreBlocks, type Testnet, type TestnetConsumer } from "../../testnet/index.ts";
import { EvidenceWatch } from "../support/evidence-watch.ts";
import { onLaunched, type Scenario } from "../support/on-testnet.ts";
import { attackers, attackersPunished, attackTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S5 slashing
 * @proves who signed a header of a consumer that it never had is tombstoned, and the client frozen
 * @see HandleConsumerMisbehaviour in x/ccv/provider/keeper/consumer_equivocation.go
 */

/** Shows the provider's client a header of this height that the consumer does not have, signed by the attackers. */
async function attack(
  net: Testnet,
  { chain, connection }: TestnetConsumer,
  { provider }: RelayPath,
  heights: { readonly height: bigint; readonly trustedHeight: bigint },
): Promise<IncludedTx> {
  const keys = chain.validators.filter(({ name }) => attackers.includes(name)).map(({ consensusKey }) => consensusKey);
  const header = await forgeHeader(connection, { ...heights, signers: keys });
  const { sender } = await net.provider.client("delegator");
  return sender.send([msgUpdateClient(sender.address, provider.client.clientId, headerMessage(header))]);
}

async function expectPunished({ net, expectState }: Scenario): Promise<void> {
  await expectState(attackersPunished);
  await moreBlocks(net.provider.connection, 3);
}

/** Nothing is relayed from then on: the relayer would find its client frozen. */
async function unrelayed(consumer: TestnetConsumer): Promise<RelayPath> {
  await holdPackets(consumer);
  return consumer.relayPath();
}

test("a light-client attack: who signed the forged header is tombstoned, and the client is frozen", async () => {
  await onLaunched(attackTopology, async (scenario) => {
    const { net, consumer } = scenario;
    const path = await unrelayed(consumer);
    const watches = [
      await EvidenceWatch.start(net, consumer, "owner"),
      await EvidenceWatch.start(net, consumer, "relayer"),
    ];
    const { trustedHeight } = path.provider.client;
    const height = await consumer.connection.waitForHeight(trustedHeight + 2n);
    const attacked = await attack(net, consumer, path, { height, trustedHeight });
    expect(attacked.events.map(({ type }) => type)).toContain("update_client");
    await Promise.all(watches.map((watch) => watch.settled(2)));

    const submitted = watches.flatMap((watch) => watch.submitted);
    const evidence = { kind: "conflictingHeader", height, txHash: attacked.hash };
    expect(submitted.filter(({ action }) => action === "freeze")).toMatchObject([{ evidence }]);
    expect(submitted.filter(({ action }) => action === "punish")).toMatchObject([{ evidence }]);
    const left = watches.flatMap((watch) => watch.left);
    for (const { reason } of left) expect(["submitted-before", "already-punished"]).toContain(reason);
    expect(await path.provider.client.status()).toMatchObject({ status: "Frozen" });
    await expectPunished(scenario);

    for (const watch of watches) await watch.stop();
    const again = await EvidenceWatch.start(net, consumer, "owner");
    await again.settled(2);
    await again.stop();
    expect(again.submitted).toEqual([]);
    expect(again.left.map(({ action, reason }) => [action, reason]).sort()).toEqual([
      ["freeze", "already-punished"],
      ["punish", "submitted-before"],
    ]);
  });
});

test("a client that an attack froze at once: who signed the forged header is tombstoned all the same", async () => {
  await onLaunched(attackTopology, async (scenario) => {
    const { net, consumer } = scenario;
    const path = await unrelayed(consumer);
    const { trustedHeight: height } = path.provider.client;
    const attacked = await attack(net, consumer, path, { height, trustedHeight: 1n });
    expect(attacked.events.map(({ type }) => type)).toContain("client_misbehaviour");

    const watch = await EvidenceWatch.start(net, consumer, "owner");
    await watch.settled(2);
    await watch.stop();
    expect(watch.found).toMatchObject([{ kind: "conflictingHeader", height, txHash: attacked.hash }]);
    expect(watch.submitted).toMatchObject([{ action: "punish" }]);
    expect(watch.left).toMatchObject([{ action: "freeze", reason: "already-punished" }]);
    await expectPunished(scenario);
  });
});
