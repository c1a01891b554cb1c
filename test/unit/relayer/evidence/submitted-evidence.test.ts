import { IcsError } from "../../../../src/errors.ts";
import { silentLogger } from "../../../../src/logger.ts";
import {
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
} from "../../../../src/provider/evidence-messages.ts";
import { conflictKey, doubleVoteKey, doubleVotes, evidenceKey } from "../../../../src/relayer/evidence/evidence.ts";
import { createMisbehaviour, doubleVoteMessage } from "../../../../src/relayer/evidence/prove-evidence.ts";
import { EvidenceRecord, submittedKeys } from "../../../../src/relayer/evidence/submitted-evidence.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { decodedDoubleVote } from "../../../support/recorded-double-vote.ts";
import { signer } from "../../provider/valid-consumer.ts";
import { addressOf } from "../clients/synthetic-chain.ts";
import { encodedTx } from "./encoded-tx.ts";
import { acceptedTx, FakeScene, voteOf } from "./fake-scene.ts";

const [vote] = doubleVotes(12n, [voteOf(addressOf("a"), 10n, decodedDoubleVote())]);
if (vote === undefined) throw new Error("no vote");

async function submissions(fake: FakeScene) {
  const double = await doubleVoteMessage(fake.scene, signer, vote as NonNullable<typeof vote>);
  const conflict = await fake.conflict(10n, 8n);
  const misbehaviour = await createMisbehaviour(fake.scene, conflict);
  const attack = msgSubmitConsumerMisbehaviour({ submitter: signer, consumerId: "7", misbehaviour });
  return { double, attack, conflict };
}

describe("the key of evidence", () => {
  it("is the same for a validator's votes at one height, and another for others", () => {
    const votes = decodedDoubleVote();
    const keyOf = (name: string, height: bigint, round = 0): string[] => {
      const evidence = voteOf(addressOf(name), height, votes);
      if (evidence.voteA) evidence.voteA.round = round;
      return doubleVotes(99n, [evidence]).map(evidenceKey);
    };
    expect(keyOf("a", 10n)).toEqual([evidenceKey(vote)]);
    expect(keyOf("a", 10n, 3)).toEqual([evidenceKey(vote)]);
    expect(keyOf("b", 10n)).not.toEqual([evidenceKey(vote)]);
    expect(keyOf("a", 11n)).not.toEqual([evidenceKey(vote)]);
  });

  it("of two headers does not depend on their order", () => {
    expect(conflictKey(4n, ["BB", "AA"])).toBe(conflictKey(4n, ["AA", "BB"]));
    expect(conflictKey(4n, ["CC", "AA"])).not.toBe(conflictKey(4n, ["AA", "BB"]));
    expect(conflictKey(5n, ["AA", "BB"])).not.toBe(conflictKey(4n, ["AA", "BB"]));
  });

  it("is none for a proof without votes", () => {
    const { voteA: _gone, ...half } = decodedDoubleVote();
    expect(doubleVotes(12n, [half])).toEqual([]);
  });
});

describe("what a transaction submitted", () => {
  it("is named by the keys of its evidence, for this consumer", async () => {
    const fake = new FakeScene();
    const { double, attack, conflict } = await submissions(fake);
    const send = { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: {} };
    const tx = encodedTx([send, double, attack]);
    expect(submittedKeys(tx, "7")).toEqual([evidenceKey(vote), evidenceKey(conflict)]);
    expect(submittedKeys(tx, "8")).toEqual([]);
  });

  it("is nothing where the messages are hollow", () => {
    const double = { typeUrl: msgSubmitConsumerDoubleVotingUrl, value: { submitter: signer, consumerId: "7" } };
    const attack = { typeUrl: msgSubmitConsumerMisbehaviourUrl, value: { submitter: signer, consumerId: "7" } };
    expect(submittedKeys(encodedTx([double, attack]), "7")).toEqual([]);
  });
});

const msgSubmitConsumerDoubleVotingUrl = "/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting";
const msgSubmitConsumerMisbehaviourUrl = "/interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour";

describe("the record of evidence", () => {
  const record = (fake: FakeScene): EvidenceRecord => new EvidenceRecord(fake.scene.provider, "7", silentLogger);

  it("finds what the provider's index has", async () => {
    const fake = new FakeScene();
    const { double, attack, conflict } = await submissions(fake);
    fake.index = (query) => [{ height: 15, bytes: encodedTx([query.includes("double") ? double : attack]) }];
    expect(await record(fake).find(evidenceKey(vote))).toEqual({ txHash: expect.any(String), height: 15n });
    expect(await record(fake).find(evidenceKey(conflict))).toMatchObject({ height: 15n });
    expect(await record(fake).find(doubleVoteKey("AB", 10n))).toBeUndefined();
    expect(fake.searched.slice(0, 2).sort()).toEqual([
      "submit_consumer_double_voting.consumer_id='7'",
      "submit_consumer_misbehaviour.consumer_id='7'",
    ]);
  });

  it("knows what came in a block without asking, and leaves out what failed", async () => {
    const fake = new FakeScene();
    const { double } = await submissions(fake);
    const tx = acceptedTx([double], "submit_consumer_double_voting");
    const failed = record(fake);
    failed.read({ height: 16n, txs: [{ ...tx, code: 1 }] });
    expect(await failed.find(evidenceKey(vote))).toBeUndefined();
    fake.searched.length = 0;
    const known = record(fake);
    known.read({ height: 16n, txs: [tx] });
    known.read({ height: 17n, txs: [tx] });
    expect(await known.find(evidenceKey(vote))).toEqual({ txHash: tx.hash, height: 16n });
    expect(fake.searched).toEqual([]);
  });

  it("does without an index, and tells so", async () => {
    const fake = new FakeScene();
    fake.index = () => {
      throw new IcsError("RPC_QUERY_FAILED", "transaction indexing is disabled", { path: "tx_search" });
    };
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
    expect(await new EvidenceRecord(fake.scene.provider, "7", logger).find(evidenceKey(vote))).toBeUndefined();
    expect(warnings).toHaveLength(2);
  });

  it("does not take silence for an empty index", async () => {
    const fake = new FakeScene();
    fake.index = () => {
      throw new IcsError("RPC_UNREACHABLE", "silent", { url: "http://p" });
    };
    await rejection("RPC_UNREACHABLE", record(fake).find(evidenceKey(vote)));
  });
});

it("a double vote's message is one that the provider accepts", async () => {
  const fake = new FakeScene();
  const { double } = await submissions(fake);
  expect(double.typeUrl).toBe(msgSubmitConsumerDoubleVotingUrl);
  expect(() => msgSubmitConsumerDoubleVoting(double.value)).not.toThrow();
  expect(double.value).toMatchObject({ submitter: signer, consumerId: "7", duplicateVoteEvidence: vote.evidence });
  const { infractionBlockHeader: header } = double.value;
  expect(header.signedHeader.header).toMatchObject({ chainId: "consumer-1", height: 10n });
  expect(header.validatorSet.validators).toHaveLength(3);
});
