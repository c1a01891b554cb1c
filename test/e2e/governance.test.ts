import {
  carryOutPlan,
  createSigningProviderClient,
  type GovernanceProgress,
  governanceAccount,
  initializationParameters,
  isIcsError,
  msgRemoveConsumer,
  planProposal,
  planProviderParams,
  planRewardDenoms,
  planTopN,
  powerShapingParameters,
  type SigningProviderClient,
} from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { aminoSigner } from "../support/amino-signer.ts";
import { allValidators } from "../support/governance.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = { users: 1, provider: { validators: 3, votingPeriodSeconds: 4 } };
const governance = governanceAccount("cosmos");

async function createConsumer(owner: SigningProviderClient): Promise<string> {
  const { consumerId } = await owner.createConsumer({
    chainId: "governed-1",
    metadata: { name: "governed", description: "d", metadata: "m" },
    initializationParameters: initializationParameters("governed-1"),
    powerShapingParameters: powerShapingParameters({ validatorsPowerCap: 40 }),
  });
  return consumerId;
}

/** A proposer that signs amino JSON, as a Ledger does. */
async function aminoProposer(net: Testnet): Promise<SigningProviderClient> {
  const { connection, chain } = net.provider;
  const signer = await aminoSigner(net, "user-0");
  return createSigningProviderClient({ connection, signer, gasPrice: chain.gasPrice });
}

test("a consumer becomes a Top N chain by one flow that can be read first, and goes back to its owner", async () => {
  await onTestnet(topology, async ({ net }) => {
    const [owner, proposer, voters] = await Promise.all([
      net.provider.client("owner"),
      net.provider.client("delegator"),
      allValidators(net),
    ]);
    const consumerId = await createConsumer(owner);

    const plan = await planTopN(proposer, { consumerId, topN: 60 });
    expect(plan.steps).toEqual([
      `${owner.address} sends MsgUpdateConsumer: hand consumer 0 over to governance`,
      'propose "Make governed-1 a Top 60 chain": MsgUpdateConsumer',
      "deposit 10000000stake",
      "vote within 4 s",
      "verify that consumer 0: topN is 60",
      `verify that consumer 0: owner is ${governance}`,
    ]);
    const before = carryOutPlan(plan, { proposer, voters });
    await expect(before).rejects.toMatchObject({ code: "CONFIG_INVALID", context: { problems: [{ name: "owner" }] } });
    const { queries } = net.provider;
    expect(await queries.consumerChain(consumerId)).toMatchObject({ ownerAddress: owner.address });

    const seen: GovernanceProgress["kind"][] = [];
    const onProgress = ({ kind }: GovernanceProgress): number => seen.push(kind);
    const done = await carryOutPlan(plan, { proposer, owner, voters, onProgress });
    expect(seen).toEqual(["handedOver", "proposed", "voted", "voted", "voted", "passed", "verified"]);
    expect(done.proposal).toMatchObject({ status: "passed", tally: { yes: 300_000_000n, no: 0n } });
    // What the plan does not name is as before.
    expect(await queries.consumerChain(consumerId)).toMatchObject({
      ownerAddress: governance,
      powerShapingParameters: { topN: 60, validatorsPowerCap: 40 },
    });

    const back = await planTopN(proposer, { consumerId, topN: 0, newOwnerAddress: owner.address });
    expect(back.handOver).toBeUndefined();
    await carryOutPlan(back, { proposer, voters });
    expect(await queries.consumerChain(consumerId)).toMatchObject({
      ownerAddress: owner.address,
      powerShapingParameters: { topN: 0, validatorsPowerCap: 40 },
    });
  });
});

test("reward denominations and parameters change by governance; a plan that does not come true says why", async () => {
  await onTestnet(topology, async ({ net }) => {
    const [owner, proposer, amino, voters] = await Promise.all([
      net.provider.client("owner"),
      net.provider.client("delegator"),
      aminoProposer(net),
      allValidators(net),
    ]);
    const denom = `ibc/${"0A".repeat(32)}`;
    const consumerId = await createConsumer(owner);
    const slow = { seconds: 7n, nanos: 500_000_000 };
    const seen: GovernanceProgress["kind"][] = [];
    const plans = {
      denoms: await planRewardDenoms(amino, { add: [denom, "stake"] }),
      params: await planProviderParams(proposer, { slashMeterReplenishPeriod: slow, blocksPerEpoch: 5n }),
      tooEarly: await planProposal(owner, {
        title: "Remove what has not launched",
        summary: "It will fail.",
        messages: [msgRemoveConsumer(governance, consumerId)],
        effects: [],
      }),
      unwanted: await planRewardDenoms(owner, { add: ["unwanted"] }),
    };
    const missing = {
      ...plans.denoms,
      effects: [{ name: "the weather", wanted: "fine", read: async () => "as ever" }],
    };
    const results = await Promise.allSettled([
      carryOutPlan(plans.denoms, {
        proposer: amino,
        depositor: owner,
        voters,
        onProgress: ({ kind }) => seen.push(kind),
      }),
      carryOutPlan(plans.params, { proposer, voters }),
      carryOutPlan(plans.tooEarly, { proposer: owner, voters }),
      carryOutPlan(plans.unwanted, { proposer: owner, voters: [] }),
      carryOutPlan({ ...plans.unwanted, effects: missing.effects }, { proposer, voters }),
    ]);
    const outcomes = results.map((result) => {
      if (result.status === "fulfilled") return result.value.proposal.status;
      if (isIcsError(result.reason, "GOV_PROPOSAL_FAILED")) return result.reason.context.status;
      if (isIcsError(result.reason, "GOV_EFFECT_MISSING")) return result.reason.context.problems;
      throw result.reason;
    });
    const problem = { name: "the weather", got: "as ever", wanted: "fine" };
    expect(outcomes).toEqual(["passed", "passed", "failed", "rejected", [problem]]);
    expect(seen).toEqual(["proposed", "deposited", "voted", "voted", "voted", "passed", "verified"]);

    const { queries } = net.provider;
    expect(await queries.registeredConsumerRewardDenoms()).toEqual(
      expect.arrayContaining([denom, "stake", "unwanted"]),
    );
    expect(await queries.params()).toMatchObject({ slashMeterReplenishPeriod: slow, blocksPerEpoch: 5n });
    await carryOutPlan(await planRewardDenoms(proposer, { remove: ["stake"] }), { proposer, voters });
    expect(await queries.registeredConsumerRewardDenoms()).not.toContain("stake");
  });
});
