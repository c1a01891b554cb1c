import { toAscii, toBase64 } from "@cosmjs/encoding";
import { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import * as wire from "../../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import { providerStoreKey } from "../../../../src/provider/store-keys.ts";
import { readPlanFacts } from "../../../../src/validator/plan/read-facts.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { alice, bob } from "../../provider/overview-chain.ts";
import { policyOf, valoper } from "../plan-fixtures.ts";
import { aliceBytes, plannedChain as chain, path, stored, time } from "../planned-chain.ts";

const everyone = policyOf({});
const nobody = policyOf({ action: "leave" });
const noOptIns = { [path("ConsumerChainOptedInValidators")]: new Uint8Array() };

it("reads provider, validator and consumers, all of one height", async () => {
  const { connection, asked } = chain();
  const { provider, consumers } = await readPlanFacts(connection, { operatorAddress: valoper(1), policy: everyone });
  expect(provider).toMatchObject({
    ...{ chainId: "provider-1", height: 44n, time, nextEpochHeight: 45n, unbondingSeconds: 99n },
    minCommissionRate: "0.01",
    validator: { operatorAddress: valoper(1), providerConsensusAddress: alice.address, power: 100n, jailed: false },
    validators: { limits: { maxValidators: 100, maxProviderConsensusValidators: 1 }, active: [{ power: 100n }] },
  });
  expect(provider.otherKeys).toEqual(new Map([[toBase64(bob.key), valoper(2)]]));
  expect(consumers.map(({ consumerId, phase, isOptedIn }) => [consumerId, phase, isOptedIn])).toEqual([
    ["0", "REGISTERED", true],
    ["1", "LAUNCHED", true],
    ["2", "STOPPED", false],
  ]);
  expect(consumers[1]).toMatchObject({ ownerAddress: "cosmos1owner", rewardDenoms: ["ibc/B", "ibc/A", "ibc/A"] });
  expect(new Set(asked.map(({ height }) => height))).toEqual(new Set([44]));
});

it("reads the validator's own key, power and commission on a consumer", async () => {
  const leased = wire.ConsensusValidator.fromPartial({ power: 77n, publicKey: { ed25519: alice.consumerKey } });
  const { connection } = chain({
    [stored(providerStoreKey.assignedKey("1", aliceBytes))]: PublicKey.encode({ ed25519: bob.key }).finish(),
    [stored(providerStoreKey.leasedValidator("1", aliceBytes))]: wire.ConsensusValidator.encode(leased).finish(),
    [stored(providerStoreKey.commissionRate("1", aliceBytes))]: toAscii("250000000000000000"),
  });
  const { consumers } = await readPlanFacts(connection, { operatorAddress: valoper(1), policy: nobody });
  expect(consumers[1]).toMatchObject({
    assignedKey: toBase64(bob.key),
    leasedPower: 77n,
    leasedKey: toBase64(alice.consumerKey),
    commissionRate: "0.25",
  });
  expect(consumers[0]).toMatchObject({ assignedKey: undefined, leasedPower: undefined, commissionRate: undefined });
});

it("knows the key that was assigned on a consumer that no rule concerns: it is taken", async () => {
  const { connection } = chain({
    ...noOptIns,
    [stored(providerStoreKey.assignedKey("0", aliceBytes))]: PublicKey.encode({ ed25519: bob.key }).finish(),
  });
  const { consumers } = await readPlanFacts(connection, { operatorAddress: valoper(1), policy: nobody });
  expect(consumers[0]).toMatchObject({ assignedKey: toBase64(bob.key), isOptedIn: false, ownerAddress: undefined });
});

it("asks no more than needed of consumers that no rule could concern", async () => {
  const { connection, asked } = chain(noOptIns);
  const { consumers } = await readPlanFacts(connection, { operatorAddress: valoper(1), policy: nobody });
  expect(consumers.map(({ ownerAddress }) => ownerAddress)).toEqual([undefined, undefined, undefined]);
  expect(asked.filter((query) => query.path === path("ConsumerChain"))).toEqual([]);
});

it("reads on where the validator is in the leased set still, though it has opted out", async () => {
  const leased = wire.ConsensusValidator.fromPartial({ power: 77n });
  const { connection } = chain({
    ...noOptIns,
    [stored(providerStoreKey.leasedValidator("1", aliceBytes))]: wire.ConsensusValidator.encode(leased).finish(),
  });
  const { consumers } = await readPlanFacts(connection, { operatorAddress: valoper(1), policy: nobody });
  expect(consumers[1]).toMatchObject({ isOptedIn: false, leasedPower: 77n, ownerAddress: "cosmos1owner" });
});

it("refuses an account that runs no validator", async () => {
  const { connection } = chain();
  const options = { operatorAddress: valoper(9), policy: nobody };
  const error = await rejection("CONFIG_INVALID", readPlanFacts(connection, options));
  expect(error.context.problems).toMatchObject([{ name: "validator", got: valoper(9) }]);
});
