import { createPublicKey, verify } from "node:crypto";
import { fromHex, toHex } from "@cosmjs/encoding";
import { SignedMsgType } from "cosmjs-types/tendermint/types/types";
import { queryHeader } from "../../../../src/ibc/header.ts";
import { forgeHeader } from "../../../../testnet/faults/forge-header.ts";
import { headerHash } from "../../../../testnet/faults/header-hash.ts";
import { voteSignBytes } from "../../../../testnet/faults/sign-vote.ts";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { recordedDoubleVote } from "../../../support/recorded-double-vote.ts";
import { recordedHeight, serveRecording } from "./recorded-chain.ts";

const { start, connect } = useFakeComet();
const height = recordedHeight();

async function recordedChain() {
  const comet = await start({ chainId: "consumer-1", blocks: 1 });
  serveRecording(comet);
  return connect(comet);
}

/** A chain whose validators' keys the test has. */
async function ownChain() {
  const keys = [createConsensusKey(), createConsensusKey(), createConsensusKey()];
  const comet = await start({ chainId: "consumer-1", blocks: 9 });
  const validators = keys.map(({ address, publicKey }, index) => ({
    address: toHex(address).toUpperCase(),
    pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(publicKey).toString("base64") },
    voting_power: `${10 + index}`,
    proposer_priority: "0",
  }));
  comet.overrides.set("validators", () => ({ block_height: "5", validators, count: "3", total: "3" }));
  return { keys, connection: await connect(comet) };
}

describe("the hash of a header", () => {
  it("is the one that a real chain's commit is for", async () => {
    const { signedHeader } = await queryHeader(await recordedChain(), height, height - 1n);
    const { header, commit } = signedHeader ?? {};
    if (header === undefined) throw new Error("no header");
    expect(toHex(headerHash(header)).toUpperCase()).toBe(recordedDoubleVote().commit.commit.block_id.hash);
    expect(headerHash(header)).toEqual(commit?.blockId.hash);
  });

  it("changes with every field", async () => {
    const { signedHeader } = await queryHeader(await recordedChain(), height, height - 1n);
    const { header } = signedHeader ?? {};
    if (header === undefined) throw new Error("no header");
    const hash = fromHex("ab".repeat(32));
    const lastBlockId = { ...header.lastBlockId, hash };
    const changed = [
      { version: { block: 11n, app: 1n } },
      { chainId: "" },
      { height: 0n },
      { time: { seconds: 1n, nanos: 0 } },
      { lastBlockId },
      { lastCommitHash: hash },
      { dataHash: hash },
      { validatorsHash: hash },
      { nextValidatorsHash: hash },
      { consensusHash: hash },
      { appHash: new Uint8Array() },
      { lastResultsHash: hash },
      { evidenceHash: hash },
      { proposerAddress: hash },
    ].map((change) => toHex(headerHash({ ...header, ...change })));
    expect(new Set([...changed, toHex(headerHash(header))]).size).toBe(15);
  });
});

describe("a forged header", () => {
  it("is the chain's own with another app hash, for another block", async () => {
    const { keys, connection } = await ownChain();
    const genuine = await queryHeader(connection, 5n, 3n);
    const forged = await forgeHeader(connection, { height: 5n, trustedHeight: 3n, signers: keys });
    const { appHash, ...rest } = forged.signedHeader?.header ?? {};
    expect(genuine.signedHeader?.header).toMatchObject(rest);
    expect(appHash).toHaveLength(32);
    expect(appHash).not.toEqual(genuine.signedHeader?.header?.appHash);
    expect(forged.signedHeader?.commit?.blockId.hash).not.toEqual(genuine.signedHeader?.commit?.blockId.hash);
    const { validatorSet, trustedHeight, trustedValidators } = genuine;
    expect(forged).toMatchObject({ validatorSet, trustedHeight, trustedValidators });
    expect(forged.trustedHeight).toEqual({ revisionNumber: 1n, revisionHeight: 3n });
  });

  it("has the signatures of its signers, in the order of the validators, and leaves the others' places empty", async () => {
    const { keys, connection } = await ownChain();
    const [first, , third] = keys;
    if (!first || !third) throw new Error("no keys");
    const forged = await forgeHeader(connection, { height: 5n, trustedHeight: 3n, signers: [third, first] });
    const { commit, header } = forged.signedHeader ?? {};
    if (!commit || !header) throw new Error("no commit");
    expect(commit.signatures.map(({ blockIdFlag }) => blockIdFlag)).toEqual([2, 1, 2]);
    expect(commit.blockId.hash).toEqual(headerHash(header));
    for (const [index, key] of [[0, first] as const, [2, third] as const]) {
      const { validatorAddress, timestamp, signature } = commit.signatures[index] ?? {};
      expect(validatorAddress).toEqual(key.address);
      if (!timestamp || !signature) throw new Error("no signature");
      const type = SignedMsgType.SIGNED_MSG_TYPE_PRECOMMIT;
      const bytes = voteSignBytes("consumer-1", { type, height: 5n, round: 0, blockId: commit.blockId, timestamp });
      const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key.publicKey).toString("base64url") };
      expect(verify(null, bytes, createPublicKey({ key: jwk, format: "jwk" }), signature)).toBe(true);
    }
  });

  it("may differ in what the test says", async () => {
    const { keys, connection } = await ownChain();
    const dataHash = fromHex("cd".repeat(32));
    const forged = await forgeHeader(connection, {
      height: 5n,
      trustedHeight: 3n,
      signers: keys,
      changes: { dataHash },
    });
    const genuine = await queryHeader(connection, 5n, 3n);
    expect(forged.signedHeader?.header).toEqual({ ...genuine.signedHeader?.header, dataHash });
  });
});
