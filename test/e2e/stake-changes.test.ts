import { cancelUnbonding, delegate, redelegate, unbond } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario V3 validators
 * @proves the power of a validator on a consumer follows its stake, and only those who opted in have any
 * @see QueueVSCPackets in x/ccv/provider/keeper/relay.go
 */
test("delegating, unbonding, its cancelling and redelegating change powers on both chains alike", async () => {
  await onLaunched(calmTopology, async ({ net, expectState }) => {
    const expectPowers = (powers: Readonly<Record<string, number>>) =>
      expectState({ provider: { powers }, consumers: { "consumer-1": { powers } } });

    await delegate(net, "validator-1", 50_000_000n);
    await expectPowers({ "validator-0": 500, "validator-1": 350, "validator-2": 150 });
    const unbonding = await unbond(net, "validator-1", 20_000_000n);
    await expectPowers({ "validator-1": 330 });
    await cancelUnbonding(net, "validator-1", 20_000_000n, unbonding);
    await expectPowers({ "validator-1": 350 });
    await redelegate(net, { source: "validator-1", destination: "validator-2" }, 30_000_000n);
    await expectPowers({ "validator-1": 320, "validator-2": 180 });

    await delegate(net, "validator-3", 10_000_000n);
    await expectState({
      provider: { powers: { "validator-3": 60 } },
      consumers: {
        "consumer-1": { powers: { "validator-3": 0 }, hasToValidate: { "validator-3": false, "validator-2": true } },
      },
    });
  });
});
