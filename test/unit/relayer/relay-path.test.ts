import { GasPrice, QueryClient } from "@cosmjs/stargate";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { connectRelayPath, type RelayPathOptions } from "../../../src/relayer/relay-path.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { createSender } from "../../support/fake-account.ts";
import { addClient, addConsumer, addConsumerModule, addFunds } from "./relay-path-nodes.ts";

const { start, connect } = useFakeComet();

const [onProvider, onConsumer] = ["07-tendermint-5", "07-tendermint-0"];

/** A provider and its launched consumer "3", with their clients and funded accounts. */
async function pair() {
  const provider = await start({ chainId: "provider-1", blocks: 9 });
  const consumer = await start({ chainId: "consumer-1", blocks: 9 });
  const [providerChain, consumerChain] = [await connect(provider), await connect(consumer)];
  await addClient(provider, onProvider, consumerChain, 4);
  await addClient(consumer, onConsumer, providerChain, 6);
  addConsumer(provider, { consumerId: "3", chainId: "consumer-1", clientId: onProvider });
  addConsumerModule(consumer, { consumerId: "3", clientId: onConsumer });
  addFunds(provider, "1000000000");
  addFunds(consumer, "1000000000");
  const ends = {
    provider: { connection: providerChain, sender: await createSender(providerChain) },
    consumer: { connection: consumerChain, sender: await createSender(consumerChain) },
  };
  const options: RelayPathOptions = { ...ends, consumerId: "3" };
  const withClients: RelayPathOptions = {
    provider: { ...ends.provider, clientId: onProvider },
    consumer: { ...ends.consumer, clientId: onConsumer },
  };
  return { provider, consumer, options, withClients, ends };
}

describe("a relay path", () => {
  it("has the client of each chain on the other, found by the consumer id", async () => {
    const { options } = await pair();
    const path = await connectRelayPath(options);
    expect(path.consumerId).toBe("3");
    expect(path.provider.client).toMatchObject({ clientId: onProvider, trustedHeight: 4n });
    expect(path.consumer.client).toMatchObject({ clientId: onConsumer, trustedHeight: 6n });
    expect(path.provider.client.host).toBe(path.consumer.client.counterparty);
    expect(path.provider.connection).toBe(options.provider.connection);
    expect(path.consumer.sender).toBe(options.consumer.sender);
  });

  it("may be made from the clients alone, or from both", async () => {
    const { withClients } = await pair();
    const path = await connectRelayPath(withClients);
    expect([path.consumerId, path.provider.client.clientId]).toEqual([undefined, onProvider]);
    expect((await connectRelayPath({ ...withClients, consumerId: "3" })).consumerId).toBe("3");
  });

  it("needs the one or the other", async () => {
    const { ends, withClients } = await pair();
    const error = await rejection("CONFIG_INVALID", connectRelayPath(ends));
    expect(error.context.problems[0]?.name).toBe("provider.clientId");
    const half = connectRelayPath({ ...withClients, consumer: ends.consumer });
    expect((await rejection("CONFIG_INVALID", half)).context.problems[0]?.name).toBe("consumer.clientId");
  });

  it("sends nothing, and asks each thing once", async () => {
    const { provider, consumer, options } = await pair();
    const [before, beforeOn] = [provider.asked.length, consumer.asked.length];
    await connectRelayPath(options);
    expect(provider.asked.slice(before).sort()).toEqual([
      "abci_query",
      "abci_query",
      "abci_query",
      "abci_query",
      "commit",
    ]);
    expect(consumer.asked.slice(beforeOn).sort()).toEqual([...Array(5).fill("abci_query"), "commit"]);
    expect([...provider.broadcasts, ...consumer.broadcasts]).toEqual([]);
  });
});

