import { ProposalStatus, VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  type CarryOutOptions,
  carryOutPlan,
  type GovernanceProgress,
} from "../../../../src/provider/governance/carry-out-plan.ts";
import { msgVote } from "../../../../src/provider/governance/gov-messages.ts";
import { planRewardDenoms } from "../../../../src/provider/governance/plan-provider-change.ts";
import { planTopN } from "../../../../src/provider/governance/plan-top-n.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { account, type GovernedChain, govern, governedClient, type Sent, VOTING_ENDS } from "./governance-rig.ts";

const { start, connect } = useFakeComet();

async function fixture() {
  const comet = await start({ blocks: 4 });
  const chain: GovernedChain = govern(comet);
  const connection = await connect(comet);
  const sent: Sent[] = [];
  const client = (fill: number) => governedClient(connection, account(fill), sent);
  const seen: GovernanceProgress["kind"][] = [];
  const options = (more: Partial<CarryOutOptions> = {}): CarryOutOptions => ({
    proposer: client(9),
    voters: [client(5), client(6)],
    // The chain goes on once all have voted.
    onProgress: ({ kind }) => {
      seen.push(kind);
      if (kind === "voted") comet.addBlock();
    },
    ...more,
  });
  return { comet, chain, client, sent, seen, options, names: () => sent.map(({ message }) => nameOf(message.typeUrl)) };
}

const nameOf = (typeUrl: string): string => typeUrl.split(".").at(-1) ?? "";

it("hands over, proposes, deposits, votes, and verifies in the state of the block that ended the vote", async () => {
  const { chain, client, sent, seen, options, names } = await fixture();
  const plan = await planTopN(client(9), { consumerId: "3", topN: 75 });
  Object.assign(chain, { topN: 75, owner: plan.effects[1]?.wanted });
  const done = await carryOutPlan(plan, options({ owner: client(1), depositor: client(8) }));
  expect(done).toMatchObject({ proposalId: 12n, height: VOTING_ENDS });
  expect(done.proposal.tally).toEqual({ yes: 5n, no: 0n, abstain: 0n, veto: 1n });
  expect(names()).toEqual(["MsgUpdateConsumer", "MsgSubmitProposal", "MsgDeposit", "MsgVote", "MsgVote"]);
  expect(sent.map(({ by }) => by)).toEqual([1, 9, 8, 5, 6].map(account));
  expect(sent[1]?.message.value).toMatchObject({ initialDeposit: [{ amount: "251" }] });
  expect(sent[2]?.message.value).toMatchObject({ proposalId: 12n, amount: [{ denom: "stake", amount: "750" }] });
  expect(seen).toEqual(["handedOver", "proposed", "deposited", "voted", "voted", "passed", "verified"]);
});

it("without a depositor the proposer pays all at once; nobody deposits nothing", async () => {
  const { chain, client, sent, options, names } = await fixture();
  chain.denoms = ["stake"];
  await carryOutPlan(await planRewardDenoms(client(9), { add: ["stake"] }), options());
  expect(sent[0]?.message.value).toMatchObject({ initialDeposit: [{ amount: "1001" }] });
  chain.minInitialDepositRatio = "1";
  const plan = await planRewardDenoms(client(9), { add: ["stake"] });
  await carryOutPlan(plan, options({ depositor: client(8) }));
  expect(names().filter((name) => name !== "MsgVote")).toEqual(["MsgSubmitProposal", "MsgSubmitProposal"]);
});

it.each([undefined, 2])("sends nothing where the hand-over's account is not given (%j)", async (owner) => {
  const { client, sent, options } = await fixture();
  const plan = await planTopN(client(9), { consumerId: "3", topN: 75 });
  const more = owner === undefined ? {} : { owner: client(owner) };
  const error = await rejection("CONFIG_INVALID", carryOutPlan(plan, options(more)));
  expect(error.context.problems).toMatchObject([{ name: "owner", wanted: account(1) }]);
  expect(sent).toEqual([]);
});

it.each([
  ["rejected", ProposalStatus.PROPOSAL_STATUS_REJECTED, ""],
  ["failed", ProposalStatus.PROPOSAL_STATUS_FAILED, "invalid phase"],
] as const)("tells that the proposal was %s", async (status, wire, reason) => {
  const { chain, client, options } = await fixture();
  const { status: before } = chain;
  chain.failedReason = reason;
  chain.status = (height) => (height < VOTING_ENDS ? before(height) : wire);
  const plan = await planRewardDenoms(client(9), { add: ["stake"] });
  const error = await rejection("GOV_PROPOSAL_FAILED", carryOutPlan(plan, options()));
  expect(error.context).toEqual({ chainId: "fake-1", proposalId: 12n, status, reason });
  expect(error.message).toContain("veto 1");
});

it("tells that the deposit was not enough, without a vote", async () => {
  const { chain, client, options, names } = await fixture();
  chain.status = () => ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD;
  const plan = await planRewardDenoms(client(9), { add: ["stake"] });
  const error = await rejection("GOV_PROPOSAL_FAILED", carryOutPlan(plan, options()));
  expect(error.context.status).toBe("deposit");
  expect(names()).toEqual(["MsgSubmitProposal"]);
});

it("tells each effect that is missing although the proposal passed", async () => {
  const { client, options } = await fixture();
  const plan = await planRewardDenoms(client(9), { add: ["stake"], remove: ["gone"] });
  const error = await rejection("GOV_EFFECT_MISSING", carryOutPlan(plan, options()));
  expect(error.context.problems).toEqual([
    { name: "stake as a reward denomination", got: "not registered", wanted: "registered" },
  ]);
});

it("waits past the end of the voting period while the chain still counts", async () => {
  const { comet, chain, client, options } = await fixture();
  chain.denoms = ["stake"];
  chain.status = (height) =>
    height < 8n ? ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD : ProposalStatus.PROPOSAL_STATUS_PASSED;
  const plan = await planRewardDenoms(client(9), { add: ["stake"] });
  const carried = carryOutPlan(plan, options());
  for (let block = 0; block < 4; block += 1) comet.addBlock();
  expect((await carried).height).toBe(8n);
});

it("ends with its deadline, naming the proposal", async () => {
  const { client, options } = await fixture();
  const plan = await planRewardDenoms(client(9), { add: ["stake"] });
  const error = await rejection("POLL_TIMEOUT", carryOutPlan(plan, options({ voters: [], timeoutMs: 50 })));
  expect(error.context.what).toContain(plan.title);
});

it.each([
  ["yes", VoteOption.VOTE_OPTION_YES],
  ["no", VoteOption.VOTE_OPTION_NO],
  ["abstain", VoteOption.VOTE_OPTION_ABSTAIN],
  ["veto", VoteOption.VOTE_OPTION_NO_WITH_VETO],
] as const)("a vote of %s is the option of that name", (vote, option) => {
  expect(msgVote("v", 3n, vote).value).toEqual({ proposalId: 3n, voter: "v", option, metadata: "" });
});
