import type { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { Vote } from "cosmjs-types/tendermint/types/types";
import type { Validator, ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import {
  MsgSubmitConsumerDoubleVoting,
  MsgSubmitConsumerMisbehaviour,
} from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  type SubmitConsumerDoubleVoting,
} from "../../../src/provider/evidence-messages.ts";
import { address, type Change, type ParityRow, rowsOf } from "./parity-row.ts";
import type { StateRow } from "./state-rows.ts";

/** Evidence of a launched consumer that its provider would act on. */
export interface EvidenceContext {
  readonly submitter: string;
  readonly launched: string;
  readonly registered: string;
  readonly unknown: string;
  readonly votes: DuplicateVoteEvidence & { readonly voteA: Vote; readonly voteB: Vote };
  readonly header: Header & { readonly validatorSet: ValidatorSet };
  readonly misbehaviour: Misbehaviour & { readonly header1: Header; readonly header2: Header };
}

const doubleVotingMessage = (value: SubmitConsumerDoubleVoting) => ({
  typeUrl: MsgSubmitConsumerDoubleVoting.typeUrl,
  value,
});

/** Every rule of MsgSubmitConsumerDoubleVoting that looks at neither state nor signatures. */
export function doubleVotingRows({ submitter, launched, votes, header }: EvidenceContext): ParityRow[] {
  const good = { submitter, consumerId: launched, duplicateVoteEvidence: votes, infractionBlockHeader: header };
  const { voteA, voteB } = votes;
  const ofVotes = (changes: object) => ({ duplicateVoteEvidence: { ...votes, ...changes } });
  const ofB = (change: object) => ofVotes({ voteB: { ...voteB, ...change } });
  const ofBoth = (change: object) => ofVotes({ voteA: { ...voteA, ...change }, voteB: { ...voteB, ...change } });
  const [a, b] = ["duplicateVoteEvidence.voteA", "duplicateVoteEvidence.voteB"];
  const setPath = "infractionBlockHeader.validatorSet";
  const { validatorSet } = header;
  const [member] = validatorSet.validators as [Validator];
  const ofSet = (change: object) => ({
    infractionBlockHeader: { ...header, validatorSet: { ...validatorSet, ...change } },
  });
  const bothOf = (what: string, change: object, field: string): Change<typeof good> => [
    what,
    ofBoth(change),
    `${a}.${field}`,
    `${b}.${field}`,
  ];
  return rowsOf<typeof good>("double vote", good, doubleVotingMessage, msgSubmitConsumerDoubleVoting, [
    ["genuine", {}],
    ["no consumer id", { consumerId: "" }, "consumerId"],
    ["a submitter that is none", { submitter: "x" }, "submitter"],
    ["an operator address as submitter", { submitter: address("cosmosvaloper") }, "submitter"],
    ["one vote", ofVotes({ voteB: undefined }), b],
    ["in the wrong order", ofVotes({ voteA: voteB, voteB: voteA }), `${b}.blockId`],
    ["the same vote twice", ofVotes({ voteB: voteA }), `${b}.blockId`],
    ["of two heights", ofB({ height: voteB.height + 1n }), `${b}.height`],
    ["of two rounds", ofB({ round: voteB.round + 1 }), `${b}.round`],
    ["of two kinds", ofB({ type: 1 }), `${b}.type`],
    bothOf("of no kind", { type: 0 }, "type"),
    bothOf("proposals", { type: 32 }, "type"),
    bothOf("of height 0", { height: 0n }, "height"),
    bothOf("of a round below 0", { round: -1 }, "round"),
    bothOf("of a validator below 0", { validatorIndex: -1 }, "validatorIndex"),
    bothOf("without signatures", { signature: new Uint8Array() }, "signature"),
    bothOf("with signatures of 65 bytes", { signature: new Uint8Array(65) }, "signature"),
    [
      "with half a block id",
      ofB({ blockId: { ...voteB.blockId, hash: new Uint8Array(31).fill(255) } }),
      `${b}.blockId.hash`,
    ],
    [
      "without a header",
      { infractionBlockHeader: { ...header, signedHeader: undefined } as never },
      "infractionBlockHeader.signedHeader.header",
    ],
    ["without a set", { infractionBlockHeader: { ...header, validatorSet: undefined } as never }, setPath],
    ["with a set without a proposer", ofSet({ proposer: undefined }), `${setPath}.proposer`],
    [
      "with a key of another",
      ofSet({
        validators: [{ ...member, pubKey: { ed25519: new Uint8Array(32) } }, ...validatorSet.validators.slice(1)],
      }),
      `${setPath}.validators.0.address`,
    ],
    [
      "with a validator without a key",
      ofSet({ validators: [{ ...member, pubKey: {} }, ...validatorSet.validators.slice(1)] }),
      `${setPath}.validators.0.pubKey`,
    ],
    [
      "with more power than a set may have",
      ofSet({ validators: validatorSet.validators.map((each) => ({ ...each, votingPower: 2n ** 60n })) }),
      `${setPath}.validators`,
    ],
    [
      "with other powers and another total",
      ofSet({
        validators: validatorSet.validators.map((each) => ({ ...each, votingPower: 1n })),
        totalVotingPower: 9n,
      }),
    ],
  ]);
}

/** Every rule of MsgSubmitConsumerMisbehaviour that looks at neither state, hashes nor signatures. */
export function misbehaviourRows({ submitter, launched, misbehaviour }: EvidenceContext): ParityRow[] {
  const { header1, header2 } = misbehaviour;
  const message = (value: Misbehaviour) => ({
    typeUrl: MsgSubmitConsumerMisbehaviour.typeUrl,
    value: { submitter, consumerId: launched, misbehaviour: value },
  });
  const check = (value: Misbehaviour) =>
    msgSubmitConsumerMisbehaviour({ submitter, consumerId: launched, misbehaviour: value });
  const commit = (change: object) => ({
    header1: {
      ...header1,
      signedHeader: { ...header1.signedHeader, commit: { ...header1.signedHeader?.commit, ...change } },
    } as Header,
  });
  const height = header1.signedHeader?.header?.height ?? 0n;
  const path = "misbehaviour.header1";
  return rowsOf<Misbehaviour>("misbehaviour", misbehaviour, message, check, [
    ["genuine", {}],
    ["of a client of another kind", { clientId: "06-solomachine-0" }, "misbehaviour.clientId"],
    ["one header", { header2: undefined as never }, "misbehaviour.header2"],
    ["the same header twice", { header2: header1 }, "misbehaviour.header2.signedHeader.commit.blockId.hash"],
    ["a header without a set", { header1: { ...header1, validatorSet: undefined } as never }, `${path}.validatorSet`],
    [
      "a header without trusted validators",
      { header1: { ...header1, trustedValidators: undefined } as never },
      `${path}.trustedValidators`,
    ],
    [
      "a trusted height of 0",
      { header1: { ...header1, trustedHeight: { revisionNumber: 1n, revisionHeight: 0n } } },
      `${path}.trustedHeight`,
    ],
    [
      "a trusted height that is not below",
      { header1: { ...header1, trustedHeight: { revisionNumber: 1n, revisionHeight: height } } },
      `${path}.trustedHeight`,
    ],
    ["a commit of another height", commit({ height: height + 1n }), `${path}.signedHeader.commit.height`],
    ["a commit without signatures", commit({ signatures: [] }), `${path}.signedHeader.commit.signatures`],
    ["headers the other way round", { header1: header2, header2: header1 }],
  ]);
}

/** Evidence against other consumers than its own. */
export function evidenceStateRows({ submitter, votes, header, misbehaviour, ...of }: EvidenceContext): StateRow[] {
  const doubleVote = (consumerId: string) =>
    msgSubmitConsumerDoubleVoting({
      submitter,
      consumerId,
      duplicateVoteEvidence: votes,
      infractionBlockHeader: header,
    });
  const attack = (consumerId: string, change: Partial<Misbehaviour> = {}) =>
    msgSubmitConsumerMisbehaviour({ submitter, consumerId, misbehaviour: { ...misbehaviour, ...change } });
  const chainId = "misbehaviour.header1.signedHeader.header.chainId";
  return [
    { name: "double vote: of its consumer", message: doubleVote(of.launched), fields: [] },
    { name: "double vote: of a consumer without a client", message: doubleVote(of.registered), fields: ["consumerId"] },
    { name: "double vote: of no consumer", message: doubleVote(of.unknown), fields: ["consumerId"] },
    { name: "misbehaviour: of its consumer", message: attack(of.launched), fields: [] },
    { name: "misbehaviour: of another consumer", message: attack(of.registered), fields: ["consumerId", chainId] },
    { name: "misbehaviour: of no consumer", message: attack(of.unknown), fields: ["consumerId"] },
    {
      name: "misbehaviour: of another client",
      message: attack(of.launched, { clientId: "07-tendermint-9" }),
      fields: ["misbehaviour.clientId"],
    },
  ];
}
