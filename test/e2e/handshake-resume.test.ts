import { msgConnectionOpenInit } from "../../src/ibc/messages.ts";
import { queryClientConnections, queryConnectionChannels } from "../../src/ibc/queries.ts";
import { findCcvChannels, type Hop, openCcvChannel, type RelayPath } from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const validators = [{ validator: 0 }];
const topology = {
  users: 1,
  provider: { validators: 1 },
  consumers: [
    { chainId: "killed-1", validators },
    { chainId: "reverse-1", validators },
    { chainId: "contested-1", validators },
  ],
};

/** F4, for the handshake; F8. */
test("a handshake goes on from any state, from either side and beside another, and ends with one channel", async () => {
  await onTestnet(topology, async ({ net, watch, attach }) => {
    for (const consumer of net.consumers) {
      await consumer.create();
      await consumer.optIn();
    }
    const [killed, reverse, contested] = [net.consumer(0), net.consumer(1), net.consumer(2)];
    const observation = await watch(killed);
    await Promise.all(
      net.consumers.map(async (consumer) => {
        await consumer.spawn();
        await consumer.start();
      }),
    );
    await attach(killed);

    // Killed after every transaction, and each time begun anew by a path that knows nothing.
    const names: string[] = [];
    for (let name = await oneHop(await killed.relayPath()); name; name = await oneHop(await killed.relayPath())) {
      names.push(name);
    }
    expect(names).toEqual([
      "ConnectionOpenInit",
      "ConnectionOpenTry + ChannelOpenInit",
      "ConnectionOpenAck + ChannelOpenTry",
      "ConnectionOpenConfirm + ChannelOpenAck",
      "ChannelOpenConfirm + ChannelOpenTry (transfer)",
      "ChannelOpenAck (transfer)",
      "ChannelOpenConfirm (transfer)",
    ]);
    const path = await killed.relayPath();
    expect(await counts(path)).toEqual({ connections: [1, 1], channels: [2, 2] });
    const found = await findCcvChannels(path);
    const open = { isOpenOnProvider: true, isOpenOnConsumer: true };
    expect(found).toMatchObject({ consumerId: killed.consumerId, ccv: open, transfer: open });

    const opened = await killed.openChannel();
    expect(opened.hops).toEqual([]);
    expect(found).toMatchObject({ ccv: opened.ccv, transfer: opened.transfer });
    const delegated = await net.provider.delegate("validator-0", 50_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence);

    // A connection that was begun on the consumer is finished from there.
    const reversePath = await reverse.relayPath();
    const { provider, consumer } = reversePath;
    await consumer.sender.send([
      msgConnectionOpenInit(consumer.sender.address, consumer.client.clientId, provider.client.clientId),
    ]);
    const { hops } = await openCcvChannel(await reverse.relayPath());
    expect(hops.map(({ name }) => name)).toEqual([
      "ConnectionOpenTry",
      "ConnectionOpenAck + ChannelOpenInit",
      "ConnectionOpenConfirm + ChannelOpenTry",
      "ChannelOpenAck",
      "ChannelOpenConfirm + ChannelOpenTry (transfer)",
    ]);
    expect(await counts(reversePath)).toMatchObject({ connections: [1, 1] });

    // Two that know nothing of each other open the same channel.
    const both = await Promise.all(
      ["relayer", "user-0"].map(async (name) => {
        const result = await openCcvChannel(await contested.relayPath(name));
        return { ...result, transfer: await result.finishTransfer() };
      }),
    );
    expect(both[0]?.ccv).toEqual(both[1]?.ccv);
    expect(both[0]?.transfer).toEqual(both[1]?.transfer);
    const after = await findCcvChannels(await contested.relayPath());
    expect(after).toMatchObject({ ccv: { ...both[0]?.ccv, ...open }, transfer: { ...both[0]?.transfer, ...open } });
  });
});

/** Lets a handshake and its transfer channel get one transaction further; undefined where none was needed. */
async function oneHop(path: RelayPath): Promise<string | undefined> {
  const killed = new AbortController();
  const hops: Hop[] = [];
  const onHop = (hop: Hop): void => {
    hops.push(hop);
    killed.abort(new Error("killed"));
  };
  const options = { signal: killed.signal, onHop };
  const ended = openCcvChannel(path, options).then((opened) => opened.finishTransfer(options));
  await ended.catch((error: unknown) => {
    if (error !== killed.signal.reason) throw error;
  });
  expect(hops.length).toBeLessThan(2);
  return hops[0]?.name;
}

/** Connections of the path's clients, and channels over them, on provider and consumer. */
async function counts(path: RelayPath): Promise<{ connections: number[]; channels: number[] }> {
  const sides = await Promise.all(
    [path.provider, path.consumer].map(async ({ connection, client }) => {
      const connections = await queryClientConnections(connection, client.clientId);
      const channels = await Promise.all(connections.map((id) => queryConnectionChannels(connection, id)));
      return { connections: connections.length, channels: channels.flat().length };
    }),
  );
  return { connections: sides.map((side) => side.connections), channels: sides.map((side) => side.channels) };
}
