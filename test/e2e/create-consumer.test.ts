import { durationOfSeconds, initializationParameters, powerShapingParameters } from "../../src/index.ts";
import { refusalGas, refusalOf, type Testnet } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { uncheckedCreate } from "../support/parity/unchecked-message.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2 },
  consumers: [
    {
      chainId: "whole-7",
      validators: [{ validator: 0 }],
      spawnDelayMs: 600_000,
      metadata: { name: "whole", description: "all of it", metadata: "https://example.org" },
      powerShaping: { validatorSetCap: 5, validatorsPowerCap: 34, minStake: 7, prioritylist: ["validator-1"] },
      infractions: { downtime: { slashFraction: 0.03, jailSeconds: 20 } },
    },
  ],
};

const metadata = { name: "bare", description: "next to nothing", metadata: "none" };

/**
 * @scenario L2 launch
 * @proves a consumer may be created with next to nothing, or with everything; what the chain refuses leaves nothing behind
 * @see CreateConsumer in x/ccv/provider/keeper/msg_server.go
 */
async function consumerIds(net: Testnet): Promise<string[]> {
  const ids: string[] = [];
  for await (const { consumerId } of net.provider.queries.consumerChains()) ids.push(consumerId);
  return ids;
}

test("consumers are created bare, without a spawn time, and whole; refused ones leave no trace", async () => {
  await onTestnet(topology, async ({ net, consumer, expectState }) => {
    const owner = await net.provider.client("owner");
    const bare = await owner.createConsumer({ chainId: "bare-1", metadata });
    const unscheduled = await owner.createConsumer({
      chainId: "later-1",
      metadata,
      initializationParameters: initializationParameters("later-1"),
    });
    await consumer.create();
    await expectState({
      consumers: {
        "whole-7": {
          phase: "INITIALIZED",
          owner: "owner",
          metadata: { name: "whole", metadata: "https://example.org" },
          powerShaping: { validatorSetCap: 5, validatorsPowerCap: 34, minStake: 7n },
          downtime: { slashFraction: "0.03" },
          optedIn: [],
        },
      },
    });
    for (const { consumerId } of [bare, unscheduled]) {
      const { phase, initializationParameters: parameters } = await net.provider.queries.consumerChain(consumerId);
      expect({ phase, spawnTime: parameters?.spawnTime }).toEqual({ phase: "REGISTERED", spawnTime: undefined });
    }

    const before = await consumerIds(net);
    const submitter = owner.address;
    const whole = {
      submitter,
      chainId: "wrong-1",
      metadata,
      initializationParameters: initializationParameters("wrong-1"),
    };
    const zero = durationOfSeconds(0);
    const wrong = [
      { ...whole, chainId: "stride-1" },
      { ...whole, chainId: "" },
      { ...whole, metadata: { ...metadata, name: "" } },
      { ...whole, initializationParameters: initializationParameters("wrong-2") },
      { ...whole, initializationParameters: initializationParameters("wrong-1", { unbondingPeriod: zero }) },
      { ...whole, initializationParameters: initializationParameters("wrong-1", { ccvTimeoutPeriod: zero }) },
      {
        ...whole,
        initializationParameters: initializationParameters("wrong-1", { consumerRedistributionFraction: "1.1" }),
      },
      { ...whole, powerShapingParameters: powerShapingParameters({ topN: 60 }) },
      { ...whole, powerShapingParameters: powerShapingParameters({ validatorsPowerCap: 101 }) },
      { ...whole, powerShapingParameters: powerShapingParameters({ allowlist: ["no address"] }) },
      { ...whole, allowlistedRewardDenoms: ["ibc/a", "ibc/b", "ibc/c", "ibc/d"] },
    ];
    // A Top N chain is refused with a text that has no error of its own.
    for (const input of wrong) {
      const sent = owner.sender.send([uncheckedCreate(input)], { gas: refusalGas });
      expect(await refusalOf(sent)).toMatch(/^Err|cannot create a Top N chain/);
    }
    expect(await consumerIds(net)).toEqual(before);
    const next = await owner.createConsumer({ chainId: "next-1", metadata });
    expect(BigInt(next.consumerId)).toBe(BigInt(before.length));
  });
});
