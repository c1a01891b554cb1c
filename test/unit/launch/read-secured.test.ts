import { toBase64, toHex } from "@cosmjs/encoding";
import { readSecuredFacts } from "../../../src/launch/read-secured.ts";
import { judgeSecured } from "../../../src/launch/secured-rules.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { fakeGenesisMs } from "../../support/fake-comet.ts";
import { beConsumer, type FakeConsumerState } from "../../support/fake-consumer.ts";
import { provide, sequenceBytes, sequenceKey } from "../provider/fake-provider.ts";
import { alice } from "../provider/overview-chain.ts";
import { writtenSpec } from "./made.ts";

const { start, connect } = useFakeComet();
const { metadata, chainId } = writtenSpec;

async function provider(phase = "LAUNCHED") {
  const comet = await start({ chainId: "provider-1", blocks: 4 });
  const fake = provide(comet, [{ consumerId: "7", chainId, phase, ownerAddress: "owner", metadata }]);
  fake.answers[sequenceKey.send] = sequenceBytes(4);
  fake.answers[sequenceKey.acknowledge] = sequenceBytes(3);
  return { fake, connection: await connect(comet) };
}

async function node(state: FakeConsumerState = {}, blocks = 9) {
  const comet = beConsumer(await start({ chainId, blocks }), state);
  comet.validators = [{ key: alice.consumerKey, power: 100n }];
  return connect(comet);
}

it("reads both ends: packets, sets, clients, and the channel of the rewards", async () => {
  const facts = await readSecuredFacts((await provider()).connection, "7", await node());
  const set = new Map([[toBase64(alice.consumerKey), 100n]]);
  expect(facts).toMatchObject({ overview: { consumerId: "7", phase: "LAUNCHED" }, sent: 3n, acknowledged: 2n });
  expect(facts.consumer).toEqual({
    ...{ height: 9n, time: new Date(fakeGenesisMs + 9_123), set, leased: set, providerClientStatus: "Active" },
    ...{ rewardDenoms: ["ucon"], transferChannel: "channel-5", providerTransferChannel: "channel-6" },
  });
});

it("asks for no client and no channel that the consumer does not have yet", async () => {
  const young = await node({ clientId: "", transferChannel: "" });
  expect((await readSecuredFacts((await provider()).connection, "7", young)).consumer).toMatchObject({
    providerClientStatus: undefined,
    transferChannel: "",
    providerTransferChannel: "",
  });
});

it("knows of a node without blocks only that, and of none nothing", async () => {
  const { connection } = await provider();
  const { consumer } = await readSecuredFacts(connection, "7", await node({}, 0));
  expect(consumer).toMatchObject({ height: 0n, set: new Map(), leased: new Map([[expect.any(String), 100n]]) });
  expect((await readSecuredFacts(connection, "7", undefined)).consumer).toBeUndefined();
});

it("counts no packets where there is no channel, and leases no set to a consumer that was stopped", async () => {
  const { fake, connection } = await provider("STOPPED");
  delete fake.answers[`/store/provider/key ${toHex(providerStoreKey.channel("7"))}`];
  const facts = await readSecuredFacts(connection, "7", await node());
  expect(facts).toMatchObject({ sent: 0n, acknowledged: 0n, consumer: { leased: new Map() } });
  expect(judgeSecured(facts).find(({ id }) => id === "phase")).toMatchObject({ verdict: "failure" });
});

it("fails for a consumer that does not exist", async () => {
  await rejection("CCV_CONSUMER_NOT_FOUND", readSecuredFacts((await provider()).connection, "8", undefined));
});
