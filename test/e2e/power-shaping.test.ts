import { shapePower } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario V4 validators
 * @proves each rule of power shaping takes effect on a launched consumer, and can be taken back
 * @see ComputeNextValidators in x/ccv/provider/keeper/validator_set_update.go
 */
test("caps, lists and least stakes shape a live consumer's set", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, expectState }) => {
    const expectPowers = (...[first, second, third]: readonly number[]) =>
      expectState({
        consumers: {
          "consumer-1": {
            powers: { "validator-0": first ?? 0, "validator-1": second ?? 0, "validator-2": third ?? 0 },
          },
        },
      });

    await expectPowers(500, 300, 150);
    await shapePower(net, consumer, { validatorSetCap: 2 });
    await expectPowers(500, 300, 0);
    await shapePower(net, consumer, { validatorSetCap: 2, prioritylist: ["validator-2"] });
    await expectPowers(500, 0, 150);
    // 40 % of 950; what the first has above it is shared out among the others.
    await shapePower(net, consumer, { validatorsPowerCap: 40 });
    await expectPowers(380, 360, 210);
    await shapePower(net, consumer, { allowlist: ["validator-0", "validator-1"] });
    await expectPowers(500, 300, 0);
    await shapePower(net, consumer, { denylist: ["validator-1"] });
    await expectPowers(500, 0, 150);
    await shapePower(net, consumer, { minStake: 200_000_000n });
    await expectPowers(500, 300, 0);
    await shapePower(net, consumer, {});
    await expectPowers(500, 300, 150);
    await expectState({ consumers: { "consumer-1": { powerShaping: { validatorSetCap: 0, minStake: 0n }, topN: 0 } } });
  });
});
