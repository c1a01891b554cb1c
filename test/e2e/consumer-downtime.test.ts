import { toBase64 } from "@cosmjs/encoding";
import { setupStakingExtension } from "@cosmjs/stargate";
import type { Observation } from "../../src/index.ts";
import { startNodes, stopNodes, type Testnet, type TestnetConsumer, unjail } from "../../testnet/index.ts";
import { testOnEveryRunner } from "../support/every-runner.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";

/**
 * @scenario S1 slashing
 * @proves a validator that is down on a consumer is jailed on the provider and without power on both chains; unjailed, it may be jailed again
 * @see OnRecvSlashPacket in x/ccv/provider/keeper/relay.go
 */

const JAIL_SECONDS = 3;

const topology = {
  provider: { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }, { stake: 200_000_000 }] },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }],
      signedBlocksWindow: 10,
      minSignedPerWindow: 0.5,
      infractions: { downtime: { slashFraction: 0.01, jailSeconds: JAIL_SECONDS } },
    },
  ],
};

const silent = "validator-2";

function tokensOf(net: Testnet): Promise<{ jailed: boolean; tokens: string }> {
  const { staking } = setupStakingExtension(net.provider.connection.queryClient);
  return staking.validator(net.provider.validator(silent).operatorAddress).then(({ validator }) => validator);
}

/** The height from which the consumer signs with what a VSC packet with this power of the validator says. */
async function appliedPower(
  observation: Observation,
  key: string,
  matches: (power: bigint) => boolean,
  from: bigint,
): Promise<{ sentAt: bigint; effectiveHeight: bigint; acknowledgements: readonly string[] }> {
  const sent = await observation.until(
    "vscPacketSent",
    ({ height, packet }) =>
      height >= from && packet.validatorUpdates.some(({ pubkey, power }) => toBase64(pubkey) === key && matches(power)),
  );
  const applied = await observation.until("validatorSetApplied", ({ sequences }) => sequences.includes(sent.sequence));
  const { slashAcknowledgements: acknowledgements } = sent.packet;
  return { sentAt: sent.height, effectiveHeight: applied.effectiveHeight, acknowledgements };
}

/** Has the validator miss blocks until it is jailed; its power is then gone from both chains. */
async function fallSilent(
  net: Testnet,
  consumer: TestnetConsumer,
  observation: Observation,
  round: bigint,
): Promise<void> {
  const validator = net.provider.validator(silent);
  const key = toBase64(validator.consensusKey.publicKey);
  await stopNodes(consumer.chain, [silent]);

  const sent = await observation.until("slashPacketSent", ({ sequence }) => sequence === round);
  expect(sent.packet.infraction).toBe("downtime");
  const received = await observation.until("slashPacketReceived", ({ sequence }) => sequence === round);
  expect(received).toMatchObject({ verdict: { kind: "handled" }, executedOn: validator.consensusAddress });
  const acknowledged = await observation.until("slashPacketAcknowledged", ({ sequence }) => sequence === round);
  expect(acknowledged.verdict?.kind).toBe("handled");

  const jailed = await observation.until("validatorJailed", ({ height }) => height >= received.height);
  expect(jailed).toMatchObject({ providerConsensusAddress: validator.consensusAddress, reason: "consumer-downtime" });
  expect((await tokensOf(net)).jailed).toBe(true);
  await net.provider.connection.waitForHeight(jailed.height + 2n);
  expect((await cometSet(net.provider.connection, jailed.height + 2n)).has(key)).toBe(false);

  const gone = await appliedPower(observation, key, (power) => power === 0n, jailed.height);
  expect(gone.acknowledgements).toHaveLength(1);
  await consumer.connection.waitForHeight(gone.effectiveHeight);
  const set = await cometSet(consumer.connection, gone.effectiveHeight);
  expect(set.has(key)).toBe(false);
  expectSameSet(await providerView(net, consumer, gone.sentAt), set);
}

/** Brings the node back and unjails once the jail ends; the power is then back on both chains. */
async function comeBack(net: Testnet, consumer: TestnetConsumer, observation: Observation): Promise<void> {
  const key = toBase64(net.provider.validator(silent).consensusKey.publicKey);
  await startNodes(consumer.chain, [silent]);
  const { height } = await unjail(net, silent);
  const back = await appliedPower(observation, key, (power) => power > 0n, height);
  await consumer.connection.waitForHeight(back.effectiveHeight);
  expect((await cometSet(consumer.connection, back.effectiveHeight)).has(key)).toBe(true);
}

const jailedTwice = "a validator that is down on a consumer is jailed on the provider, unjails, and is jailed again";

testOnEveryRunner(jailedTwice, async (runner) => {
  await onTestnet({ ...topology, runner }, async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    // Until the first VSC packet has come the consumer does not know its channel, and keeps slash packets to itself.
    const delegated = await net.provider.delegate("validator-0", 10_000_000n);
    const first = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === first.sequence);

    await fallSilent(net, consumer, observation, 1n);
    expect((await tokensOf(net)).tokens).toBe("198000000");
    await comeBack(net, consumer, observation);
    await fallSilent(net, consumer, observation, 2n);
    await expectState({
      provider: { tokens: { [silent]: 196_020_000 }, jailed: { [silent]: true }, powers: { [silent]: 0 } },
      consumers: { "consumer-1": { powers: { [silent]: 0 }, queuedSlashPackets: 0 } },
    });
  });
});