describe("a path is refused", () => {
  it("where the provider has no such consumer", async () => {
    const { options } = await pair();
    const error = await rejection("CCV_CONSUMER_NOT_FOUND", connectRelayPath({ ...options, consumerId: "7" }));
    expect(error.context.consumerId).toBe("7");
  });

  it("by what the provider says first, though the chain may tell sooner that it is another consumer", async () => {
    const { consumer, options } = await pair();
    const told = Promise.withResolvers<void>();
    const comet = new Proxy(options.provider.connection.comet, {
      get: (target, name) => (name === "abciQuery" ? slow : Reflect.get(target, name)),
    });
    const slow = async (query: Parameters<typeof comet.abciQuery>[0]) => {
      await told.promise;
      return options.provider.connection.comet.abciQuery(query);
    };
    consumer.trouble = () => {
      told.resolve();
      return undefined;
    };
    const connection = Object.assign(Object.create(options.provider.connection), {
      queryClient: QueryClient.withExtensions(comet),
    }) as ChainConnection;
    const refused = connectRelayPath({ ...options, provider: { ...options.provider, connection }, consumerId: "7" });
    await rejection("CCV_CONSUMER_NOT_FOUND", refused);
  });

  it.each([
    ["REGISTERED", true],
    ["INITIALIZED", true],
    ["DELETED", false],
  ])("while the consumer is %s; another try helps: %s", async (phase, retryable) => {
    const { provider, options } = await pair();
    addConsumer(provider, { consumerId: "3", chainId: "consumer-1", clientId: "", phase: `CONSUMER_PHASE_${phase}` });
    const error = await rejection("CCV_PHASE_FORBIDS", connectRelayPath(options));
    expect(error.context).toEqual({ consumerId: "3", phase, wanted: "LAUNCHED" });
    expect(error.retryable).toBe(retryable);
  });

  it("but not where the consumer is stopped: its channel is still to be closed", async () => {
    const { provider, options } = await pair();
    const phase = "CONSUMER_PHASE_STOPPED";
    addConsumer(provider, { consumerId: "3", chainId: "consumer-1", clientId: onProvider, phase });
    await expect(connectRelayPath(options)).resolves.toMatchObject({ consumerId: "3" });
  });

  it("where the node is of a chain with another id", async () => {
    const { provider, options } = await pair();
    addConsumer(provider, { consumerId: "3", chainId: "other-1", clientId: onProvider });
    const error = await rejection("IBC_CLIENT_MISMATCH", connectRelayPath(options));
    expect(error.context).toMatchObject({ expectedChainId: "other-1", actualChainId: "consumer-1" });
    expect(error.message).toMatch(/^Consumer 3 of provider-1 is "other-1", and http:\S+ serves "consumer-1"\n/);
  });

  it("where the node is of another consumer with the same chain id", async () => {
    const { consumer, options } = await pair();
    addConsumerModule(consumer, { consumerId: "4", clientId: onConsumer });
    const error = await rejection("IBC_CLIENT_MISMATCH", connectRelayPath(options));
    expect(error.message).toMatch(/serves consumer 4, not consumer 3/);
  });

  it("not where a consumer knows no id of its own: its headers tell", async () => {
    const { consumer, options } = await pair();
    addConsumerModule(consumer, { consumerId: "", clientId: onConsumer });
    await expect(connectRelayPath(options)).resolves.toMatchObject({ consumerId: "3" });
  });

  it("where a client knows another block than the node", async () => {
    const { provider, withClients, options } = await pair();
    const latestHeight = { revisionNumber: 1n, revisionHeight: 4n };
    await addClient(provider, onProvider, withClients.consumer.connection, 6, { latestHeight });
    for (const refused of [withClients, options]) {
      const error = await rejection("IBC_CLIENT_MISMATCH", connectRelayPath(refused));
      expect(error.context).toMatchObject({ clientId: onProvider, height: 4n });
    }
  });

  it("where a client is given that the launch did not make", async () => {
    const { withClients, ends } = await pair();
    for (const [options, name] of [
      [{ ...withClients, provider: { ...ends.provider, clientId: "07-tendermint-9" } }, "provider-1"],
      [{ ...withClients, consumer: { ...ends.consumer, clientId: "07-tendermint-9" } }, "consumer-1"],
    ] as const) {
      const error = await rejection("IBC_CLIENT_MISMATCH", connectRelayPath({ ...options, consumerId: "3" }));
      expect(error.message).toMatch(`Light client 07-tendermint-9 on ${name} is not the one of this consumer's launch`);
    }
  });

  it("where the chain is no consumer yet", async () => {
    const { consumer, options } = await pair();
    addConsumerModule(consumer, { consumerId: "3", clientId: "" });
    const error = await rejection("IBC_CLIENT_MISMATCH", connectRelayPath(options));
    expect(error.message).toMatch(/^consumer-1 has no light client of a provider\n/);
  });
});

it("takes a frozen client: the other end's is to be kept, and governance may recover this one", async () => {
  const { provider, options } = await pair();
  await addClient(provider, onProvider, options.consumer.connection, 4, {
    frozenHeight: { revisionNumber: 0n, revisionHeight: 1n },
  });
  const path = await connectRelayPath(options);
  expect(path.provider.client.clientId).toBe(onProvider);
});

describe("accounts", () => {
  it.each(["provider", "consumer"] as const)("on the %s that cannot pay are told, with what to send", async (side) => {
    const nodes = await pair();
    addFunds(nodes[side], "14999");
    const error = await rejection("TX_FUNDS_MISSING", connectRelayPath(nodes.options));
    const { address } = nodes.options[side].sender;
    expect(error.context).toEqual({
      chainId: `${side}-1`,
      address,
      denom: "stake",
      balance: 14_999n,
      wanted: 15_000n,
    });
    expect(error.message).toMatch(`${address} has 14999stake on ${side}-1`);
    addFunds(nodes[side], "15000");
    await expect(connectRelayPath(nodes.options)).resolves.toBeDefined();
  });

  it("must exist even where transactions are free", async () => {
    const { provider, options } = await pair();
    const gasPrice = GasPrice.fromString("0stake");
    const sender = await createSender(options.provider.connection, { gasPrice });
    const free = { ...options, provider: { ...options.provider, sender } };
    addFunds(provider, "0");
    expect((await rejection("TX_FUNDS_MISSING", connectRelayPath(free))).context.wanted).toBe(1n);
    addFunds(provider, "1");
    await expect(connectRelayPath(free)).resolves.toBeDefined();
  });

  it("are told of after what is wrong with the chains", async () => {
    const { provider, options } = await pair();
    addFunds(provider, "0");
    await rejection("CCV_CONSUMER_NOT_FOUND", connectRelayPath({ ...options, consumerId: "7" }));
  });

  it("that the node does not tell of are no reason to go on", async () => {
    const { provider, options } = await pair();
    provider.queries.set("/cosmos.bank.v1beta1.Query/Balance", () => ({ code: 18, log: "no" }));
    await rejection("RPC_QUERY_FAILED", connectRelayPath(options));
  });
});
