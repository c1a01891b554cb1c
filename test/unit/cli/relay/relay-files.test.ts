import { scryptSync } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Argon2id } from "@cosmjs/crypto";
import type { CliContext } from "../../../../src/cli/context.ts";
import { encryptKeyCommand } from "../../../../src/cli/relay/encrypt-key.ts";
import { parseRelayConfig } from "../../../../src/cli/relay/relay-config.ts";
import { initCommand } from "../../../../src/cli/relay/relay-init.ts";
import { KeyRing } from "../../../../src/cli/relay/relay-keys.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const said: string[] = [];

// Argon2id takes a second in Node, and minutes in what Jest makes of its module; the command's test runs the real one.
beforeEach(() => {
  said.length = 0;
  jest.spyOn(console, "error").mockImplementation((line) => said.push(String(line)));
  jest.spyOn(Argon2id, "execute").mockImplementation(async (password, salt, { outputLength }) => {
    return new Uint8Array(scryptSync(password, salt, outputLength, { N: 2 }));
  });
});
afterEach(() => jest.restoreAllMocks());

const context = (environment: Record<string, string>): CliContext => ({
  signal: new AbortController().signal,
  environment,
  version: "1.2.3",
  get config(): never {
    throw new Error("not needed");
  },
});

describe("icskit relay init", () => {
  it("writes a configuration that is taken, and never over another file", async () => {
    const path = join(await temporaryFolder(), "relay.yaml");
    await initCommand(path);
    const written = await readFile(path, "utf8");
    expect(parseRelayConfig(written, path, {})).toMatchObject({ consumers: [{ consumerId: "0" }] });
    await writeFile(path, "mine");
    await expect(initCommand(path)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    expect(await readFile(path, "utf8")).toBe("mine");
  });

  it("says where it cannot write", async () => {
    await expect(initCommand(join(await temporaryFolder(), "no/such/folder"))).rejects.toThrow("ENOENT");
  });
});

describe("icskit relay encrypt-key", () => {
  const environment = { WORDS: ` ${mnemonic}\n`, PASSWORD: "hunter2" };

  it("writes a key that only its owner can read, and that opens again", async () => {
    const out = join(await temporaryFolder(), "relayer.key");
    await encryptKeyCommand({ out, mnemonicEnv: "WORDS", passwordEnv: "PASSWORD" }, context(environment));
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const signerFor = await new KeyRing(environment).signer({ encryptedFile: out, passwordEnv: "PASSWORD" }, "key");
    const [account] = await (await signerFor("cosmos")).getAccounts();
    expect(account?.address).toBe("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");
    expect(`${said.join("\n")}${await readFile(out, "utf8")}`).not.toMatch(/abandon|hunter2/);
  });

  it.each([
    ["no password", { mnemonicEnv: "WORDS" }, "neither"],
    ["two passwords", { mnemonicEnv: "WORDS", passwordEnv: "PASSWORD", passwordFile: "x" }, "both"],
    ["a password that is not set", { mnemonicEnv: "WORDS", passwordEnv: "NOPE" }, "NOPE"],
    ["a mnemonic that is not set", { mnemonicEnv: "NOPE", passwordEnv: "PASSWORD" }, "NOPE"],
  ])("is refused with %s", async (_what, flags, text) => {
    const out = join(await temporaryFolder(), "relayer.key");
    await expect(encryptKeyCommand({ out, ...flags }, context(environment))).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(text),
    });
    await expect(stat(out)).rejects.toThrow("ENOENT");
  });

  it("is refused with an empty password file, and with what is no mnemonic, which is not told", async () => {
    const folder = await temporaryFolder();
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, "\n", { mode: 0o600 });
    const out = join(folder, "relayer.key");
    const withFile = encryptKeyCommand({ out, mnemonicEnv: "WORDS", passwordFile }, context(environment));
    await expect(withFile).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    const wrong = context({ WORDS: "correct horse", PASSWORD: "x" });
    const refused = encryptKeyCommand({ out, mnemonicEnv: "WORDS", passwordEnv: "PASSWORD" }, wrong);
    await expect(refused).rejects.toMatchObject({ code: "TX_MNEMONIC_INVALID" });
    await expect(refused).rejects.not.toThrow("horse");
  });
});
