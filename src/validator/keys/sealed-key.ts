import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import * as z from "zod";

const base64 = (bytes: number) =>
  z.string().refine((text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && Buffer.from(text, "base64").length === bytes);

/** What stands in a key file; only `publicKey` and what it is for can be read without the password. */
export const sealedKeySchema = z.strictObject({
  version: z.literal(1),
  providerChainId: z.string(),
  consumerId: z.string(),
  chainId: z.string(),
  publicKey: base64(32),
  createdAt: z.iso.datetime(),
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    salt: base64(16),
    // Bounds, so that a file cannot make the machine work for hours.
    cost: z
      .number()
      .int()
      .min(2 ** 14)
      .max(2 ** 20),
    blockSize: z.literal(8),
    parallelization: z.literal(1),
  }),
  cipher: z.strictObject({ name: z.literal("aes-256-gcm"), nonce: base64(12), tag: base64(16), text: base64(32) }),
});

/** A consensus key at rest. */
export type SealedKey = z.output<typeof sealedKeySchema>;

/** What a key is for: part of what its seal protects. */
export type KeyPurpose = Pick<SealedKey, "providerChainId" | "consumerId" | "chainId" | "publicKey" | "createdAt">;

/** 2^17: about half a second and 128 MiB for each guess. */
const COST = 2 ** 17;

/** Encrypts the 32 bytes of an ed25519 seed. */
export async function sealKey(
  seed: Uint8Array,
  password: string,
  purpose: KeyPurpose,
  cost: number = COST,
): Promise<SealedKey> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const kdf = { name: "scrypt", salt: salt.toString("base64"), cost, blockSize: 8, parallelization: 1 } as const;
  const cipher = createCipheriv("aes-256-gcm", await derived(password, kdf), nonce);
  cipher.setAAD(boundText(purpose));
  const text = Buffer.concat([cipher.update(seed), cipher.final()]);
  return {
    version: 1,
    ...purpose,
    kdf,
    cipher: {
      name: "aes-256-gcm",
      nonce: nonce.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
      text: text.toString("base64"),
    },
  };
}

/** The seed of a sealed key; undefined for another password, and for a file that was changed. */
export async function openKey({ kdf, cipher, ...rest }: SealedKey, password: string): Promise<Uint8Array | undefined> {
  const decipher = createDecipheriv("aes-256-gcm", await derived(password, kdf), Buffer.from(cipher.nonce, "base64"));
  decipher.setAAD(boundText(rest));
  decipher.setAuthTag(Buffer.from(cipher.tag, "base64"));
  try {
    return Buffer.concat([decipher.update(Buffer.from(cipher.text, "base64")), decipher.final()]);
  } catch {
    return undefined;
  }
}

function derived(password: string, { salt, cost, blockSize, parallelization }: SealedKey["kdf"]): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 256 * cost * blockSize };
  const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
  return derive(password.normalize("NFKC"), Buffer.from(salt, "base64"), 32, options);
}

/** What stands beside the secret cannot be changed unseen. */
function boundText({ providerChainId, consumerId, chainId, publicKey, createdAt }: KeyPurpose): Buffer {
  return Buffer.from(JSON.stringify([providerChainId, consumerId, chainId, publicKey, createdAt]));
}
