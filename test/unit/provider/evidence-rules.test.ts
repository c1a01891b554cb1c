import { toHex } from "@cosmjs/encoding";
import type { Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Validator, ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import { consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import type {
  MsgSubmitConsumerDoubleVoting,
  MsgSubmitConsumerMisbehaviour,
} from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
} from "../../../src/provider/evidence-messages.ts";
import { createProviderRegistry } from "../../../src/provider/registry.ts";
import { thrown } from "../../support/comet-fixtures.ts";
import { decodedDoubleVote, recordedKey } from "../../support/recorded-double-vote.ts";
import { signer } from "./valid-consumer.ts";

const registry = createProviderRegistry();
const votes = decodedDoubleVote();

function header(fill: number, height = 5n): Header {
  const address = votes.voteA.validatorAddress;
  const ed25519 = recordedKey(toHex(address).toUpperCase());
  const validator = { address, pubKey: { ed25519 }, votingPower: 3_000_000_000n };
  const validators = { validators: [validator], proposer: validator };
  return Header.fromPartial({
    signedHeader: {
      header: { chainId: "consumer-1", height, time: { seconds: 1n, nanos: 2 } },
      commit: { height, blockId: { hash: new Uint8Array(32).fill(fill) }, signatures: [{}] },
    },
    validatorSet: validators,
    trustedHeight: { revisionNumber: 1n, revisionHeight: 3n },
    trustedValidators: validators,
  });
}

const doubleVoting = {
  submitter: signer,
  consumerId: "7",
  duplicateVoteEvidence: votes,
  infractionBlockHeader: header(1),
};
const misbehaviour: Misbehaviour = { clientId: "07-tendermint-4", header1: header(1), header2: header(2) };

/** What the chain reads. */
function decoded<T>(message: { typeUrl: string; value: unknown }): T {
  return registry.decode({ typeUrl: message.typeUrl, value: registry.encode(message) }) as T;
}

function names(call: () => unknown): string[] {
  return thrown("TX_MESSAGE_INVALID", call).context.problems.map(({ name }) => name);
}

describe("evidence arrives as it was given:", () => {
  it("MsgSubmitConsumerDoubleVoting", () => {
    const message = msgSubmitConsumerDoubleVoting(doubleVoting);
    expect(message.typeUrl).toBe("/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting");
    expect(decoded<MsgSubmitConsumerDoubleVoting>(message)).toEqual(doubleVoting);
  });

  it("MsgSubmitConsumerMisbehaviour", () => {
    const given = { submitter: signer, consumerId: "7", misbehaviour };
    const message = msgSubmitConsumerMisbehaviour(given);
    expect(message.typeUrl).toBe("/interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour");
    expect(decoded<MsgSubmitConsumerMisbehaviour>(message)).toEqual(given);
  });
});

describe("a double vote is refused for", () => {
  type Given = Parameters<typeof msgSubmitConsumerDoubleVoting>[0];
  const { voteA, voteB } = votes;
  const withVotes = (changes: object): Partial<Given> => ({ duplicateVoteEvidence: { ...votes, ...changes } });
  const withVoteB = (changes: object): Partial<Given> => withVotes({ voteB: { ...voteB, ...changes } });
  const votePath = "duplicateVoteEvidence.voteB";
  const withBoth = (changes: object): Partial<Given> =>
    withVotes({ voteA: { ...voteA, ...changes }, voteB: { ...voteB, ...changes } });
  const both = (field: string): string[] => ["voteA", "voteB"].map((vote) => `duplicateVoteEvidence.${vote}.${field}`);
  const setPath = "infractionBlockHeader.validatorSet";
  const withSet = (change: object): Header => ({ ...header(1), validatorSet: { ...set, ...change } as ValidatorSet });
  const set = header(1).validatorSet as ValidatorSet;
  const [member] = set.validators as [Validator];
  const strangersKey = new Uint8Array(32).fill(9);
  const stranger = { ...member, address: consensusAddressBytes(strangersKey), pubKey: { ed25519: strangersKey } };

  it.each<[string, Partial<Given>, string[]]>([
    ["a consumer id that is none", { consumerId: "consumer-1" }, ["consumerId"]],
    ["a vote that is missing", withVotes({ voteB: undefined }), [votePath]],
    ["no votes", withVotes({ voteA: undefined, voteB: undefined }), ["duplicateVoteEvidence.voteA", votePath]],
    ["another height", withVoteB({ height: 1n }), [`${votePath}.height`]],
    ["another round", withVoteB({ round: 9 }), [`${votePath}.round`]],
    ["another type", withVoteB({ type: 1 }), [`${votePath}.type`]],
    ["another validator", withVoteB({ validatorAddress: new Uint8Array(20) }), [`${votePath}.validatorAddress`]],
    ["the same block", withVoteB({ blockId: voteA.blockId }), [`${votePath}.blockId`]],
    ["votes in the wrong order", withVotes({ voteA: voteB, voteB: voteA }), [`${votePath}.blockId`]],
    [
      "a header without its parts",
      { infractionBlockHeader: Header.fromPartial({}) },
      ["infractionBlockHeader.signedHeader.header", "infractionBlockHeader.validatorSet"],
    ],
    [
      "a set without the validator",
      { infractionBlockHeader: withSet({ validators: [stranger], proposer: stranger }) },
      ["infractionBlockHeader.validatorSet"],
    ],
    ["a set without a proposer", { infractionBlockHeader: withSet({ proposer: undefined }) }, [`${setPath}.proposer`]],
    ["a proposer of another set", { infractionBlockHeader: withSet({ proposer: stranger }) }, [`${setPath}.proposer`]],
    [
      "a validator with another's key",
      { infractionBlockHeader: withSet({ validators: [{ ...member, pubKey: { ed25519: new Uint8Array(32) } }] }) },
      [`${setPath}.validators.0.address`],
    ],
    [
      "a validator without a key",
      { infractionBlockHeader: withSet({ validators: [{ ...member, pubKey: {} }] }) },
      [`${setPath}.validators.0.pubKey`],
    ],
    [
      "more power than a set may have",
      { infractionBlockHeader: withSet({ validators: [{ ...member, votingPower: 2n ** 60n }] }) },
      [`${setPath}.validators`],
    ],
    ["a submitter that is none", { submitter: "x" }, ["submitter"]],
    ["a vote of no kind", withBoth({ type: 0 }), both("type")],
    ["a vote of height 0", withBoth({ height: 0n }), both("height")],
    ["a vote of a round below 0", withBoth({ round: -1 }), both("round")],
    ["a vote of a validator below 0", withVoteB({ validatorIndex: -1 }), [`${votePath}.validatorIndex`]],
    [
      "an address of 19 bytes",
      withVoteB({ validatorAddress: new Uint8Array(19) }),
      [`${votePath}.validatorAddress`, `${votePath}.validatorAddress`],
    ],
    ["a vote without a signature", withVoteB({ signature: new Uint8Array() }), [`${votePath}.signature`]],
    ["a signature of 65 bytes", withVoteB({ signature: new Uint8Array(65) }), [`${votePath}.signature`]],
    [
      "a prevote with an extension",
      withBoth({ type: 1, extension: new Uint8Array(1), extensionSignature: new Uint8Array(1) }),
      both("extension"),
    ],
    [
      "an extension without a signature",
      withVoteB({ extension: new Uint8Array(1) }),
      [`${votePath}.extensionSignature`],
    ],
    [
      "half a block id",
      withVoteB({ blockId: { ...voteB.blockId, partSetHeader: { total: 0, hash: new Uint8Array(32) } } }),
      [`${votePath}.blockId`],
    ],
  ])("%s", (_name, change, problems) => {
    expect(names(() => msgSubmitConsumerDoubleVoting({ ...doubleVoting, ...change }))).toEqual(problems);
  });

  it("several things at once, with what was got and wanted", () => {
    const input = { ...doubleVoting, consumerId: "x", ...withVoteB({ round: 9 }) };
    const error = thrown("TX_MESSAGE_INVALID", () => msgSubmitConsumerDoubleVoting(input));
    expect(error.context.problems).toMatchObject([
      { name: "consumerId", got: '"x"' },
      { name: "duplicateVoteEvidence.voteB.round", got: "9", wanted: "0, as in the first" },
    ]);
    expect(error.message).toMatch(/^The provider would refuse this MsgSubmitConsumerDoubleVoting; nothing was sent\n/);
  });
});

describe("a misbehaviour is refused for", () => {
  const withCommit = (change: object): Header => {
    const { signedHeader, ...rest } = header(1);
    return Header.fromPartial({
      ...rest,
      signedHeader: { ...signedHeader, commit: { ...signedHeader?.commit, ...change } },
    });
  };

  it.each<[string, Partial<Misbehaviour>, string[]]>([
    ["a client of another kind", { clientId: "06-solomachine-1" }, ["misbehaviour.clientId"]],
    ["a header too few", { header2: undefined as never }, ["misbehaviour.header2"]],
    ["other heights", { header2: header(2, 6n) }, ["misbehaviour.header2.signedHeader.header.height"]],
    [
      "a trusted height that is not below",
      { header1: { ...header(1), trustedHeight: { revisionNumber: 1n, revisionHeight: 5n } } },
      ["misbehaviour.header1.trustedHeight"],
    ],
    [
      "a commit of another height and number of signatures",
      { header1: withCommit({ height: 6n, signatures: [] }) },
      ["misbehaviour.header1.signedHeader.commit.height", "misbehaviour.header1.signedHeader.commit.signatures"],
    ],
    ["the same block twice", { header2: header(1) }, ["misbehaviour.header2.signedHeader.commit.blockId.hash"]],
    [
      "headers without their parts",
      { header1: Header.fromPartial({}) },
      ["signedHeader.header", "signedHeader.commit", "validatorSet", "trustedValidators", "trustedHeight"].map(
        (field) => `misbehaviour.header1.${field}`,
      ),
    ],
  ])("%s", (_name, change, problems) => {
    const input = { submitter: signer, consumerId: "7", misbehaviour: { ...misbehaviour, ...change } };
    expect(names(() => msgSubmitConsumerMisbehaviour(input))).toEqual(problems);
  });

  it("headers of two chains", () => {
    const header2 = header(2);
    if (header2.signedHeader?.header) header2.signedHeader.header.chainId = "consumer-2";
    const input = { submitter: signer, consumerId: "", misbehaviour: { ...misbehaviour, header2 } };
    expect(names(() => msgSubmitConsumerMisbehaviour(input))).toEqual([
      "consumerId",
      "misbehaviour.header2.signedHeader.header.chainId",
    ]);
  });
});
