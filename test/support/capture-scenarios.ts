import { eventAttribute } from "../../src/chain/block.ts";
import { createCliLogger } from "../../src/cli/cli-logger.ts";
import {
  type ChainConnection,
  headerMessage,
  msgChangeRewardDenoms,
  msgUpdateClient,
  powerShapingParameters,
} from "../../src/index.ts";
import {
  broadcastEvidence,
  createDoubleVote,
  createTestnet,
  forgeHeader,
  type Testnet,
  type TestnetConsumer,
  type TestnetOptions,
  type Topology,
} from "../../testnet/index.ts";
import type { EventCapture } from "./event-capture.ts";
import { EvidenceWatch } from "./evidence-watch.ts";
import { governanceAddress, passProposal } from "./governance.ts";

/** What has real chains write the events of a fixture, by the fixture's name. */
export const captureScenarios: Readonly<Record<string, (capture: EventCapture) => Promise<void>>> = {
  lifecycle,
  downtime,
  "double-vote": doubleVote,
  "client-attack": clientAttack,
  timeouts,
};

const ccvTimeoutSeconds = 6;
const three = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];

/** The third validator can stop, and is soon told to have been down. */
const slashed = {
  provider: { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }, { stake: 100_000_000 }] },
  consumer: { signedBlocksWindow: 8, minSignedPerWindow: 0.5 },
};

type Consumer = NonNullable<Topology["consumers"]>[number];

interface Running extends AsyncDisposable {
  readonly net: Testnet;
  readonly consumer: TestnetConsumer;
}

/** A testnet with one consumer, its channel open and relayed; both chains are captured from their first block on. */
async function launch(
  capture: EventCapture,
  topology: { readonly provider: Topology["provider"]; readonly consumer: Partial<Consumer> },
  options: TestnetOptions = {},
): Promise<Running> {
  await using opened = new AsyncDisposableStack();
  const { provider, consumer: given } = topology;
  const described = { chainId: "consumer-1", validators: three, spawnDelayMs: 10_000, ...given };
  const how = { launch: false, logger: createCliLogger("warn"), ...options };
  const net = opened.use(await createTestnet({ provider, consumers: [described] }, how));
  const consumer = net.consumer();
  opened.use(capture);
  capture.follow(net.provider.connection);
  await consumer.create();
  await consumer.optIn();
  await consumer.spawn();
  await consumer.start();
  capture.follow(consumer.connection);
  await consumer.openChannel();
  const kept = opened.move();
  return { net, consumer, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Launch, a validator that comes late and leaves, rewards, an update, a vote on reward denoms, removal. */
async function lifecycle(capture: EventCapture): Promise<void> {
  await using running = await launch(capture, {
    provider: { validators: 3, votingPeriodSeconds: 6, numberOfEpochsToStartReceivingRewards: 1 },
    consumer: { validators: three.slice(0, 2), blocksPerDistributionTransmission: 5 },
  });
  const { net, consumer } = running;
  const { consumerId } = consumer;
  const [late, owner] = await Promise.all([net.provider.client("validator-2"), net.provider.client("owner")]);
  await late.optIn(consumerId);
  await late.assignConsumerKey(consumerId, new Uint8Array(32).fill(9));
  await late.setConsumerCommissionRate(consumerId, "0.25");
  await late.optOut(consumerId);
  await net.provider.delegate("validator-0", 50_000_000n);
  const denom = await capture.until("update_consumer", "reward_denom");
  const metadata = { name: "renamed", description: "d", metadata: "m" };
  await owner.updateConsumer({ consumerId, metadata, allowlistedRewardDenoms: [denom] });
  await owner.updateConsumer({ consumerId, powerShapingParameters: powerShapingParameters({ validatorSetCap: 5 }) });
  await capture.until("distributed_ics_rewards", "total_rewards");
  const change = { denomsToAdd: [denom], denomsToRemove: [], authority: governanceAddress };
  await passProposal(net, "denoms", msgChangeRewardDenoms(change));
  await capture.until("change_consumer_reward_denom", "add_consumer_reward_denom");
  await owner.removeConsumer(consumerId);
  await capture.until("remove_consumer", "consumer_id");
}

async function downtime(capture: EventCapture): Promise<void> {
  await using running = await launch(capture, slashed);
  await untilEstablished(running, capture);
  await running.consumer.chain.nodeOf("validator-2")?.stop();
  await capture.until("execute_consumer_chain_slash", "validator_address");
}

async function doubleVote(capture: EventCapture): Promise<void> {
  await using running = await launch(capture, {
    provider: { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }, { stake: 200_000_000 }] },
    consumer: {},
  });
  const { chain, connection } = running.consumer;
  const watch = await EvidenceWatch.start(running.net, running.consumer, "owner");
  const height = (await connection.latestHeight()) - 1n;
  const evidence = await createDoubleVote(connection, validatorOn(chain, "validator-2").consensusKey, { height });
  await broadcastEvidence(chain.nodes[1]?.rpcUrl ?? "", evidence);
  await capture.until("submit_consumer_double_voting", "consumer_id");
  await watch.stop();
}

