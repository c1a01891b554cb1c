import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { consensusAddressBytes } from "../../ccv/consensus-address.ts";
import { queryNodeStatus } from "../node-status.ts";
import type { UnlockedKey } from "./key-folder.ts";
import { keyRefused } from "./key-refused.ts";
import { writeSecret } from "./write-secret.ts";

/** Where a key is put, and which nodes must not have it. */
export interface PlaceKeyOptions {
  /** Home folder of a node that does not run. */
  readonly home: string;
  /** RPC addresses of every node of the validator: none may sign with this key already. */
  readonly nodes: readonly string[];
  /** True where nodes that do not answer are known to be stopped, such as the one of this home. */
  readonly stoppedNodes?: boolean;
}

const keyFileSchema = z.object({ pub_key: z.object({ value: z.string() }) });
const stateSchema = z.object({ height: z.string().regex(/^\d+$/) });

/**
 * Puts a key into a node's home as `config/priv_validator_key.json`. A node that has the key there already is left as it is.
 * @throws VALIDATOR_KEY_REFUSED where a node signs with it already, does not answer, or the home's key has signed or is
 * another validator's
 */
export async function placeKey(
  key: UnlockedKey,
  { home, nodes, stoppedNodes = false }: PlaceKeyOptions,
): Promise<"placed" | "was-there"> {
  const publicKey = Buffer.from(key.publicKey).toString("base64");
  for (const status of await Promise.all(nodes.map((url) => queryNodeStatus(url)))) {
    if (status.kind === "answers" && status.publicKey === publicKey) {
      throw keyRefused(publicKey, "signs-already", `the node at ${status.url} (${status.chainId}) signs with it`);
    }
    // A node that is down may come back with it.
    if (status.kind === "unreachable" && !stoppedNodes) {
      throw keyRefused(publicKey, "signs-already", `the node at ${status.url} does not tell its key: ${status.reason}`);
    }
  }
  const path = join(home, "config", "priv_validator_key.json");
  const present = await readJson(path, keyFileSchema);
  if (present?.pub_key.value === publicKey) return "was-there";
  const state = await readJson(join(home, "data", "priv_validator_state.json"), stateSchema);
  if (present !== undefined && (state === undefined || state.height !== "0")) {
    const what = `${home} holds the key ${present.pub_key.value}, which ${state ? `has signed at height ${state.height}` : "may have signed"}`;
    throw keyRefused(publicKey, "other-key", what);
  }
  await writeSecret(path, `${JSON.stringify(keyFile(key), undefined, 2)}\n`);
  return "placed";
}

/** The seed in a `priv_validator_key.json`. @throws VALIDATOR_KEY_REFUSED for another file, without its content */
export function parseValidatorKeyFile(text: string): Uint8Array {
  const schema = z.object({ priv_key: z.object({ type: z.literal("tendermint/PrivKeyEd25519"), value: z.string() }) });
  let bytes = new Uint8Array();
  try {
    bytes = new Uint8Array(Buffer.from(schema.parse(JSON.parse(text)).priv_key.value, "base64"));
  } catch {
    // What it quotes could be of the key.
  }
  if (bytes.length === 64) return bytes.subarray(0, 32);
  throw keyRefused("", "other-key", "the file is no priv_validator_key.json with an ed25519 key");
}

/** @see privval/file.go of CometBFT; the private key is the seed, then the public key. */
function keyFile({ seed, publicKey }: UnlockedKey): unknown {
  const value = Buffer.concat([seed, publicKey]).toString("base64");
  return {
    address: Buffer.from(consensusAddressBytes(publicKey)).toString("hex").toUpperCase(),
    pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(publicKey).toString("base64") },
    priv_key: { type: "tendermint/PrivKeyEd25519", value },
  };
}

/** Undefined where there is no such file. */
async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw keyRefused("", "other-key", `${path} is not as CometBFT writes it`);
  }
}
