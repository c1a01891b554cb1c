import { delegate, setTopN } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  provider: {
    validators: [499_000_000, 300_000_000, 150_000_000, 50_000_000].map((stake) => ({ stake })),
    maxProviderConsensusValidators: 2,
    votingPeriodSeconds: 3,
    signedBlocksWindow: 1_000,
    // Of the supply: 896 of 7001 million, between the stake of the active validators and that of all.
    genesis: { app_state: { mint: { params: { goal_bonded: "0.000128" } } } },
  },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }],
      powerShaping: { allowInactiveValidators: true },
      signedBlocksWindow: 1_000,
    },
  ],
};

/**
 * @scenario V5 validators
 * @proves a validator outside the provider's active set may validate a consumer; Top N does not compel it, its stake has no vote, and mint does not count it
 * @see GetLastBondedValidators, OptInTopNValidators and BondedRatio in x/ccv/provider/keeper
 */
test("an inactive validator validates the consumer, and nothing else", async () => {
  await onLaunched(topology, async ({ net, consumer, expectState }) => {
    await expectState({
      provider: { powers: { "validator-0": 500, "validator-1": 300, "validator-2": 0 }, inflation: "rising" },
      consumers: { "consumer-1": { powers: { "validator-0": 500, "validator-1": 300, "validator-2": 150 } } },
    });

    const { proposal } = await setTopN(net, consumer, 100);
    // The stake of the two active validators, though all four have voted.
    expect(proposal.tally.yes).toBe(800_000_000n);
    await expectState({
      consumers: {
        "consumer-1": {
          topN: 100,
          hasToValidate: { "validator-0": true, "validator-1": true, "validator-2": true, "validator-3": false },
        },
      },
    });

    // The third overtakes the second on the provider; on the consumer both go on.
    await delegate(net, "validator-2", 200_000_000n);
    await expectState({
      provider: { powers: { "validator-1": 0, "validator-2": 350 }, inflation: "rising" },
      consumers: { "consumer-1": { powers: { "validator-1": 300, "validator-2": 350 } } },
    });
    await delegate(net, "validator-1", 100_000_000n);
    await expectState({
      provider: { powers: { "validator-1": 400, "validator-2": 0 }, inflation: "falling" },
      consumers: { "consumer-1": { powers: { "validator-1": 400, "validator-2": 350 } } },
    });
  });
});
