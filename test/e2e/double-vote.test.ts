import { toBase64 } from "@cosmjs/encoding";
import { setupSlashingExtension, setupStakingExtension } from "@cosmjs/stargate";
import { doubleSign, type Testnet } from "../../testnet/index.ts";
import { EvidenceWatch } from "../support/evidence-watch.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";

/**
 * @scenario S4 slashing
 * @proves a double vote on a consumer is found in its blocks and punished on the provider, once
 * @see HandleConsumerDoubleVoting in x/ccv/provider/keeper/consumer_equivocation.go
 */

const provider = { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }, { stake: 200_000_000 }] };
const consumer = {
  chainId: "consumer-1",
  validators: [{ validator: 0 }, { validator: 1 }, { validator: 2, ownKey: true }],
};

async function stakeOf(
  net: Testnet,
  offender: string,
): Promise<{ jailed: boolean; tokens: string; tombstoned: boolean }> {
  const { queryClient } = net.provider.connection;
  const { operatorAddress, consensusAddress } = net.provider.validator(offender);
  const { validator } = await setupStakingExtension(queryClient).staking.validator(operatorAddress);
  const { valSigningInfo } = await setupSlashingExtension(queryClient).slashing.signingInfo(consensusAddress);
  return { jailed: validator.jailed, tokens: validator.tokens, tombstoned: valSigningInfo.tombstoned };
}

/** Heights of the provider at which a double vote was accepted. */
async function acceptedAt(net: Testnet): Promise<number[]> {
  const { txs } = await net.provider.connection.comet.txSearchAll({
    query: "submit_consumer_double_voting.consumer_id EXISTS",
  });
  return txs.map(({ height }) => height);
}

const offender = "validator-2";

test("a double vote on a consumer is found in its blocks and punished on the provider, once", async () => {
  await onTestnet({ provider, consumers: [consumer] }, async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    const watches = await Promise.all(
      ["owner", "delegator"].map((account) => EvidenceWatch.start(net, consumer, account)),
    );
    const height = await doubleSign(consumer, offender);
    await Promise.all(watches.map((watch) => watch.settled(1)));

    const submitted = watches.flatMap((watch) => watch.submitted);
    expect(submitted).toMatchObject([{ action: "punish", evidence: { kind: "doubleVote", height } }]);
    const left = watches.flatMap((watch) => watch.left);
    expect(left).toMatchObject([{ reason: expect.stringMatching(/^(submitted-before|already-punished)$/) }]);
    expect(await stakeOf(net, offender)).toEqual({ jailed: true, tokens: "190000000", tombstoned: true });

    const key =
      consumer.chain.validators.find(({ name }) => name === offender)?.consensusKey.publicKey ?? new Uint8Array();
    const sent = await observation.until("vscPacketSent", ({ packet }) =>
      packet.validatorUpdates.some(({ pubkey, power }) => toBase64(pubkey) === toBase64(key) && power === 0n),
    );
    const applied = await observation.until("validatorSetApplied", ({ sequences }) =>
      sequences.includes(sent.sequence),
    );
    await consumer.connection.waitForHeight(applied.effectiveHeight);
    const set = await cometSet(consumer.connection, applied.effectiveHeight);
    expect(set.has(toBase64(key))).toBe(false);
    expectSameSet(await providerView(net, consumer, sent.height), set);

    for (const watch of watches) await watch.stop();
    const again = await EvidenceWatch.start(net, consumer, "owner");
    await again.settled(1);
    await again.stop();
    expect(again.submitted).toEqual([]);
    expect(again.left).toMatchObject([
      { reason: "submitted-before", before: { txHash: submitted[0]?.tx.hash, height: submitted[0]?.tx.height } },
    ]);
    expect(await acceptedAt(net)).toEqual([Number(submitted[0]?.tx.height)]);
    await expectState({
      provider: { tokens: { [offender]: 190_000_000 }, jailed: { [offender]: true }, tombstoned: { [offender]: true } },
    });
  });
});

test("without tombstoning too, two watches have each of three double votes punished once", async () => {
  const offenders = ["validator-1", "validator-2", "validator-3"];
  const small = { stake: 100_000_000 };
  const lenient = { slashFraction: 0.05, jailSeconds: 2, tombstone: false };
  const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2, ownKey: true }, { validator: 3 }];
  const topology = {
    provider: { validators: [{ stake: 900_000_000 }, small, small, small] },
    consumers: [{ chainId: "consumer-1", validators, infractions: { doubleSign: lenient } }],
  };
  await onTestnet(topology, async ({ net, consumer, launchWatched, expectState }) => {
    await launchWatched();
    const watches = await Promise.all(
      ["owner", "delegator"].map((account) => EvidenceWatch.start(net, consumer, account)),
    );
    await Promise.all(offenders.map((offender) => doubleSign(consumer, offender)));
    await Promise.all(watches.map((watch) => watch.settled(3)));
    for (const watch of watches) await watch.stop();

    expect(await acceptedAt(net)).toHaveLength(3);
    const left = watches.flatMap((watch) => watch.left);
    expect(left.map(({ reason }) => reason)).toEqual(new Array(3).fill("submitted-before"));
    const each = <T>(value: T) => Object.fromEntries(offenders.map((offender) => [offender, value]));
    await expectState({ provider: { jailed: each(true), tokens: each(95_000_000), tombstoned: each(false) } });
  });
});
