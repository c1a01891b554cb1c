import { MsgSubmitProposal } from "cosmjs-types/cosmos/gov/v1/tx";
import { authorityFor } from "../../../../src/provider/governance/authority-for.ts";
import type { GovernancePlan } from "../../../../src/provider/governance/governance-plan.ts";
import { planProviderParams, planRewardDenoms } from "../../../../src/provider/governance/plan-provider-change.ts";
import { planTopN } from "../../../../src/provider/governance/plan-top-n.ts";
import { providerMessages } from "../../../../src/provider/message-json.ts";
import type { SigningProviderClient } from "../../../../src/provider/provider-client.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { account, type GovernedChain, govern, governedClient, type Sent } from "./governance-rig.ts";

const { start, connect } = useFakeComet();
const proposer = account(9);
const governance = authorityFor(proposer);

async function fixture(): Promise<{ chain: GovernedChain; client: SigningProviderClient; sent: Sent[] }> {
  const comet = await start({ blocks: 3 });
  const chain = govern(comet);
  const sent: Sent[] = [];
  return { chain, client: governedClient(await connect(comet), proposer, sent), sent };
}

/** What the plan's effects find now. */
const found = ({ effects }: GovernancePlan): Promise<string[]> => Promise.all(effects.map(({ read }) => read(2n)));

describe("a plan", () => {
  it("for a Top N chain begins with its owner's hand-over, and keeps all other power shaping", async () => {
    const { client, sent } = await fixture();
    const plan = await planTopN(client, { consumerId: "3", topN: 75 });
    expect(plan.handOver).toMatchObject({
      by: account(1),
      messages: [{ value: { owner: account(1), consumerId: "3", newOwnerAddress: governance } }],
    });
    expect(plan.messages).toMatchObject([
      {
        value: {
          owner: governance,
          newOwnerAddress: "",
          powerShapingParameters: { topN: 75, validatorsPowerCap: 40 },
          initializationParameters: undefined,
        },
      },
    ]);
    expect(plan.steps).toHaveLength(6);
    expect(plan.effects.map(({ wanted }) => wanted)).toEqual(["75", governance]);
    expect(await found(plan)).toEqual(["0", account(1)]);
    expect(sent).toEqual([]);
  });

  it("for the way back needs no hand-over, and may give the consumer to an owner", async () => {
    const { client, chain } = await fixture();
    Object.assign(chain, { owner: governance, topN: 75 });
    const plan = await planTopN(client, { consumerId: "3", topN: 0, newOwnerAddress: account(2) });
    expect(plan.handOver).toBeUndefined();
    expect(plan.title).toBe("Make governed-1 an opt-in chain");
    expect(plan.messages).toMatchObject([{ value: { owner: governance, newOwnerAddress: account(2) } }]);
    expect(plan.effects.map(({ wanted }) => wanted)).toEqual(["0", account(2)]);
  });

  it("is not made of what the provider would refuse", async () => {
    const { client } = await fixture();
    await rejection("TX_MESSAGE_INVALID", planTopN(client, { consumerId: "3", topN: 40 }));
    await rejection("TX_MESSAGE_INVALID", planRewardDenoms(client, {}));
    await rejection("TX_MESSAGE_INVALID", planProviderParams(client, { blocksPerEpoch: 0n }));
  });

  it("for reward denominations says what is added and removed", async () => {
    const { client } = await fixture();
    const plan = await planRewardDenoms(client, { add: ["stake"], remove: ["old"] });
    expect(plan.summary).toBe("Add stake; remove old.");
    expect(plan.messages).toMatchObject([
      { value: { denomsToAdd: ["stake"], denomsToRemove: ["old"], authority: governance } },
    ]);
    expect(plan.effects.map(({ wanted }) => wanted)).toEqual(["registered", "not registered"]);
    expect(await found(plan)).toEqual(["not registered", "registered"]);
  });

  it("tells what is paid and how long the vote lasts", async () => {
    const { client, chain } = await fixture();
    const plan = await planRewardDenoms(client, { add: ["stake"] });
    expect(plan).toMatchObject({
      deposit: [{ denom: "stake", amount: "1001" }],
      initialDeposit: [{ denom: "stake", amount: "251" }],
      votingPeriodMs: 3_000,
    });
    expect(plan.steps).toContain("deposit 1001stake");
    expect(plan.steps).toContain("vote within 3 s");
    chain.minInitialDepositRatio = "0";
    expect((await planRewardDenoms(client, { add: ["stake"] })).initialDeposit).toEqual([
      { denom: "stake", amount: "11" },
    ]);
  });
});

it("a plan for parameters changes those that are given, and keeps the chain's others", async () => {
  const { client, chain } = await fixture();
  const period = { seconds: 60n, nanos: 0 };
  chain.params = {
    ...chain.params,
    templateClient: {
      chainId: "",
      trustLevel: { numerator: 1n, denominator: 3n },
      trustingPeriod: period,
      unbondingPeriod: period,
      maxClockDrift: period,
      frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
      latestHeight: { revisionNumber: 0n, revisionHeight: 0n },
      proofSpecs: [{ maxDepth: 0, minDepth: 0 }],
      upgradePath: ["upgrade"],
      allowUpdateAfterExpiry: false,
      allowUpdateAfterMisbehaviour: false,
    },
    ccvTimeoutPeriod: period,
    slashMeterReplenishPeriod: period,
    slashMeterReplenishFraction: "0.05",
    consumerRewardDenomRegistrationFee: { denom: "stake", amount: "10" },
    numberOfEpochsToStartReceivingRewards: 24n,
    maxProviderConsensusValidators: 180n,
  };
  const plan = await planProviderParams(client, { blocksPerEpoch: 7n });
  expect(plan.summary).toBe('blocksPerEpoch: "600" becomes "7"');
  expect(plan.messages).toMatchObject([{ value: { params: { ...chain.params, blocksPerEpoch: 7n } } }]);
  expect(plan.effects).toMatchObject([{ name: "parameter blocksPerEpoch", wanted: '"7"' }]);
  expect(await found(plan)).toEqual(['"600"']);
});

it("a client proposes without a plan too, with the whole deposit unless it is told another", async () => {
  const { client, sent } = await fixture();
  const text = { title: "t", summary: "s" };
  expect(await client.proposeRewardDenoms({ denomsToAdd: ["stake"] }, text)).toMatchObject({ proposalId: 12n });
  await client.proposeRewardDenoms({ denomsToRemove: ["old"] }, { ...text, initialDeposit: [], expedited: true });
  const proposals = sent.map(({ message }) => message.value as MsgSubmitProposal);
  expect(sent.map(({ message }) => message.typeUrl)).toEqual([MsgSubmitProposal.typeUrl, MsgSubmitProposal.typeUrl]);
  expect(proposals).toMatchObject([
    { proposer, initialDeposit: [{ amount: "1001" }], title: "t", expedited: false },
    { proposer, initialDeposit: [], expedited: true },
  ]);
  expect(providerMessages.toJson({ typeUrl: MsgSubmitProposal.typeUrl, value: proposals[0] })).toMatchObject({
    messages: [{ denoms_to_add: ["stake"], authority: governance }],
  });
  await rejection("TX_MESSAGE_INVALID", client.proposeParams((await client.queries.params()) as never, text));
  expect(sent).toHaveLength(2);
});
