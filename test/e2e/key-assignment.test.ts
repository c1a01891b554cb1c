import { assignKey, optIn, refusalGas, refusalOf } from "../../testnet/index.ts";
import { onLaunched, onTestnet } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario V2 validators
 * @proves some, all or none of the validators may sign with keys of their own, before a launch and on a live chain; no key is ever used twice
 * @see AssignConsumerKey in x/ccv/provider/keeper/key_assignment.go
 */
test("a key assigned on a live chain signs its blocks from the next set on, and every reuse is refused", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, expectState }) => {
    const { key } = await assignKey(net, consumer, "validator-2");
    await expectState({
      consumers: {
        "consumer-1": { keys: { "validator-2": key.publicKey, "validator-1": "none" }, powers: { "validator-2": 150 } },
      },
    });

    const again = { key, gas: refusalGas };
    expect(await refusalOf(assignKey(net, consumer, "validator-1", again))).toBe("ErrConsumerKeyInUse");
    expect(await refusalOf(assignKey(net, consumer, "validator-2", again))).toBe("ErrConsumerKeyInUse");
    const foreign = { key: net.provider.validator("validator-0").consensusKey, gas: refusalGas };
    expect(await refusalOf(assignKey(net, consumer, "validator-1", foreign))).toBe("ErrConsumerKeyInUse");
    const own = { key: net.provider.validator("validator-1").consensusKey, gas: refusalGas };
    expect(await refusalOf(assignKey(net, consumer, "validator-1", own))).toBe("ErrCannotAssignDefaultKeyAssignment");

    const { key: next } = await assignKey(net, consumer, "validator-2");
    await expectState({
      consumers: { "consumer-1": { keys: { "validator-2": next.publicKey }, powers: { "validator-2": 150 } } },
    });
    expect(await refusalOf(assignKey(net, consumer, "validator-1", again))).toBe("ErrConsumerKeyInUse");
  });
});

test("keys assigned before the launch sign the first block, beside keys of the provider", async () => {
  const topology = {
    ...calmTopology,
    provider: { validators: 3 },
    consumers: [
      { chainId: "some-1", spawnDelayMs: 5_000, validators: [{ validator: 0, ownKey: true }, { validator: 1 }] },
      {
        chainId: "all-1",
        spawnDelayMs: 5_000,
        validators: [
          { validator: 1, ownKey: true },
          { validator: 2, ownKey: true },
        ],
      },
    ],
  };
  await onTestnet(topology, async ({ net, expectState, watch, attach }) => {
    const [some, all] = [net.consumer(0), net.consumer(1)];
    for (const consumer of [some, all]) {
      await consumer.create();
      await watch(consumer);
    }
    await Promise.all([some.optIn(), all.optIn()]);
    const taken = (await some.prepare()).validators[0]?.consensusKey.publicKey ?? new Uint8Array();
    expect(await refusalOf(optIn(net, some, "validator-2", { consumerKey: taken, gas: refusalGas }))).toBe(
      "ErrConsumerKeyInUse",
    );
    for (const consumer of [some, all]) {
      await consumer.spawn();
      await consumer.start();
      await attach(consumer);
    }
    await expectState({
      consumers: {
        "some-1": {
          powers: { "validator-0": 100, "validator-1": 100, "validator-2": 0 },
          keys: { "validator-1": "none" },
        },
        "all-1": { powers: { "validator-0": 0, "validator-1": 100, "validator-2": 100 } },
      },
    });
  });
});
