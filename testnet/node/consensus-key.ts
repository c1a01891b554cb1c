import { generateKeyPairSync } from "node:crypto";
import { consensusAddressBytes } from "../../src/index.ts";
import type { JsonObject } from "../genesis/json.ts";

/** An ed25519 key pair of a CometBFT node or validator. */
export interface Ed25519Key {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The seed, 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** A validator's consensus key with the ways in which chains write it. */
export interface ConsensusKey extends Ed25519Key {
  /** First 20 bytes of the public key's SHA-256. */
  readonly address: Uint8Array;
  /** The key as `MsgOptIn` and `MsgAssignConsumerKey` take it. */
  readonly publicKeyJson: string;
}

/** A new random ed25519 key pair. */
export function createEd25519Key(): Ed25519Key {
  const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { publicKey: fromBase64Url(x), privateKey: fromBase64Url(d) };
}

/** A new random consensus key. */
export function createConsensusKey(): ConsensusKey {
  return consensusKeyOf(createEd25519Key());
}

/** A key pair as a consensus key. */
export function consensusKeyOf(key: Ed25519Key): ConsensusKey {
  const publicKeyJson = JSON.stringify({ "@type": "/cosmos.crypto.ed25519.PubKey", key: base64(key.publicKey) });
  return { ...key, address: consensusAddressBytes(key.publicKey), publicKeyJson };
}

/** A node's P2P id: the address of its key in lower-case hex. */
export function nodeId(key: Ed25519Key): string {
  return Buffer.from(consensusAddressBytes(key.publicKey)).toString("hex");
}

/** The content of `priv_validator_key.json`. */
export function consensusKeyFile(key: ConsensusKey): JsonObject {
  return {
    address: Buffer.from(key.address).toString("hex").toUpperCase(),
    pub_key: { type: "tendermint/PubKeyEd25519", value: base64(key.publicKey) },
    priv_key: { type: "tendermint/PrivKeyEd25519", value: privateKeyValue(key) },
  };
}

/** The content of `node_key.json`. */
export function nodeKeyFile(key: Ed25519Key): JsonObject {
  return { priv_key: { type: "tendermint/PrivKeyEd25519", value: privateKeyValue(key) } };
}

/** The content of `priv_validator_state.json` of a validator that has signed nothing. */
export const emptyValidatorState: JsonObject = { height: "0", round: 0, step: 0 };

/** Go's layout of an ed25519 private key: seed, then public key. */
function privateKeyValue(key: Ed25519Key): string {
  return base64(Buffer.concat([key.privateKey, key.publicKey]));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function fromBase64Url(text: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? "", "base64url"));
}
