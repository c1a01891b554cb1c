import { ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import { MsgSubmitProposal, MsgSubmitProposalResponse } from "cosmjs-types/cosmos/gov/v1/tx";
import { governanceAddress } from "../../../../src/ccv/rules/address-rules.ts";
import { topNCommand } from "../../../../src/cli/consumer/change-commands.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";
import { type GovernedChain, govern } from "../../provider/governance/governance-rig.ts";
import { useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const governance = governanceAddress("cosmos");

/** A launched opt-in consumer of the spec's owner, and a vote that the keys of the spec decide. */
async function governed() {
  const made = await rig();
  const { provider, owner, write } = made;
  const chain: GovernedChain = govern(provider.comet);
  chain.owner = owner;
  await write({
    chainId: "governed-1",
    consumerId: "3",
    voters: [{ env: "KEY" }, { env: "KEY", hdPath: "m/44'/118'/0'/0/1" }],
  });
  const value = MsgSubmitProposalResponse.encode({ proposalId: 12n }).finish();
  provider.responses.set("MsgSubmitProposal", { typeUrl: MsgSubmitProposalResponse.typeUrl, value });
  return { ...made, chain };
}

it("shows the hand-over and the proposal, and sends nothing with --dry-run", async () => {
  const { provider, owner, spec, context, printed } = await governed();
  await topNCommand(spec, { topN: 66, dryRun: true, json: true }, context);
  const steps = printed().map(({ step }) => String(step));
  expect(steps[0]).toContain("hand consumer 3 over to governance");
  expect(steps.join("\n")).toContain("Make governed-1 a Top 66 chain");
  expect(steps.join("\n")).toContain(owner);
  expect(provider.sent()).toEqual([]);
});

it("hands over, proposes, votes with every key of the spec, and verifies", async () => {
  const { provider, chain, spec, context, stdout } = await governed();
  chain.status = (height) =>
    provider.sent().filter(({ name }) => name === "MsgVote").length < 2 || height < 8n
      ? ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD
      : ProposalStatus.PROPOSAL_STATUS_PASSED;
  provider.onMessage = (name) => {
    if (name === "MsgVote") Object.assign(chain, { topN: 66, owner: governance });
  };
  await topNCommand(spec, { topN: 66, yes: true }, context);
  expect(provider.sent().map(({ name }) => name)).toEqual([
    "MsgUpdateConsumer",
    "MsgSubmitProposal",
    "MsgVote",
    "MsgVote",
  ]);
  expect(stdout.slice(stdout.indexOf("proposal: handedOver"))).toEqual([
    ...["handedOver", "proposed", "voted", "voted", "passed", "verified"].map((kind) => `proposal: ${kind}`),
    "proposal 12 has passed, and Top N is 66",
  ]);
});

it("has nothing to do where Top N and owner are so already", async () => {
  const { provider, chain, spec, context, stdout } = await governed();
  Object.assign(chain, { topN: 66, owner: governance });
  await topNCommand(spec, { topN: 66, yes: true }, context);
  expect(stdout).toEqual(["nothing to do: Top N and owner are so already"]);
  expect(provider.sent()).toEqual([]);
});

it("is interrupted in the vote and run again: goes on with its proposal, and deposits nothing again", async () => {
  const { provider, chain, spec, context, stdout, printed } = await governed();
  const run = new AbortController();
  chain.status = () => ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD;
  provider.onMessage = (name) => {
    if (name === "MsgUpdateConsumer") chain.owner = governance;
    if (name === "MsgVote") run.abort(new Error("interrupted"));
  };
  await expect(topNCommand(spec, { topN: 66, yes: true }, { ...context, signal: run.signal })).rejects.toThrow();
  const proposed = provider.sent().find(({ name }) => name === "MsgSubmitProposal");
  const { messages } = MsgSubmitProposal.decode(proposed?.value ?? new Uint8Array());
  chain.underVote.push({ id: 12n, messages }, { id: 11n, messages: [] });

  const before = provider.sent().length;
  stdout.length = 0;
  await topNCommand(spec, { topN: 66, dryRun: true, json: true }, context);
  expect(printed().map(({ step }) => step)).toEqual([
    "vote on proposal 12, which is the same and under vote already",
    "verify that consumer 3: topN is 66",
    `verify that consumer 3: owner is ${governance}`,
  ]);
  chain.status = (height) =>
    height < provider.comet.tip ? ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD : ProposalStatus.PROPOSAL_STATUS_PASSED;
  provider.onMessage = () => Object.assign(chain, { topN: 66 });
  stdout.length = 0;
  await topNCommand(spec, { topN: 66, yes: true }, context);
  expect(
    provider
      .sent()
      .slice(before)
      .map(({ name }) => name),
  ).toEqual(["MsgVote", "MsgVote"]);
  expect(stdout.at(-1)).toBe("proposal 12 has passed, and Top N is 66");
});

it("proposes beside another proposal that is under vote", async () => {
  const { chain, spec, context, printed } = await governed();
  chain.underVote.push({ id: 11n, messages: [] });
  await topNCommand(spec, { topN: 66, dryRun: true, json: true }, context);
  expect(printed().map(({ step }) => step)).toContainEqual(expect.stringMatching(/^propose "Make governed-1/));
});

it("is refused for a percentage that no Top N chain can have, and where nobody confirms it", async () => {
  const { provider, spec, context } = await governed();
  await rejection("TX_MESSAGE_INVALID", topNCommand(spec, { topN: 30, yes: true }, context));
  await rejection("CONFIG_INVALID", topNCommand(spec, { topN: 66 }, context));
  expect(provider.sent()).toEqual([]);
});

it("sends nothing where a voter's key is not there", async () => {
  const { provider, spec, context, write } = await governed();
  await write({ chainId: "governed-1", consumerId: "3", voters: [{ env: "NONE" }] });
  const error = await rejection("CONFIG_INVALID", topNCommand(spec, { topN: 66, yes: true }, context));
  expect(error.message).toContain("voters[0]");
  expect(error.message).not.toContain(testMnemonic.slice(0, 20));
  expect(provider.sent()).toEqual([]);
});