/** The provider's client is shown a header that the consumer does not have. */
async function clientAttack(capture: EventCapture): Promise<void> {
  await using running = await launch(capture, {
    provider: { validators: [{ stake: 900_000_000 }, { stake: 100_000_000 }, { stake: 100_000_000 }] },
    consumer: { validators: three.slice(1) },
  });
  const { net, consumer } = running;
  await consumer.stopRelaying();
  const { client } = (await consumer.relayPath()).provider;
  const watch = await EvidenceWatch.start(net, consumer, "owner");
  const { trustedHeight } = client;
  const height = await consumer.connection.waitForHeight(trustedHeight + 2n);
  const signers = consumer.chain.validators.map(({ consensusKey }) => consensusKey);
  const header = await forgeHeader(consumer.connection, { height, trustedHeight, signers });
  const { sender } = await net.provider.client("delegator");
  await sender.send([msgUpdateClient(sender.address, client.clientId, headerMessage(header))]);
  await capture.until("submit_consumer_misbehaviour", "consumer_id");
  await watch.stop();
}

/** A slash packet times out on the consumer, and then, since that closed the channel, a VSC packet on the provider. */
async function timeouts(capture: EventCapture): Promise<void> {
  let onTimeout = (): void => undefined;
  const onRelayed: TestnetOptions["onRelayed"] = ({ items }) => {
    if (items.some(({ kind }) => kind === "timeout")) onTimeout();
  };
  await using running = await launch(
    capture,
    { ...slashed, consumer: { ...slashed.consumer, ccvTimeoutSeconds } },
    { onRelayed },
  );
  const { net, consumer } = running;
  await untilEstablished(running, capture);
  await consumer.stopRelaying();
  await consumer.chain.nodeOf("validator-2")?.stop();
  const sentAt = await firstPacketTime(consumer.connection);
  await untilTime(net.provider.connection, sentAt.getTime() + ccvTimeoutSeconds * 1_000);

  // Only the timeout itself: the provider is not to hear yet that the channel has closed.
  const stopped = Promise.withResolvers<void>();
  onTimeout = () => stopped.resolve(consumer.stopRelaying());
  consumer.startRelaying();
  await stopped.promise;
  onTimeout = () => undefined;
  await capture.until("timeout", "module", (module) => module === "ccvconsumer");
  const { height } = await net.provider.delegate("validator-0", 1_000_000n);
  await net.provider.connection.waitForHeight(height + 1n);
  consumer.startRelaying();
  await capture.until("timeout", "module", (module) => module === "provider");
}

/** Before its first VSC packet a consumer sends nothing. */
async function untilEstablished({ net }: Running, capture: EventCapture): Promise<void> {
  await net.provider.delegate("validator-0", 1_000_000n);
  await capture.until("ccv_packet", "acknowledgement");
}

function validatorOn({ validators }: TestnetConsumer["chain"], name: string): (typeof validators)[number] {
  const found = validators.find((validator) => validator.name === name);
  if (found === undefined) throw new TypeError(`${name} is not on the consumer`);
  return found;
}

/** Time of the first block that sends a packet from the CCV port. */
async function firstPacketTime(connection: ChainConnection): Promise<Date> {
  for await (const { time, events } of connection.blocks({ from: 1n })) {
    const isSent = events.some(
      (event) => event.type === "send_packet" && eventAttribute(event, "packet_src_port") === "consumer",
    );
    if (isSent) return time;
  }
  throw new Error("The consumer's blocks ended");
}

async function untilTime(connection: ChainConnection, time: number): Promise<void> {
  for await (const block of connection.blocks()) if (block.time.getTime() >= time) return;
}
