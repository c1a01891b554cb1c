import type { EncodeObject } from "@cosmjs/proto-signing";
import { IcsError } from "../../../../src/errors.ts";
import { silentLogger } from "../../../../src/logger.ts";
import {
  type ConsumerEvidence,
  doubleVotes,
  type EvidenceNotSubmitted,
  type SubmittedEvidence,
} from "../../../../src/relayer/evidence/evidence.ts";
import { EvidenceSubmitter } from "../../../../src/relayer/evidence/evidence-submitter.ts";
import { EvidenceRecord } from "../../../../src/relayer/evidence/submitted-evidence.ts";
import { decodedDoubleVote } from "../../../support/recorded-double-vote.ts";
import { addressOf } from "../clients/synthetic-chain.ts";
import { encodedTx } from "./encoded-tx.ts";
import { consumerId, FakeScene, refused, voteOf } from "./fake-scene.ts";

const [vote] = doubleVotes(12n, [voteOf(addressOf("a"), 10n, decodedDoubleVote())]);

/** A submitter on a fake scene, and what it told. */
function submitter(fake = new FakeScene()) {
  const found: ConsumerEvidence[] = [];
  const submitted: SubmittedEvidence[] = [];
  const left: EvidenceNotSubmitted[] = [];
  const stopping = new AbortController();
  const record = new EvidenceRecord(fake.scene.provider, consumerId, silentLogger);
  const made = new EvidenceSubmitter({
    scene: fake.scene,
    sender: fake.sender,
    record,
    signal: stopping.signal,
    logger: silentLogger,
    onEvidence: (evidence) => found.push(evidence),
    onSubmitted: (one) => submitted.push(one),
    onNotSubmitted: (one) => left.push(one),
  });
  const submit = (evidence: ConsumerEvidence = vote as ConsumerEvidence) => made.submit(evidence);
  return { fake, record, stopping, submit, found, submitted, left };
}

const names = (messages: readonly EncodeObject[] | undefined): unknown =>
  messages?.map(({ typeUrl }) => typeUrl.split(".").at(-1));

/** Refuses the first transactions with these words, one each. */
function refusing(fake: FakeScene, ...logs: string[]): void {
  fake.onSend = () => {
    const log = logs.shift();
    if (log !== undefined) throw refused(log);
  };
}

describe("a double vote", () => {
  it("is submitted once, and told", async () => {
    const { fake, submit, found, submitted, left } = submitter();
    await Promise.all([submit(), submit()]);
    await submit();
    expect(found).toEqual([vote]);
    expect(submitted).toMatchObject([{ evidence: vote, action: "punish", tx: { hash: "tx-1" } }]);
    expect(left).toEqual([]);
    expect(fake.sent.map(names)).toEqual([["MsgSubmitConsumerDoubleVoting"]]);
  });

  it("that the provider has had already is left alone, with where it was", async () => {
    const first = submitter();
    await first.submit();
    const [messages = []] = first.fake.sent;
    const { fake, submit, submitted, left } = submitter();
    fake.index = (query) => (query.includes("double") ? [{ height: 9, bytes: encodedTx(messages) }] : []);
    await submit();
    expect(submitted).toEqual([]);
    expect(left).toMatchObject([{ reason: "submitted-before", action: "punish", before: { height: 9n } }]);
    expect(fake.sent).toEqual([]);
  });

  it.each([
    ["validator is tombstoned. provider consensus address: x", "already-punished"],
    ["evidence for consumer chain 7 is too old - evidence height (1), min (2)", "too-old"],
    ["address is not associated with any known validator", "validator-gone"],
  ])("that the provider refuses for good (%s) is not tried again", async (log, reason) => {
    const { fake, submit, left } = submitter();
    refusing(fake, log);
    await submit();
    await submit();
    expect(left).toMatchObject([{ reason, before: undefined, error: { code: "TX_REFUSED" } }]);
    expect(fake.sent).toHaveLength(1);
  });

  it("that somebody else brought at the same moment is told as such", async () => {
    const { fake, submit, left } = submitter();
    fake.onSend = (messages) => {
      fake.index = (query) => (query.includes("double") ? [{ height: 21, bytes: encodedTx(messages) }] : []);
      throw refused("validator is tombstoned");
    };
    await submit();
    expect(left).toMatchObject([{ reason: "submitted-before", before: { height: 21n } }]);
  });

  it("is tried again after what is no verdict, with more and more blocks between", async () => {
    const { fake, submit, submitted, left } = submitter();
    refusing(fake, "insufficient fees", "account sequence mismatch", "insufficient funds");
    await submit();
    expect(submitted).toHaveLength(1);
    expect(left).toEqual([]);
    expect(fake.sent).toHaveLength(4);
    expect(fake.providerFeed.tip).toBe(20n + 1n + 2n + 4n);
  });

  it("is left alone after five failures in a row, with the last one", async () => {
    const { fake, submit, left } = submitter();
    fake.onSend = () => {
      throw refused("insufficient funds");
    };
    await submit();
    expect(fake.sent).toHaveLength(5);
    expect(left).toMatchObject([{ reason: "failed", error: { context: { log: "insufficient funds" } } }]);
  });

  it("waits for as long as a node is silent", async () => {
    const { fake, submit, submitted } = submitter();
    let silences = 12;
    fake.onSend = () => {
      silences -= 1;
      if (silences >= 0) throw new IcsError("RPC_UNREACHABLE", "silent", { url: "http://p" }, { retryable: true });
    };
    await submit();
    expect(submitted).toHaveLength(1);
    expect(fake.sent).toHaveLength(13);
  });

  it("waits for as long as the account cannot pay", async () => {
    const { fake, submit, submitted } = submitter();
    const context = { ...refused("").context, codespace: "sdk", abciCode: 5, log: "insufficient funds" };
    fake.onSend = () => {
      if (fake.sent.length < 9) throw new IcsError("TX_REFUSED", "provider-1 refused", context);
    };
    await submit();
    expect(submitted).toHaveLength(1);
    expect(fake.providerFeed.tip).toBe(20n + 1n + 2n + 4n + 8n + 16n + 3n * 32n);
  });

  it("ends with the watch", async () => {
    const { fake, stopping, submit, left } = submitter();
    fake.onSend = () => {
      stopping.abort(new DOMException("over", "AbortError"));
      throw refused("insufficient funds");
    };
    await expect(submit()).rejects.toThrow("over");
    expect(left).toEqual([]);
  });

  it("does not hide a fault of the program", async () => {
    const { fake, submit } = submitter();
    fake.onSend = () => {
      throw new TypeError("Unregistered type url");
    };
    await expect(submit()).rejects.toThrow(TypeError);
  });
});

