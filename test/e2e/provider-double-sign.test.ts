import { doubleSign, type ExpectedState, runTwin } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S3 slashing
 * @proves a validator that signs two blocks of one height of the provider is slashed, jailed for ever, and gone from the consumer
 * @see handleEquivocationEvidence in x/evidence/keeper/infraction.go
 */
const punished: ExpectedState = {
  provider: {
    jailed: { "validator-2": true },
    tombstoned: { "validator-2": true, "validator-1": false },
    tokens: { "validator-2": 142_500_000 },
    powers: { "validator-2": 0 },
  },
  consumers: { "consumer-1": { powers: { "validator-0": 500, "validator-2": 0 } } },
};

test("a double sign on the provider costs stake, power on both chains, and the way back", async () => {
  await onLaunched(calmTopology, async ({ net, expectState }) => {
    await doubleSign(net.provider, "validator-2");
    await expectState(punished);
  });
});

test("so do two nodes with one key, which sign two blocks of one height without meaning to", async () => {
  await onLaunched(calmTopology, async ({ net, expectState }) => {
    await runTwin(net.provider.chain, "validator-2");
    await expectState(punished, { timeoutMs: 120_000 });
  });
});
