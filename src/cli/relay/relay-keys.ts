import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DirectSecp256k1HdWallet, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import { parseMnemonic, walletFromMnemonic } from "../../chain/wallet.ts";
import { IcsError } from "../../errors.ts";
import type { KeySource } from "./config-schema.ts";

/** Gives the signer of a key for a chain with this bech32 prefix. */
export type SignerFor = (prefix: string) => Promise<OfflineDirectSigner>;

/** A key's files as seen from the folder of the file that names them, wherever the command is called. */
export function keySourceFrom(file: string, source: KeySource): KeySource {
  const seen = (["file", "encryptedFile", "passwordFile"] as const).flatMap((name) => {
    const path = source[name];
    return path === undefined ? [] : [[name, resolve(dirname(file), path)]];
  });
  return { ...source, ...Object.fromEntries(seen) };
}

/** Unlocks keys, each source once: an encrypted file takes a second. */
export class KeyRing {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #mnemonics = new Map<string, Promise<string>>();

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /**
   * @param field where the configuration has the key, for errors
   * @throws CONFIG_INVALID for a key that is not there, is readable by others or has another password;
   * TX_MNEMONIC_INVALID. No error holds anything of the key.
   */
  async signer(source: KeySource, field: string): Promise<SignerFor> {
    const { hdPath, ...where } = source;
    const id = JSON.stringify(where);
    const unlocked = this.#mnemonics.get(id) ?? this.#unlock(source, field);
    this.#mnemonics.set(id, unlocked);
    const mnemonic = await unlocked;
    return (prefix) => walletFromMnemonic(mnemonic, { prefix, ...(hdPath !== undefined && { hdPath }) });
  }

  async #unlock(source: KeySource, field: string): Promise<string> {
    if (source.env !== undefined) return parseMnemonic(this.#variable(source.env, `${field}.env`));
    if (source.file !== undefined) return parseMnemonic(await readSecretFile(source.file, `${field}.file`));
    const encrypted = await readSecretFile(source.encryptedFile ?? "", `${field}.encryptedFile`);
    const password =
      source.passwordEnv === undefined
        ? firstLine(await readSecretFile(source.passwordFile ?? "", `${field}.passwordFile`))
        : this.#variable(source.passwordEnv, `${field}.passwordEnv`);
    return decrypted(encrypted, password, source.encryptedFile ?? "", field);
  }

  #variable(name: string, field: string): string {
    const value = this.#environment[name];
    if (value) return value;
    throw keyProblem(field, "nothing", `the environment variable ${name} to be set`);
  }
}

/**
 * Reads a file that holds a secret.
 * @throws CONFIG_INVALID where it is not there, is no file, or others than its owner may read it
 */
export async function readSecretFile(path: string, field: string): Promise<string> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw keyProblem(
      field,
      `${path}, which cannot be read (${error.code ?? "unknown"})`,
      "a file that this user can read",
    );
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw keyProblem(field, `${path}, which is no file`, "a file");
    // Windows has no such bits: what stands there says nothing about who may read.
    if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      throw keyProblem(
        field,
        `${path} with mode ${mode}`,
        `a file that only its owner can read: chmod 600 ${quoted(path)}`,
      );
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** Encrypts a mnemonic for an `encryptedFile`. @throws TX_MNEMONIC_INVALID */
export async function encryptMnemonic(mnemonic: string, password: string): Promise<string> {
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(parseMnemonic(mnemonic));
  return wallet.serialize(password);
}

async function decrypted(serialization: string, password: string, path: string, field: string): Promise<string> {
  try {
    return (await DirectSecp256k1HdWallet.deserialize(serialization, password)).mnemonic;
  } catch {
    // The library's own message could quote what it was given, so it is not passed on.
    throw keyProblem(
      `${field}.encryptedFile`,
      `${path}, which this password does not open`,
      'a key file of "icskit relay encrypt-key" with its password',
    );
  }
}

/** The first line without its end: editors add one. */
export function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function keyProblem(name: string, got: string, wanted: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `${name}: got ${got}\nWanted: ${wanted}.`, {
    problems: [{ name, got, wanted }],
  });
}
