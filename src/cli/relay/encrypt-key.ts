import { text } from "node:stream/consumers";
import { IcsError } from "../../errors.ts";
import type { CliContext } from "../context.ts";
import { writeNewFile } from "../write-new-file.ts";
import { encryptMnemonic, firstLine, readSecretFile } from "./relay-keys.ts";

/** The flags of `icskit relay encrypt-key`. */
export interface EncryptKeyFlags {
  readonly out: string;
  readonly mnemonicEnv?: string;
  readonly passwordEnv?: string;
  readonly passwordFile?: string;
}

/**
 * Encrypts a mnemonic from stdin or the environment into a new file; never takes it from the command line, which other
 * users can see.
 * @throws CONFIG_INVALID, TX_MNEMONIC_INVALID
 */
export async function encryptKeyCommand(flags: EncryptKeyFlags, { environment }: CliContext): Promise<void> {
  const variable = (name: string, flag: string): string => {
    const value = environment[name];
    if (value) return value;
    throw flagProblem(flag, "nothing", `the environment variable ${name} to be set`);
  };
  const password = await readPassword(flags, variable);
  if (flags.mnemonicEnv === undefined && process.stdin.isTTY) console.error("Type the mnemonic, then Ctrl-D:");
  const mnemonic =
    flags.mnemonicEnv === undefined ? await text(process.stdin) : variable(flags.mnemonicEnv, "--mnemonic-env");
  await writeNewFile(flags.out, `${await encryptMnemonic(mnemonic, password)}\n`, 0o600);
  console.error(
    `Wrote ${flags.out}. In a configuration: key: { encryptedFile: ${JSON.stringify(flags.out)}, passwordEnv: … }`,
  );
}

async function readPassword(
  { passwordEnv, passwordFile }: EncryptKeyFlags,
  variable: (name: string, flag: string) => string,
): Promise<string> {
  if ((passwordEnv === undefined) === (passwordFile === undefined)) {
    const got = passwordEnv === undefined ? "neither" : "both";
    throw flagProblem("--password-env, --password-file", got, "exactly one of them");
  }
  const password =
    passwordEnv === undefined
      ? firstLine(await readSecretFile(passwordFile ?? "", "--password-file"))
      : variable(passwordEnv, "--password-env");
  if (password !== "") return password;
  throw flagProblem("--password-file", "an empty first line", "a password");
}

function flagProblem(name: string, got: string, wanted: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `${name}: got ${got}\nWanted: ${wanted}.`, {
    problems: [{ name, got, wanted }],
  });
}
