import { headerMessage, msgUpdateClient, queryHeader } from "../../src/index.ts";
import { forkChain, holdPackets, moreBlocks } from "../../testnet/index.ts";
import { EvidenceWatch } from "../support/evidence-watch.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { attackers, attackersPunished, attackTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S5 slashing
 * @proves who goes on with a fork of a consumer, and shows it to the provider, is tombstoned; who signed only the real chain is not
 * @see HandleConsumerMisbehaviour in x/ccv/provider/keeper/consumer_equivocation.go
 */
test("two thirds of a consumer's power fork it: they are tombstoned, and the client is frozen", async () => {
  await onLaunched(attackTopology, async ({ net, consumer, expectState }) => {
    await holdPackets(consumer);
    const { provider } = await consumer.relayPath();
    const watch = await EvidenceWatch.start(net, consumer, "owner");

    const fork = await forkChain(consumer.chain, { validators: attackers });
    const height = await moreBlocks(fork.connection, 1);
    const header = await queryHeader(fork.connection, height, provider.client.trustedHeight);
    const { sender } = await net.provider.client("delegator");
    await sender.send([msgUpdateClient(sender.address, provider.client.clientId, headerMessage(header))]);
    await consumer.connection.waitForHeight(height);

    await watch.settled(2);
    await watch.stop();
    expect(watch.found).toMatchObject([{ kind: "conflictingHeader", height }]);
    expect(watch.submitted.map(({ action }) => action).sort()).toEqual(["freeze", "punish"]);
    expect(await provider.client.status()).toMatchObject({ status: "Frozen" });
    await expectState(attackersPunished);
  });
});
