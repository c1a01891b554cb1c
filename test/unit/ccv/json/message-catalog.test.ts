import { MsgDeposit, MsgSubmitProposal, MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { MsgDelegate } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { createMessageCatalog } from "../../../../src/ccv/json/sdk-messages.ts";
import { thrown } from "../../../support/comet-fixtures.ts";

const catalog = createMessageCatalog([]);
const converters = catalog.aminoConverters();
const vote: MsgVote = { proposalId: 0n, voter: "cosmos1v", option: 1, metadata: "" };
const delegation: MsgDelegate = {
  delegatorAddress: "cosmos1d",
  validatorAddress: "cosmosvaloper1v",
  amount: { denom: "stake", amount: "7" },
};
const proposal: MsgSubmitProposal = {
  messages: [catalog.encode({ typeUrl: MsgDelegate.typeUrl, value: delegation })],
  initialDeposit: [],
  proposer: "cosmos1p",
  metadata: "",
  title: "t",
  summary: "s",
  expedited: false,
};

describe("amino", () => {
  it("leaves out what is empty, except where the proto says otherwise", () => {
    expect(converters[MsgVote.typeUrl]?.toAmino(vote)).toEqual({ proposal_id: "0", voter: "cosmos1v", option: 1 });
    expect(converters[MsgUnjail.typeUrl]?.toAmino({ validatorAddr: "" })).toEqual({ address: "" });
    const deposit = { proposalId: 3n, depositor: "cosmos1d", amount: [] };
    expect(converters[MsgDeposit.typeUrl]?.toAmino(deposit)).toEqual({
      proposal_id: "3",
      depositor: "cosmos1d",
      amount: [],
    });
  });

  it("names the messages of a proposal by their amino names, and reads them again", () => {
    const converter = converters[MsgSubmitProposal.typeUrl];
    const amino = {
      messages: [
        {
          type: "cosmos-sdk/MsgDelegate",
          value: {
            delegator_address: "cosmos1d",
            validator_address: "cosmosvaloper1v",
            amount: { denom: "stake", amount: "7" },
          },
        },
      ],
      initial_deposit: [],
      proposer: "cosmos1p",
      title: "t",
      summary: "s",
    };
    expect(converter?.toAmino(proposal)).toEqual(amino);
    expect(converter?.fromAmino(amino)).toEqual(proposal);
    const unknown = { ...amino, messages: [{ type: "cosmos-sdk/MsgStrange", value: {} }] };
    expect(thrown("TX_JSON_INVALID", () => converter?.fromAmino(unknown)).context.problems).toMatchObject([
      { name: "messages.0.type", got: '"cosmos-sdk/MsgStrange"' },
    ]);
  });

  it("names a message without an amino name by its type URL", () => {
    const typeUrl = "/ibc.core.client.v1.MsgRecoverClient";
    expect(converters[typeUrl]?.aminoType).toBe(typeUrl);
    expect(converters[MsgVote.typeUrl]?.aminoType).toBe("cosmos-sdk/v1/MsgVote");
  });

  it("refuses what it cannot say, with the field's path", () => {
    const error = thrown("TX_AMINO_UNSUPPORTED", () =>
      converters[MsgSubmitProposal.typeUrl]?.toAmino({ ...proposal, title: "a\u2028b" }),
    );
    expect(error.context.typeUrl).toBe(MsgSubmitProposal.typeUrl);
    expect(error.context.reason).toMatch(/^title: got a text with a line separator/);
  });
});

describe("transaction files", () => {
  it("hold every field, enums by name and messages with their type", () => {
    expect(catalog.toJson({ typeUrl: MsgVote.typeUrl, value: vote })).toEqual({
      "@type": MsgVote.typeUrl,
      proposal_id: "0",
      voter: "cosmos1v",
      option: "VOTE_OPTION_YES",
      metadata: "",
    });
    const json = catalog.toJson({ typeUrl: MsgSubmitProposal.typeUrl, value: proposal });
    expect(json).toMatchObject({ messages: [{ "@type": MsgDelegate.typeUrl, amount: { amount: "7" } }] });
    expect(catalog.fromJson(json)).toEqual({ typeUrl: MsgSubmitProposal.typeUrl, value: proposal });
  });

  it.each<[unknown, string]>([
    [{ "@type": "/strange.Msg" }, "@type"],
    [{ "@type": MsgVote.typeUrl, strange: 1 }, MsgVote.typeUrl],
    [{ "@type": MsgVote.typeUrl, proposal_id: "x" }, "proposal_id"],
    [{ "@type": MsgDelegate.typeUrl, amount: { amount: 7 } }, "amount.amount"],
    [{ "@type": MsgDelegate.typeUrl, amount: [] }, "amount"],
    [null, "the message"],
  ])("are refused where they hold %j", (json, name) => {
    expect(thrown("TX_JSON_INVALID", () => catalog.fromJson(json)).context.problems).toMatchObject([{ name }]);
  });

  it("may name fields of other releases that are empty", () => {
    const json = {
      "@type": MsgVote.typeUrl,
      voter: "cosmos1v",
      later: "",
      more: [],
      most: false,
      all: "0",
      none: null,
    };
    expect(catalog.fromJson(json).value).toEqual({ ...vote, option: 0 });
  });

  it("are made of known messages only", () => {
    const error = thrown("TX_JSON_INVALID", () => catalog.toJson({ typeUrl: "/strange.Msg", value: {} }));
    expect(error.message).toContain("/cosmos.gov.v1.MsgVote");
    thrown("TX_JSON_INVALID", () => catalog.encode({ typeUrl: "/strange.Msg", value: {} }));
  });
});
