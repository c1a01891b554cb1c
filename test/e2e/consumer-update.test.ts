import {
  giveConsumer,
  refusalGas,
  refusalOf,
  removeConsumer,
  shapePower,
  updateConsumer,
} from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  users: 2,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }], spawnDelayMs: 600_000 }],
};

const metadata = { name: "renamed", description: "another one", metadata: "new" };

/**
 * @scenario L4 launch
 * @proves an owner changes everything about a consumer, and gives it away; nobody else can
 * @see UpdateConsumer in x/ccv/provider/keeper/msg_server.go
 */
test("the owner updates metadata, start, power shaping and owner; a stranger and a former owner are refused", async () => {
  await onTestnet(topology, async ({ net, consumer, watch, expectState }) => {
    await consumer.create();
    await watch();
    await updateConsumer(net, consumer, { metadata });
    const spawnTime = new Date(Date.UTC(2100, 0, 1));
    await updateConsumer(net, consumer, { initializationParameters: consumer.initializationParameters(spawnTime) });
    await shapePower(net, consumer, { validatorSetCap: 3, minStake: 9n, denylist: ["validator-1"] });
    await updateConsumer(net, consumer, { newChainId: "renamed-1" });
    await expectState({
      consumers: {
        "consumer-1": {
          phase: "INITIALIZED",
          chainId: "renamed-1",
          metadata,
          spawnTime,
          powerShaping: { validatorSetCap: 3, minStake: 9n },
        },
      },
    });

    const stranger = { by: "user-0", gas: refusalGas };
    expect(await refusalOf(updateConsumer(net, consumer, { metadata }, stranger))).toBe("ErrUnauthorized");
    expect(await refusalOf(giveConsumer(net, consumer, "user-0", stranger))).toBe("ErrUnauthorized");
    expect(await refusalOf(removeConsumer(net, consumer, stranger))).toBe("ErrUnauthorized");
    // Not even its owner removes what has not launched.
    expect(await refusalOf(removeConsumer(net, consumer, { gas: refusalGas }))).toBe("ErrInvalidPhase");

    await giveConsumer(net, consumer, "user-1");
    await expectState({ consumers: { "consumer-1": { owner: "user-1" } } });
    expect(await refusalOf(giveConsumer(net, consumer, "owner", { gas: refusalGas }))).toBe("ErrUnauthorized");
    await shapePower(net, consumer, { validatorSetCap: 4 }, { by: "user-1" });
    await expectState({
      consumers: { "consumer-1": { owner: "user-1", powerShaping: { validatorSetCap: 4, minStake: 0n } } },
    });
  });
});
