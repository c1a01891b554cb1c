import { toHex } from "@cosmjs/encoding";
import { compareBlockIds } from "../../../../src/chain/duplicate-votes.ts";
import { broadcastEvidence, duplicateVoteJson } from "../../../../testnet/faults/broadcast-evidence.ts";
import { createDoubleVote, randomBlockId } from "../../../../testnet/faults/double-vote.ts";
import { type ConsensusKey, createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { Refusal } from "../../../support/fake-comet-faults.ts";
import { decodedDoubleVote, recordedDoubleVote } from "../../../support/recorded-double-vote.ts";
import { recordedHeight, serveRecording } from "./recorded-chain.ts";

const { start, connect } = useFakeComet();

/** The recorded chain, with a key in the place of its third validator's. */
async function chainWith(key: ConsensusKey) {
  const comet = await start({ chainId: "consumer-1", blocks: 1 });
  serveRecording(comet);
  const { commit, validators } = recordedDoubleVote();
  const [address, value] = [toHex(key.address).toUpperCase(), Buffer.from(key.publicKey).toString("base64")];
  const mine = validators.map((validator, index) =>
    index === 2 ? { ...validator, address, pub_key: { ...validator.pub_key, value } } : validator,
  );
  const signatures = commit.commit.signatures.map((signature, index) =>
    index === 2 ? { ...signature, validator_address: address } : signature,
  );
  comet.overrides.set("validators", () => ({ block_height: "1", validators: mine, count: "3", total: "3" }));
  comet.overrides.set("commit", () => ({
    canonical: true,
    signed_header: { ...commit, commit: { ...commit.commit, signatures } },
  }));
  return connect(comet);
}

const height = recordedHeight();

describe("a double vote", () => {
  it("is for the chain's block and for another one, in CometBFT's order", async () => {
    const key = createConsensusKey();
    const connection = await chainWith(key);
    const blockHash = recordedDoubleVote().commit.commit.block_id.hash.toLowerCase();
    for (let round = 0; round < 8; round += 1) {
      const { voteA, voteB, ...rest } = await createDoubleVote(connection, key, { height });
      if (!voteA || !voteB) throw new Error("no votes");
      expect(compareBlockIds(voteA.blockId, voteB.blockId)).toBeLessThan(0);
      const hashes = [voteA, voteB].map(({ blockId }) => toHex(blockId.hash));
      expect(hashes.filter((hash) => hash === blockHash)).toHaveLength(1);
      const { blockId: _idA, signature: signatureA, ...left } = voteA;
      const { blockId: _idB, signature: signatureB, ...right } = voteB;
      expect(left).toEqual(right);
      expect(left).toMatchObject({ type: 2, height, validatorAddress: key.address, validatorIndex: 2 });
      expect(signatureA).not.toEqual(signatureB);
      const { validatorPower, totalVotingPower } = decodedDoubleVote();
      expect(rest).toMatchObject({ validatorPower, totalVotingPower });
    }
  });

  it("can be one of prevotes", async () => {
    const key = createConsensusKey();
    const { voteA, voteB } = await createDoubleVote(await chainWith(key), key, { height, type: "prevote" });
    expect([voteA?.type, voteB?.type]).toEqual([1, 1]);
  });

  it("needs a validator of that height", async () => {
    const connection = await chainWith(createConsensusKey());
    await expect(createDoubleVote(connection, createConsensusKey(), { height })).rejects.toThrow(
      /not in the set of consumer-1 at height/,
    );
  });

  it("has a random block for its second vote", () => {
    expect(randomBlockId().hash).toHaveLength(32);
    expect(randomBlockId()).not.toEqual(randomBlockId());
  });
});

describe("handing evidence to a node", () => {
  it("writes it as CometBFT does", () => {
    expect(duplicateVoteJson(decodedDoubleVote())).toEqual(recordedDoubleVote().evidence[0]);
    const { voteA: _gone, ...half } = decodedDoubleVote();
    expect(duplicateVoteJson(half)).toMatchObject({ value: { vote_a: null } });
  });

  it("resolves with the hash that the node answers", async () => {
    const comet = await start();
    const taken: unknown[] = [];
    comet.overrides.set("broadcast_evidence", (params) => {
      taken.push(params.evidence);
      return { hash: "ABCD" };
    });
    expect(await broadcastEvidence(comet.url, decodedDoubleVote())).toBe("ABCD");
    expect(taken).toEqual(recordedDoubleVote().evidence);
  });

  it("rejects with the node's reason", async () => {
    const comet = await start();
    comet.overrides.set("broadcast_evidence", () => {
      throw new Refusal("evidence is too old");
    });
    const error = await rejection("RPC_QUERY_FAILED", broadcastEvidence(comet.url, decodedDoubleVote()));
    expect(error.message).toContain("evidence is too old");
    expect(error.context).toEqual({ url: comet.url, path: "broadcast_evidence" });
  });
});
