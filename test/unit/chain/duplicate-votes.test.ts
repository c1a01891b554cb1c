import { fromBase64, fromHex } from "@cosmjs/encoding";
import { compareBlockIds, parseDuplicateVotes } from "../../../src/chain/duplicate-votes.ts";
import { thrown, useFakeComet } from "../../support/comet-fixtures.ts";
import { decodedDoubleVote, recordedDoubleVote } from "../../support/recorded-double-vote.ts";

const { start, connect } = useFakeComet();
const url = "http://fake";
const other = { type: "tendermint/LightClientAttackEvidence", value: { CommonHeight: "4" } };

describe("the evidence of a block", () => {
  it("gives each double vote with every field of both votes", () => {
    const { evidence: json } = recordedDoubleVote();
    const [{ value }] = json;
    const [decoded, ...more] = parseDuplicateVotes(json, url);
    expect(more).toEqual([]);
    expect(decoded).toMatchObject({
      totalVotingPower: BigInt(String(value.TotalVotingPower)),
      validatorPower: BigInt(String(value.ValidatorPower)),
    });
    expect(decoded?.voteA).toEqual({
      type: 2,
      height: BigInt(String(value.vote_a.height)),
      round: 0,
      blockId: {
        hash: fromHex(value.vote_a.block_id.hash.toLowerCase()),
        partSetHeader: { total: 1, hash: fromHex(value.vote_a.block_id.parts.hash.toLowerCase()) },
      },
      timestamp: decoded?.voteB?.timestamp,
      validatorAddress: fromHex(String(value.vote_a.validator_address).toLowerCase()),
      validatorIndex: 2,
      signature: fromBase64(String(value.vote_a.signature)),
      extension: new Uint8Array(),
      extensionSignature: new Uint8Array(),
    });
  });

  it("keeps times to the nanosecond", () => {
    const { evidence: json } = recordedDoubleVote();
    json[0].value.Timestamp = "2026-11-21T12:14:27.000000009Z";
    expect(parseDuplicateVotes(json, url)[0]?.timestamp).toEqual({ seconds: 1_795_263_267n, nanos: 9 });
    json[0].value.Timestamp = "2026-11-21T12:14:27Z";
    expect(parseDuplicateVotes(json, url)[0]?.timestamp).toEqual({ seconds: 1_795_263_267n, nanos: 0 });
  });

  it("leaves evidence of other kinds out", () => {
    const { evidence: json } = recordedDoubleVote();
    expect(parseDuplicateVotes([other, ...json, other], url)).toHaveLength(1);
    expect(parseDuplicateVotes([], url)).toEqual([]);
    expect(parseDuplicateVotes(null, url)).toEqual([]);
  });

  it("takes votes for no block, and votes with extensions", () => {
    const { evidence: json } = recordedDoubleVote();
    Object.assign(json[0].value.vote_a, {
      block_id: { hash: "", parts: { total: 0, hash: "" } },
      extension: "AQI=",
      extension_signature: "Aw==",
    });
    expect(parseDuplicateVotes(json, url)[0]?.voteA).toMatchObject({
      blockId: { hash: new Uint8Array(), partSetHeader: { total: 0, hash: new Uint8Array() } },
      extension: new Uint8Array([1, 2]),
      extensionSignature: new Uint8Array([3]),
    });
  });

  it.each<[string, string, unknown]>([
    ["a height that is no number", "height", "x"],
    ["an address that is no hex", "validator_address", "xyz"],
    ["a time that is none", "timestamp", "yesterday"],
    ["no signature", "signature", undefined],
  ])("is refused for %s", (_name, field, value) => {
    const { evidence: json } = recordedDoubleVote();
    json[0].value.vote_b[field] = value;
    const error = thrown("RPC_RESPONSE_INVALID", () => parseDuplicateVotes(json, url));
    expect(error.context).toEqual({ url, path: "block" });
    expect(error.message).toMatch(/^The evidence in a block of http:\/\/fake cannot be read\n/);
  });

  it("comes with the block", async () => {
    const comet = await start({ blocks: 2 });
    const { evidence: json } = recordedDoubleVote();
    comet.overrides.set("block", () => {
      const answer = comet.block(2n) as { block: object };
      return { ...answer, block: { ...answer.block, evidence: { evidence: json } } };
    });
    const connection = await connect(comet);
    expect((await connection.block(2n)).duplicateVotes).toEqual([decodedDoubleVote()]);
  });

  it("is none where the node names none", async () => {
    const comet = await start({ blocks: 2 });
    expect((await (await connect(comet)).block(2n)).duplicateVotes).toEqual([]);
  });
});

describe("the order of block ids", () => {
  const id = (hash: number, part: number, total = 1) => ({
    hash: new Uint8Array(32).fill(hash),
    partSetHeader: { total, hash: new Uint8Array(32).fill(part) },
  });

  it("goes by the hash, and then by the parts", () => {
    expect(compareBlockIds(id(1, 9), id(2, 1))).toBeLessThan(0);
    expect(compareBlockIds(id(200, 1), id(2, 9))).toBeGreaterThan(0);
    expect(compareBlockIds(id(1, 1), id(1, 2))).toBeLessThan(0);
    expect(compareBlockIds(id(1, 1, 2), id(1, 1, 1))).toBeGreaterThan(0);
    expect(compareBlockIds(id(1, 1), id(1, 1))).toBe(0);
  });

  it("has a vote for no block first", () => {
    const none = { hash: new Uint8Array(), partSetHeader: { total: 0, hash: new Uint8Array() } };
    expect(compareBlockIds(none, id(0, 0))).toBeLessThan(0);
  });

  it("is the one that CometBFT gave its evidence", () => {
    const { voteA, voteB } = decodedDoubleVote();
    expect(compareBlockIds(voteA.blockId, voteB.blockId)).toBeLessThan(0);
  });
});
