import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../errors.ts";
import { keyRefused } from "./key-refused.ts";
import { openKey, type SealedKey, sealedKeySchema, sealKey } from "./sealed-key.ts";
import { writeSecret } from "./write-secret.ts";

/** Which consumer of which provider a key is for. */
export interface KeyFor {
  readonly providerChainId: string;
  readonly consumerId: string;
  readonly chainId: string;
}

/** A consensus key, unlocked: hold it as short as possible. */
export interface UnlockedKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** What stands before an ed25519 seed in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * Consensus keys in one folder, a file each, encrypted, readable by their owner only. A key is for one consumer, and the
 * newest of a consumer's keys is the one that policies mean.
 */
export class KeyFolder {
  readonly #path: string;
  readonly #cost: number | undefined;
  #keys: SealedKey[] = [];

  private constructor(path: string, cost: number | undefined) {
    this.#path = path;
    this.#cost = cost;
  }

  /**
   * Reads the public halves; the folder is made where there is none.
   * @param options `cost` is that of a guess at the password (scrypt's N); default 2^17
   * @throws as `reload`
   */
  static async open(path: string, options: { readonly cost?: number } = {}): Promise<KeyFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const folder = new KeyFolder(path, options.cost);
    await folder.reload();
    return folder;
  }

  /**
   * Reads the public halves again: another process may have made keys, or taken them away.
   * @throws VALIDATOR_KEY_REFUSED where a file is damaged or cannot be read, or all keys are gone; then those known
   *   before stay known
   */
  async reload(): Promise<void> {
    const names = (await readable(readdir(this.#path))).filter((name) => name.endsWith(".key.json"));
    // A disk that is not mounted must not have new keys generated, and assigned, in place of those that sign.
    if (names.length === 0 && this.#keys.length > 0) {
      throw keyRefused("", "locked", `${this.#path} had keys, and has none now: bring them back, or start icskit anew`);
    }
    const keys = await Promise.all(names.map((name) => readKeyFile(join(this.#path, name))));
    this.#keys = keys.toSorted((left, right) => left.createdAt.localeCompare(right.createdAt));
  }

  /** Every key, oldest first. */
  get keys(): readonly SealedKey[] {
    return this.#keys;
  }

  /** Base64 of the newest key for a consumer; undefined where there is none. */
  publicKey({ providerChainId, consumerId }: Omit<KeyFor, "chainId">): string | undefined {
    return this.#keys.findLast((key) => key.providerChainId === providerChainId && key.consumerId === consumerId)
      ?.publicKey;
  }

  /** Makes a key and keeps it encrypted. Answers with the base64 of its public half. */
  async generate(purpose: KeyFor, password: string): Promise<string> {
    const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    return this.#keep(purpose, fromBase64Url(d), fromBase64Url(x), password);
  }

  /**
   * Keeps a key of the validator's own.
   * @param seed 32 bytes @throws VALIDATOR_KEY_REFUSED where the folder has it, for any chain
   */
  async import(purpose: KeyFor, seed: Uint8Array, password: string): Promise<string> {
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
    const { x } = createPublicKey(privateKey).export({ format: "jwk" });
    const publicKey = fromBase64Url(x);
    const known = this.#keys.find((key) => key.publicKey === publicKey.toString("base64"));
    if (known !== undefined) {
      throw keyRefused(known.publicKey, "in-use", `it is kept for consumer ${known.consumerId} (${known.chainId})`);
    }
    return this.#keep(purpose, seed, publicKey, password);
  }

  /** @throws VALIDATOR_KEY_REFUSED where the folder does not have it, or the password does not open it */
  async unlock(publicKey: string, password: string): Promise<UnlockedKey> {
    const sealed = this.#keys.find((key) => key.publicKey === publicKey);
    if (sealed === undefined) throw keyRefused(publicKey, "missing", `${this.#path} does not hold it`);
    const seed = await openKey(sealed, password);
    if (seed === undefined) throw keyRefused(publicKey, "locked", "this password does not open it");
    return { seed, publicKey: Buffer.from(publicKey, "base64") };
  }

  async #keep(purpose: KeyFor, seed: Uint8Array, publicKey: Uint8Array, password: string): Promise<string> {
    const text = Buffer.from(publicKey).toString("base64");
    const createdAt = new Date().toISOString();
    const sealed = await sealKey(seed, password, { ...purpose, publicKey: text, createdAt }, this.#cost);
    const name = `${purpose.consumerId}-${Buffer.from(publicKey.subarray(0, 8)).toString("hex")}.key.json`;
    await writeSecret(join(this.#path, name), `${JSON.stringify(sealed, undefined, 2)}\n`);
    this.#keys.push(sealed);
    return text;
  }
}

async function readKeyFile(path: string): Promise<SealedKey> {
  const text = await readable(readFile(path, "utf8"));
  let parsed: ReturnType<typeof sealedKeySchema.safeParse> | undefined;
  try {
    parsed = sealedKeySchema.safeParse(JSON.parse(text));
  } catch {
    // What it quotes could be of the key.
  }
  if (parsed?.success) return parsed.data;
  throw keyRefused("", "locked", `${path} is no key file of icskit, or is damaged`);
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    // Of the operating system: it names the path, and quotes nothing.
    throw keyRefused("", "locked", `it cannot be read: ${errorMessage(error)}`);
  }
}

function fromBase64Url(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "base64url");
}
