import { createPublicKey, verify } from "node:crypto";
import { fromBase64, fromHex, toHex } from "@cosmjs/encoding";
import { signVote, type VoteToSign, voteSignBytes } from "../../../../testnet/faults/sign-vote.ts";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import { decodedDoubleVote, recordedDoubleVote, recordedKey } from "../../../support/recorded-double-vote.ts";

const none = { hash: new Uint8Array(), partSetHeader: { total: 0, hash: new Uint8Array() } };
const goZeroTime = { seconds: -62_135_596_800n, nanos: 0 };

function isSignedBy(publicKey: Uint8Array, chainId: string, vote: VoteToSign, signature: Uint8Array): boolean {
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") };
  return verify(null, voteSignBytes(chainId, vote), createPublicKey({ key: jwk, format: "jwk" }), signature);
}

describe("the bytes that a validator signs", () => {
  const time = "2a0b088092b8c398feffffff01";

  // As TestVoteSignBytesTestVectors of CometBFT 0.38 has them.
  it.each<[string, string, Partial<VoteToSign>, string]>([
    ["nothing", "", {}, `0d${time}`],
    ["a precommit", "", { type: 2, height: 1n, round: 1 }, `210802110100000000000000190100000000000000${time}`],
    ["a prevote", "", { type: 1, height: 1n, round: 1 }, `210801110100000000000000190100000000000000${time}`],
    ["no type", "", { height: 1n, round: 1 }, `1f110100000000000000190100000000000000${time}`],
    [
      "a chain id",
      "test_chain_id",
      { height: 1n, round: 1 },
      `2e110100000000000000190100000000000000${time}320d746573745f636861696e5f6964`,
    ],
  ])("are CometBFT's for %s", (_name, chainId, vote, wanted) => {
    const base = { type: 0, height: 0n, round: 0, blockId: none, timestamp: goZeroTime };
    expect(toHex(voteSignBytes(chainId, { ...base, ...vote }))).toBe(wanted);
  });

  it("are those under a real validator's signatures", () => {
    const { commit } = recordedDoubleVote();
    const { voteA, voteB } = decodedDoubleVote();
    const key = recordedKey(toHex(voteA.validatorAddress).toUpperCase());
    for (const vote of [voteA, voteB]) expect(isSignedBy(key, "consumer-1", vote, vote.signature)).toBe(true);
    expect(isSignedBy(key, "consumer-2", voteA, voteA.signature)).toBe(false);
    expect(isSignedBy(key, "consumer-1", { ...voteA, round: 1 }, voteA.signature)).toBe(false);
    const inCommit = commit.commit.signatures.map(({ signature }) => toHex(fromBase64(signature)));
    const votes = [voteA, voteB].map(({ signature }) => toHex(signature));
    expect(votes.filter((signature) => inCommit.includes(signature))).toHaveLength(1);
  });
});

it("a signature verifies under the key's public half, and is the same each time", () => {
  const key = createConsensusKey();
  const blockId = { hash: fromHex("ab".repeat(32)), partSetHeader: { total: 3, hash: fromHex("cd".repeat(32)) } };
  const vote = { type: 2, height: 5_000_000_000n, round: 2, blockId, timestamp: { seconds: 1n, nanos: 2 } };
  const signature = signVote(key, "consumer-1", vote);
  expect(isSignedBy(key.publicKey, "consumer-1", vote, signature)).toBe(true);
  expect(signVote(key, "consumer-1", vote)).toEqual(signature);
  expect(isSignedBy(createConsensusKey().publicKey, "consumer-1", vote, signature)).toBe(false);
});
