import { msgUpdateConsumer, powerShapingParameters } from "../../src/index.ts";
import {
  giveConsumer,
  optOut,
  passProposal,
  refusalGas,
  refusalOf,
  setTopN,
  updateConsumer,
} from "../../testnet/index.ts";
import { governanceAddress } from "../support/governance.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { uncheckedUpdate } from "../support/parity/unchecked-message.ts";

const topology = {
  blockTimeMs: 200,
  provider: {
    validators: [500_000_000, 400_000_000, 50_000_000].map((stake) => ({ stake })),
    votingPeriodSeconds: 3,
  },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }], spawnDelayMs: 600_000 }],
};

/**
 * @scenario L8 launch
 * @proves governance launches a Top N chain, for which nobody need opt in, and turns it into an opt-in chain again; only it may own one
 * @see UpdateConsumer in x/ccv/provider/keeper/msg_server.go and ComputeMinPowerInTopN in partial_set_security.go
 */
test("a Top N chain launches by governance alone, and becomes an opt-in chain of its owner's again", async () => {
  await onTestnet(topology, async ({ net, consumer, watch, attach, expectState }) => {
    await consumer.create();
    await watch();
    const topN = { powerShapingParameters: powerShapingParameters({ topN: 80 }) };
    // Not sent at all; and the chain would not have it either.
    expect(await refusalOf(updateConsumer(net, consumer, topN))).toBe("owner");
    const { address: owner, sender } = await net.provider.client("owner");
    const sent = uncheckedUpdate({ owner, consumerId: consumer.consumerId, ...topN });
    expect(await refusalOf(sender.send([sent], { gas: refusalGas }))).toBe("ErrInvalidTransformToTopN");
    await setTopN(net, consumer, 80);
    await expectState({ consumers: { "consumer-1": { topN: 80, owner: "governance", optedIn: [] } } });

    const { consumerId } = consumer;
    const initializationParameters = consumer.initializationParameters(new Date());
    const launch = msgUpdateConsumer({ owner: governanceAddress, consumerId, initializationParameters });
    await passProposal(net, "Launch consumer-1", [launch]);
    await consumer.spawn();
    await consumer.start();
    await attach();
    await expectState({
      consumers: {
        "consumer-1": {
          phase: "LAUNCHED",
          hasToValidate: { "validator-0": true, "validator-1": true, "validator-2": false },
          powers: { "validator-0": 500, "validator-1": 400, "validator-2": 0 },
        },
      },
    });
    expect(await refusalOf(optOut(net, consumer, "validator-1", { gas: refusalGas }))).toBe("ErrCannotOptOutFromTopN");
    expect(await refusalOf(giveConsumer(net, consumer, "owner", { gas: refusalGas }))).toBe("ErrUnauthorized");

    await setTopN(net, consumer, 0, "owner");
    await expectState({ consumers: { "consumer-1": { topN: 0, owner: "owner" } } });
    await optOut(net, consumer, "validator-1");
    await expectState({ consumers: { "consumer-1": { optedIn: ["validator-0"], sentPowers: { "validator-1": 0 } } } });
  });
});
