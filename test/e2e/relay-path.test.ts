import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import { connectRelayPath, isIcsError, type RelayPathOptions, TxSender, walletFromMnemonic } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const validators = [{ validator: 0 }];

/** L5, and what must be refused before anything is sent. */
test("a path is made of the clients of this very consumer, also where two have the same chain id", async () => {
  const topology = {
    provider: { validators: 1 },
    consumers: [
      { chainId: "twin-1", validators },
      { chainId: "twin-1", validators },
      { chainId: "later-1", validators, spawnDelayMs: 3_600_000 },
    ],
  };
  await onTestnet(topology, async ({ net }) => {
    const [one, two, later] = [net.consumer(0), net.consumer(1), net.consumer(2)];
    for (const twin of [one, two]) {
      await twin.create();
      await twin.optIn();
    }
    for (const twin of [one, two]) {
      await twin.spawn();
      await twin.start();
    }
    await later.create();
    const { sender } = await net.provider.client("relayer");
    const provider = { connection: net.provider.connection, sender };
    const end = async (twin: typeof one) => ({ connection: twin.connection, sender: await twin.sender("relayer") });
    const refused = (options: RelayPathOptions): Promise<string> =>
      connectRelayPath(options).then(
        () => "taken",
        (error: unknown) => (isIcsError(error) ? error.code : String(error)),
      );

    const { consumerId } = one;
    const path = await connectRelayPath({ provider, consumer: await end(one), consumerId });
    const { clientId } = await net.provider.queries.consumerChain(consumerId);
    expect(path.provider.client.clientId).toBe(clientId);
    expect(path.consumer.client.clientId).toBe("07-tendermint-0");
    // Same validators, same chain id: only the chain's own word tells them apart before their first headers.
    expect(await refused({ provider, consumer: await end(two), consumerId })).toBe("IBC_CLIENT_MISMATCH");
    await one.openChannel({ relay: false });
    // Until the other one is as high as what the client knows, its node might as well be one that lags behind.
    await two.connection.waitForHeight(await one.connection.latestHeight());
    const clients = {
      provider: { ...provider, clientId },
      consumer: { ...(await end(two)), clientId: "07-tendermint-0" },
    };
    expect(await refused(clients)).toBe("IBC_CLIENT_MISMATCH");

    expect(await refused({ provider, consumer: await end(one), consumerId: "77" })).toBe("CCV_CONSUMER_NOT_FOUND");
    expect(await refused({ provider, consumer: await end(one), consumerId: later.consumerId })).toBe(
      "IBC_CLIENT_MISMATCH",
    );
    const wrongClient = { ...provider, clientId: (await net.provider.queries.consumerChain(two.consumerId)).clientId };
    expect(await refused({ provider: wrongClient, consumer: await end(one), consumerId })).toBe("IBC_CLIENT_MISMATCH");

    const poor = await TxSender.create({
      connection: one.connection,
      signer: await walletFromMnemonic(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        { prefix: "consumer" },
      ),
      gasPrice: GasPrice.fromString(one.chain.gasPrice),
      registry: new Registry(defaultRegistryTypes),
    });
    expect(await refused({ provider, consumer: { connection: one.connection, sender: poor }, consumerId })).toBe(
      "TX_FUNDS_MISSING",
    );
  });
});