describe("without tombstoning, a double vote", () => {
  const lenient = (): ReturnType<typeof submitter> => {
    const fake = new FakeScene();
    fake.tombstone = false;
    return submitter(fake);
  };
  const taken = "failed to execute message; message index: 0: account cosmos1x already exists: invalid request";
  const both = ["MsgCreateVestingAccount", "MsgSubmitConsumerDoubleVoting"];

  it("is submitted with a lock", async () => {
    const { fake, submit, submitted } = lenient();
    await submit();
    expect(submitted).toHaveLength(1);
    expect(fake.sent.map(names)).toEqual([both]);
  });

  it("is left to whoever has the lock", async () => {
    const { fake, submit, submitted, left } = lenient();
    fake.onSend = (messages) => {
      fake.index = (query) => (query.includes("double") ? [{ height: 21, bytes: encodedTx(messages) }] : []);
      throw refused(taken);
    };
    await submit();
    expect(submitted).toEqual([]);
    expect(left).toMatchObject([{ reason: "submitted-before", before: { height: 21n } }]);
    expect(fake.sent).toHaveLength(1);
  });

  it("is submitted without the lock where nobody who took it brought the evidence", async () => {
    const { fake, submit, submitted } = lenient();
    refusing(fake, taken, taken, taken, taken);
    await submit();
    expect(submitted).toHaveLength(1);
    expect(fake.sent.map(names)).toEqual([both, both, both, both, ["MsgSubmitConsumerDoubleVoting"]]);
  });

  it("is submitted without a lock that the provider does not offer", async () => {
    const { fake, submit, submitted } = lenient();
    refusing(fake, "failed to execute message; message index: 0: spendable balance 0stake is smaller than 1stake");
    await submit();
    expect(submitted).toHaveLength(1);
    expect(fake.sent.map(names)).toEqual([both, ["MsgSubmitConsumerDoubleVoting"]]);
  });
});

describe("a conflicting header", () => {
  it("freezes the client and has its signers punished", async () => {
    const { fake, submit, submitted, left } = submitter();
    await submit(await fake.conflict(10n, 8n));
    expect(submitted.map(({ action }) => action).sort()).toEqual(["freeze", "punish"]);
    expect(fake.sent.map(names).sort()).toEqual([["MsgSubmitConsumerMisbehaviour"], ["MsgUpdateClient"]]);
    expect(left).toEqual([]);
  });

  it("has its signers punished where the client is frozen already", async () => {
    const { fake, submit, submitted, left } = submitter();
    fake.host.isFrozen = true;
    await submit(await fake.conflict(10n, 8n));
    expect(submitted).toMatchObject([{ action: "punish" }]);
    expect(left).toMatchObject([{ action: "freeze", reason: "already-punished" }]);
  });

  it("freezes the client also where nobody can be punished", async () => {
    const { fake, submit, submitted, left } = submitter();
    fake.onSend = ([message]) => {
      if (message?.typeUrl.endsWith("Misbehaviour"))
        throw refused("failed to slash, jail, or tombstone all validators: []");
    };
    await submit(await fake.conflict(10n, 8n));
    expect(submitted).toMatchObject([{ action: "freeze" }]);
    expect(left).toMatchObject([{ action: "punish", reason: "nobody-to-punish" }]);
  });

  it("that cannot be proven is left alone", async () => {
    const { fake, submit, left } = submitter();
    const conflict = await fake.conflict(10n, 8n);
    fake.host.kept.clear();
    await submit(conflict);
    expect(fake.sent).toEqual([]);
    expect(left.map(({ action, reason }) => `${action} ${reason}`).sort()).toEqual([
      "freeze not-provable",
      "punish not-provable",
    ]);
  });
});
