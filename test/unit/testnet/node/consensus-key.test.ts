import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { fromBech32 } from "@cosmjs/encoding";
import { consensusAddress } from "../../../../src/index.ts";
import {
  consensusKeyFile,
  createConsensusKey,
  createEd25519Key,
  nodeId,
  nodeKeyFile,
} from "../../../../testnet/node/consensus-key.ts";

test("writes priv_validator_key.json as CometBFT does", () => {
  const key = createConsensusKey();
  const address = createHash("sha256").update(key.publicKey).digest("hex").slice(0, 40).toUpperCase();
  const both = Buffer.concat([key.privateKey, key.publicKey]).toString("base64");
  expect(consensusKeyFile(key)).toEqual({
    address,
    pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(key.publicKey).toString("base64") },
    priv_key: { type: "tendermint/PrivKeyEd25519", value: both },
  });
  expect(both).toHaveLength(88);
});

test("the public key is the private key's", () => {
  const { publicKey, privateKey } = createEd25519Key();
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const jwk = { kty: "OKP", crv: "Ed25519", x: encode(publicKey) };
  const signature = sign(
    null,
    Buffer.from("block"),
    createPrivateKey({ key: { ...jwk, d: encode(privateKey) }, format: "jwk" }),
  );
  expect(verify(null, Buffer.from("block"), createPublicKey({ key: jwk, format: "jwk" }), signature)).toBe(true);
});

test("a consensus address is bech32 of the key's address under the chain's valcons prefix", () => {
  const key = createConsensusKey();
  expect(fromBech32(consensusAddress(key.publicKey, "consumer"), 90)).toEqual({
    prefix: "consumervalcons",
    data: key.address,
  });
});

test("the key as messages take it is the proto JSON of an Any", () => {
  const key = createConsensusKey();
  const base64 = Buffer.from(key.publicKey).toString("base64");
  expect(JSON.parse(key.publicKeyJson)).toEqual({ "@type": "/cosmos.crypto.ed25519.PubKey", key: base64 });
});

test("a node's id is the lower-case hex of its key's address", () => {
  const key = createEd25519Key();
  expect(nodeId(key)).toBe(createHash("sha256").update(key.publicKey).digest("hex").slice(0, 40));
  expect(nodeKeyFile(key)).toMatchObject({ priv_key: { type: "tendermint/PrivKeyEd25519" } });
});

test("no two keys are the same", () => {
  expect(createConsensusKey().privateKey).not.toEqual(createConsensusKey().privateKey);
});
