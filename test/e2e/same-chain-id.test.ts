import { delegate, optOut, removeConsumer, untilDelivered } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 3, signedBlocksWindow: 1_000 },
  consumers: [
    { chainId: "twin-1", validators: [{ validator: 0 }, { validator: 2, running: false }], signedBlocksWindow: 1_000 },
    { chainId: "twin-1", validators: [{ validator: 0 }, { validator: 1 }], signedBlocksWindow: 1_000 },
  ],
};

/**
 * @scenario L5 launch
 * @proves two consumers may have the same chain id: everything about them goes by their consumer ids
 * @see CreateConsumer and the consumer-id keyed store of x/ccv/provider/types/keys.go
 */
test("twins are told apart in sets, removal and packets", async () => {
  const stakes = [{ stake: 500_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }];
  const provider = { ...topology.provider, validators: stakes };
  await onLaunched({ ...topology, provider }, async ({ net, expectState }) => {
    const [first, second] = [net.consumer(0), net.consumer(1)];
    expect([first.consumerId, second.consumerId]).toEqual(["0", "1"]);
    await delegate(net, "validator-0", 10_000_000n);
    await expectState({
      consumers: {
        "twin-1": { chainId: "twin-1", powers: { "validator-0": 511, "validator-1": 0, "validator-2": 100 } },
        "twin-1.2": { chainId: "twin-1", powers: { "validator-0": 511, "validator-1": 200, "validator-2": 0 } },
      },
    });
    await optOut(net, first, "validator-2");
    await expectState({
      consumers: { "twin-1": { powers: { "validator-2": 0 } }, "twin-1.2": { powers: { "validator-1": 200 } } },
    });
    await untilDelivered(net, first);
    await removeConsumer(net, first);
    await delegate(net, "validator-1", 10_000_000n);
    await expectState({
      consumers: { "twin-1": { phase: "STOPPED" }, "twin-1.2": { phase: "LAUNCHED", powers: { "validator-1": 210 } } },
    });
  });
});
