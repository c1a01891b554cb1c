import { msgConnectionOpenInit } from "../../src/ibc/messages.ts";
import { consumerGenesisJson, openCcvChannel } from "../../src/index.ts";
import type { GenesisPatch } from "../../testnet/genesis/genesis-document.ts";
import { isJsonObject, type Json, type JsonObject, mergeJson } from "../../testnet/genesis/json.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";
import { createClientLike } from "../support/strange-client.ts";

const validators = [{ validator: 0 }, { validator: 1 }];
/** The second client of the provider, after the sibling's. */
const CLIENT_ON_PROVIDER = "07-tendermint-1";

/** What the provider says for the sibling's genesis of the provider itself: a client of it, as its own launch gives it. */
let providerClient: JsonObject = {};

/**
 * The genesis of a chain that had a client of the provider and a connection to it before it became a consumer: what a
 * chain that has run alone would have brought along.
 */
const withConnection: GenesisPatch = (genesis) => {
  const { client_state: clientState = null, consensus_state: consensusState = null } = providerClient;
  const height = isJsonObject(clientState) ? (clientState.latest_height ?? null) : null;
  return mergeJson(genesis, {
    app_state: {
      ibc: {
        client_genesis: {
          clients: [{ client_id: "07-tendermint-0", client_state: typed("ClientState", clientState) }],
          clients_consensus: [
            {
              client_id: "07-tendermint-0",
              consensus_states: [{ height, consensus_state: typed("ConsensusState", consensusState) }],
            },
          ],
          next_client_sequence: "1",
        },
        connection_genesis: {
          connections: [connectionEnd],
          client_connection_paths: [{ client_id: "07-tendermint-0", paths: ["connection-0"] }],
          next_connection_sequence: "1",
        },
      },
      ccvconsumer: { preCCV: false, connection_id: "connection-0" },
    },
  });
};

/** The consumer's end, as it is once it has heard of the provider's. */
const connectionEnd = {
  id: "connection-0",
  client_id: "07-tendermint-0",
  versions: [{ identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] }],
  state: "STATE_TRYOPEN",
  counterparty: {
    client_id: CLIENT_ON_PROVIDER,
    connection_id: "connection-0",
    prefix: { key_prefix: Buffer.from("ibc").toString("base64") },
  },
  delay_period: "0",
};

function typed(name: string, value: Json): JsonObject {
  return { "@type": `/ibc.lightclients.tendermint.v1.${name}`, ...(isJsonObject(value) ? value : {}) };
}

test("a consumer that was launched on an existing connection begins its channel itself, and gets it opened", async () => {
  const topology = {
    provider: { validators: 2 },
    consumers: [
      { chainId: "sibling-1", validators },
      { chainId: "consumer-1", validators, connectionId: "connection-0", genesis: withConnection },
    ],
  };
  await onTestnet(topology, async ({ net, watch, attach }) => {
    const [sibling, consumer] = [net.consumer(0), net.consumer(1)];
    await sibling.create();
    await sibling.optIn();
    const { chain } = await sibling.spawn();

    // The provider's end, by hand: a client of a chain with the sibling's validators, and a connection on it.
    const { sender } = await net.provider.client("relayer");
    const clientId = await createClientLike(sender, chain.clientId, (state) => ({ ...state, chainId: "consumer-1" }));
    expect(clientId).toBe(CLIENT_ON_PROVIDER);
    await sender.send([msgConnectionOpenInit(sender.address, clientId, "07-tendermint-0")]);
    const genesis = consumerGenesisJson(await net.provider.queries.consumerGenesis(sibling.consumerId));
    providerClient = genesis.provider as JsonObject;

    await consumer.create();
    const observation = await watch(consumer);
    await consumer.optIn();
    const spawned = await consumer.spawn();
    expect(spawned.chain).toMatchObject({ phase: "LAUNCHED", clientId });
    await consumer.start();
    await attach(consumer);

    const path = await consumer.relayPath();
    expect(path).toMatchObject({
      provider: { client: { clientId } },
      consumer: { client: { clientId: "07-tendermint-0" } },
    });
    const opened = await consumer.openChannel();
    expect(opened.hops.map(({ name }) => name)).toEqual([
      "ConnectionOpenAck + ChannelOpenTry",
      "ConnectionOpenConfirm + ChannelOpenAck",
      "ChannelOpenConfirm + ChannelOpenTry (transfer)",
    ]);
    expect(opened).toMatchObject({ connectionIdOnProvider: "connection-0", connectionIdOnConsumer: "connection-0" });
    expect((await openCcvChannel(path)).ccv).toEqual(opened.ccv);

    const delegated = await net.provider.delegate("validator-0", 50_000_000n);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    const applied = await observation.until("validatorSetApplied", ({ sequences }) =>
      sequences.includes(sent.sequence),
    );
    await consumer.connection.waitForHeight(applied.effectiveHeight);
    const expected = await providerView(net, consumer, sent.height);
    expectSameSet(expected, await cometSet(consumer.connection, applied.effectiveHeight));
  });
});
