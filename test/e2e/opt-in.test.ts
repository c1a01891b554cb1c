import { toBase64 } from "@cosmjs/encoding";
import { msgUpdateConsumer, type Observation, powerShapingParameters } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { governanceAddress, passProposal } from "../support/governance.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";

/**
 * @scenario V1 validators
 * @proves only who opted in validates, from the next set on; a validator may opt out, unless the Top N compels it
 * @see HandleOptIn and HandleOptOut in x/ccv/provider/keeper/partial_set_security.go
 */

const stakes = [500_000_000, 400_000_000, 100_000_000, 50_000_000].map((stake) => ({ stake }));

/** Waits until the consumer signs with a set that this validator's key is in, or is not in, and compares it. */
async function untilMember(
  net: Testnet,
  consumer: TestnetConsumer,
  observation: Observation,
  name: string,
  isMember: boolean,
): Promise<void> {
  const key = net.provider.validator(name).consensusKey.publicKey;
  const sent = await observation.until("vscPacketSent", ({ packet }) =>
    packet.validatorUpdates.some(({ pubkey, power }) => toBase64(pubkey) === toBase64(key) && power > 0n === isMember),
  );
  const { effectiveHeight } = await observation.until("validatorSetApplied", ({ sequences }) =>
    sequences.includes(sent.sequence),
  );
  await consumer.connection.waitForHeight(effectiveHeight);
  const set = await cometSet(consumer.connection, effectiveHeight);
  expect(set.has(toBase64(key))).toBe(isMember);
  expectSameSet(await providerView(net, consumer, sent.height), set);
}

test("only validators that opted in are in the set: before the spawn, after it, and until they opt out", async () => {
  const topology = {
    provider: { validators: stakes },
    consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
  };
  await onTestnet(topology, async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    const { consumerId } = consumer;
    expect((await cometSet(consumer.connection, 1n)).size).toBe(2);

    const late = await net.provider.client("validator-2");
    await late.optIn(consumerId);
    await untilMember(net, consumer, observation, "validator-2", true);
    const optedIn = await observation.until(
      "optedIn",
      ({ providerOperatorAddress }) =>
        providerOperatorAddress === net.provider.validator("validator-2").operatorAddress,
    );
    expect(optedIn.consumerId).toBe(consumerId);

    await late.optOut(consumerId);
    await untilMember(net, consumer, observation, "validator-2", false);
    await expectState({
      consumers: {
        "consumer-1": { optedIn: ["validator-0", "validator-1"], powers: { "validator-1": 400, "validator-2": 0 } },
      },
    });
    await expect(late.optOut("7")).rejects.toMatchObject({ code: "TX_REFUSED" });
  });
});

test("a validator of the Top N may not opt out, one outside of it may", async () => {
  const topology = {
    provider: { validators: stakes, votingPeriodSeconds: 3 },
    consumers: [
      { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }, { validator: 3, running: false }] },
    ],
  };
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const { consumerId } = consumer;
    const owner = await net.provider.client("owner");
    await owner.updateConsumer({ consumerId, newOwnerAddress: governanceAddress });
    await passProposal(
      net,
      "Make consumer 0 a Top N chain",
      msgUpdateConsumer({
        owner: governanceAddress,
        consumerId,
        powerShapingParameters: powerShapingParameters({ topN: 90 }),
      }),
    );
    expect((await net.provider.queries.consumerChain(consumerId)).powerShapingParameters?.topN).toBe(90);

    // 500 and 400 of 1050 are less than 90 %: the third is compelled too, the smallest is not.
    await untilMember(net, consumer, observation, "validator-2", true);
    const compelled = await net.provider.client("validator-2");
    // With a gas limit given nothing is simulated, and the refusal comes with its code from the block.
    await expect(compelled.optOut(consumerId, { gas: 300_000 })).rejects.toMatchObject({
      code: "TX_FAILED",
      context: { codespace: "provider", sentinel: "ErrCannotOptOutFromTopN" },
    });
    const free = await net.provider.client("validator-3");
    await free.optOut(consumerId);
    await untilMember(net, consumer, observation, "validator-3", false);
  });
});
