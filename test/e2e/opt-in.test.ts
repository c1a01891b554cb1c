import { optIn, optOut, refusalGas, refusalOf, setTopN } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario V1 validators
 * @proves only who opted in validates, from the next set on; a validator may opt out, unless the Top N compels it
 * @see HandleOptIn and HandleOptOut in x/ccv/provider/keeper/partial_set_security.go
 */
test("only validators that opted in are in the set, from the launch on and until they opt out", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, observation, expectState }) => {
    await expectState({
      consumers: {
        "consumer-1": {
          optedIn: ["validator-0", "validator-1", "validator-2"],
          powers: { "validator-0": 500, "validator-1": 300, "validator-2": 150, "validator-3": 0 },
        },
      },
    });
    await optIn(net, consumer, "validator-3");
    await expectState({
      consumers: {
        "consumer-1": {
          optedIn: ["validator-0", "validator-1", "validator-2", "validator-3"],
          powers: { "validator-3": 50 },
        },
      },
    });
    const { operatorAddress } = net.provider.validator("validator-3");
    const seen = await observation.until("optedIn", (event) => event.providerOperatorAddress === operatorAddress);
    expect(seen.consumerId).toBe(consumer.consumerId);

    await optOut(net, consumer, "validator-2");
    await expectState({
      consumers: {
        "consumer-1": {
          optedIn: ["validator-0", "validator-1", "validator-3"],
          powers: { "validator-2": 0, "validator-3": 50 },
          hasToValidate: { "validator-2": false, "validator-3": true },
        },
      },
    });
  });
});

test("a validator of the Top N is compelled and may not opt out, one outside of it may", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, expectState }) => {
    await optOut(net, consumer, "validator-2");
    await optIn(net, consumer, "validator-3");
    await expectState({ consumers: { "consumer-1": { powers: { "validator-2": 0, "validator-3": 50 } } } });

    // 500 and 300 of 1000 are less than 90 %: the third is compelled too, the smallest is not.
    await setTopN(net, consumer, 90);
    await expectState({
      consumers: { "consumer-1": { topN: 90, owner: "governance", powers: { "validator-2": 150, "validator-3": 50 } } },
    });
    expect(await refusalOf(optOut(net, consumer, "validator-2", { gas: refusalGas }))).toBe("ErrCannotOptOutFromTopN");
    await optOut(net, consumer, "validator-3");
    await expectState({ consumers: { "consumer-1": { powers: { "validator-2": 150, "validator-3": 0 } } } });
  });
});
