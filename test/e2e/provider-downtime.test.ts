import { missBlocks, unjail } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { strictTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S2 slashing
 * @proves a validator that misses blocks of the provider is jailed there, and has no power on any consumer until it is unjailed
 * @see BeginBlocker in x/slashing, and QueueVSCPackets in x/ccv/provider/keeper/relay.go
 */
test("a validator that is down on the provider is jailed, and its power is gone from both chains until it unjails", async () => {
  await onLaunched(strictTopology, async ({ net, expectState }) => {
    await missBlocks(net.provider.chain, "validator-2", () =>
      expectState({
        provider: { jailed: { "validator-2": true }, powers: { "validator-2": 0 } },
        consumers: { "consumer-1": { powers: { "validator-2": 0 }, queuedSlashPackets: 0 } },
      }),
    );
    await unjail(net, "validator-2");
    await expectState({
      provider: { jailed: { "validator-2": false }, powers: { "validator-2": 148 } },
      consumers: { "consumer-1": { powers: { "validator-2": 148 } } },
    });
  });
});
