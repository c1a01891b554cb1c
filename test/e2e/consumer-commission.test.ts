import { refusalGas, refusalOf, setCommission } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario V6 validators
 * @proves a validator may take another commission on each consumer; without one the provider's holds
 * @see HandleSetConsumerCommissionRate in x/ccv/provider/keeper/distribution.go
 */
test("a commission rate of a validator holds on one consumer, until it is set anew", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, expectState }) => {
    await setCommission(net, consumer, "validator-1", "0.25");
    await expectState({ consumers: { "consumer-1": { commission: { "validator-0": "0.1", "validator-1": "0.25" } } } });
    await setCommission(net, consumer, "validator-1", "1");
    await expectState({ consumers: { "consumer-1": { commission: { "validator-0": "0.1", "validator-1": "1" } } } });
    expect(await refusalOf(setCommission(net, consumer, "validator-1", "1.01"))).toBe("rate");
    // One who has not opted in may set it for later.
    await setCommission(net, consumer, "validator-3", "0.5", { gas: refusalGas });
    await expectState({ consumers: { "consumer-1": { commission: { "validator-3": "0.5" } } } });
  });
});
