import type { EncodeObject } from "@cosmjs/proto-signing";
import { Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import * as ibc from "../../src/ibc/messages.ts";
import { ibcPath } from "../../src/ibc/proof.ts";
import {
  connectRelayPath,
  findCcvChannels,
  isIcsError,
  openCcvChannel,
  type RelayEnd,
  type RelayPath,
} from "../../src/index.ts";
import { submitProven } from "../../src/relayer/relay-end.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { createClientLike, createdId } from "../support/strange-client.ts";

/**
 * @scenario L9 launch
 * @proves clients, connections and channels of strangers are refused or harmless beside the CCV channel
 * @see OnChanOpenInit and OnChanOpenTry in x/ccv/provider/ibc_module.go and x/ccv/consumer/ibc_module.go
 */

const topology = {
  users: 1,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

test("a stranger's clients, connections and channels are refused or harmless, and the CCV channel goes on", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    await expectState({
      consumers: { "consumer-1": { phase: "LAUNCHED", channel: { provider: "OPEN", consumer: "OPEN" } } },
    });
    await observation.until("channelOpened", ({ portId, chain }) => portId === "transfer" && chain === "provider");
    const path = await consumer.relayPath("user-0");
    const first = await findCcvChannels(path);
    expect(first.ccv).toMatchObject({ isOpenOnProvider: true, isOpenOnConsumer: true });

    // Clients of the stranger's own, and a connection on them: no channel of CCV gets upon it.
    const strange = await strangePath(path);
    const refusal = await refused(openCcvChannel(strange));
    expect(refusal).toBe("IBC_CLIENT_MISMATCH");
    const ownConnection = await connect(strange);
    expect(await send(strange.consumer, ibc.msgCcvChannelOpenInit("", ownConnection.onConsumer))).toMatch(
      /channel must be built on top of client/,
    );
    expect(await send(strange.provider, providerInit(ownConnection.onProvider))).toMatch(
      /handshake must be initiated by consumer chain/,
    );

    // A second connection on the launch's clients: its channel begins, and gets no further than the provider.
    const second = await connect(path);
    const begun = await path.consumer.sender.send(
      [ibc.msgCcvChannelOpenInit(path.consumer.sender.address, second.onConsumer)],
      { gas: 400_000 },
    );
    const channelId = createdId(begun, "channel_open_init", "channel_id");
    const tried = submitProven(path.consumer, path.provider, begun.height, async (prove) => [
      ibc.msgChannelOpenTry(
        path.provider.sender.address,
        { portId: "provider", counterpartyPortId: "consumer", counterpartyChannelId: channelId },
        { ordering: Order.ORDER_ORDERED, connectionId: second.onProvider, counterpartyVersion: "1" },
        await prove(ibcPath.channel("consumer", channelId)),
      ),
    ]);
    expect(await refused(tried)).toMatch(/CCV channel with ID: channel-0 already created/);

    // What relays by the state of the chains is not misled by any of it.
    expect(await findCcvChannels(await consumer.relayPath())).toEqual(first);
    expect((await openCcvChannel(await consumer.relayPath())).hops).toEqual([]);

    for (const amount of [50_000_000n, 60_000_000n]) {
      const delegated = await net.provider.delegate("validator-0", amount);
      const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
      expect(sent.packet.validatorUpdates).toHaveLength(1);
      await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);
    }
    // From its first packet on, the consumer refuses even to begin another.
    expect(await send(path.consumer, ibc.msgCcvChannelOpenInit("", second.onConsumer))).toMatch(
      /provider channel: channel-0 already set/,
    );
    expect(await findCcvChannels(await consumer.relayPath())).toEqual(first);
  });
});

/** The same chains and account, on clients that nobody launched. */
async function strangePath({ provider, consumer }: RelayPath): Promise<RelayPath> {
  const onProvider = await createClientLike(provider.sender, provider.client.clientId);
  const onConsumer = await createClientLike(consumer.sender, consumer.client.clientId);
  return connectRelayPath({
    provider: { connection: provider.connection, sender: provider.sender, clientId: onProvider },
    consumer: { connection: consumer.connection, sender: consumer.sender, clientId: onConsumer },
  });
}

/** Opens a connection on a path's clients, message by message. */
async function connect({ provider, consumer }: RelayPath): Promise<{ onProvider: string; onConsumer: string }> {
  const [signerOnProvider, signerOnConsumer] = [provider.sender.address, consumer.sender.address];
  const inited = await consumer.sender.send(
    [ibc.msgConnectionOpenInit(signerOnConsumer, consumer.client.clientId, provider.client.clientId)],
    { gas: 400_000 },
  );
  const onConsumer = createdId(inited, "connection_open_init", "connection_id");
  const tried = await submitProven(consumer, provider, inited.height, async (prove) => [
    ibc.msgConnectionOpenTry(
      signerOnProvider,
      provider.client.clientId,
      { clientId: consumer.client.clientId, connectionId: onConsumer },
      await prove(ibcPath.connection(onConsumer)),
    ),
  ]);
  const onProvider = createdId(tried, "connection_open_try", "connection_id");
  const acknowledged = await submitProven(provider, consumer, tried.height, async (prove) => [
    ibc.msgConnectionOpenAck(signerOnConsumer, onConsumer, onProvider, await prove(ibcPath.connection(onProvider))),
  ]);
  await submitProven(consumer, provider, acknowledged.height, async (prove) => [
    ibc.msgConnectionOpenConfirm(signerOnProvider, onProvider, await prove(ibcPath.connection(onConsumer))),
  ]);
  return { onProvider, onConsumer };
}

/** A CCV channel begun from the wrong end. */
function providerInit(connectionId: string): EncodeObject {
  const message = ibc.msgCcvChannelOpenInit("", connectionId);
  const channel = { ...message.value.channel, counterparty: { portId: "consumer", channelId: "" } };
  return { ...message, value: { ...message.value, portId: "provider", channel } };
}

/** Why a chain refuses a message; throws where it does not. */
function send({ sender }: RelayEnd, message: EncodeObject): Promise<string> {
  const signed = { ...message, value: { ...message.value, signer: sender.address } };
  return refused(sender.send([signed], { gas: 400_000 }));
}

/** The chain's words, or the code of an error before anything was sent. */
async function refused(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => Promise.reject(new Error("It was not refused")),
    (error: unknown) => {
      if (isIcsError(error, "TX_FAILED") || isIcsError(error, "TX_REFUSED")) return error.context.log;
      if (isIcsError(error)) return error.code;
      throw error;
    },
  );
}
