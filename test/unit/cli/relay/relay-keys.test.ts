import { scryptSync } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Argon2id } from "@cosmjs/crypto";
import type { KeySource } from "../../../../src/cli/relay/config-schema.ts";
import { encryptMnemonic, KeyRing } from "../../../../src/cli/relay/relay-keys.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

// Argon2id takes a second in Node, and minutes in what Jest makes of its module; the command's test runs the real one.
beforeAll(() => {
  jest.spyOn(Argon2id, "execute").mockImplementation(async (password, salt, { outputLength }) => {
    return new Uint8Array(scryptSync(password, salt, outputLength, { N: 2 }));
  });
});
afterAll(() => jest.restoreAllMocks());

const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const address = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";

async function secretFile(text: string, mode = 0o600): Promise<string> {
  const path = join(await temporaryFolder(), "secret");
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

async function addressOf(source: KeySource, environment: Record<string, string> = {}, prefix = "cosmos") {
  const signerFor = await new KeyRing(environment).signer(source, "provider.key");
  const [account] = await (await signerFor(prefix)).getAccounts();
  return account?.address;
}

/** What was thrown, with all that could be printed of it. */
async function refusal(source: KeySource, environment: Record<string, string> = {}) {
  const error = await addressOf(source, environment).then(
    (): Error & { readonly context?: unknown } => new Error("The key was taken"),
    (thrown: Error & { readonly context?: unknown }) => thrown,
  );
  const printed = `${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.context)} ${String(error.cause)}`;
  return { error, printed };
}

describe("a key", () => {
  it("comes from a variable, a file or an encrypted file, with the same account", async () => {
    const encryptedFile = await secretFile(await encryptMnemonic(mnemonic, "hunter2"));
    const passwordFile = await secretFile("hunter2\nsecond line\n");
    expect(await addressOf({ env: "KEY" }, { KEY: ` ${mnemonic}\n` })).toBe(address);
    expect(await addressOf({ file: await secretFile(`${mnemonic}\n`, 0o400) })).toBe(address);
    expect(await addressOf({ encryptedFile, passwordFile })).toBe(address);
    expect(await addressOf({ encryptedFile, passwordEnv: "PW" }, { PW: "hunter2" })).toBe(address);
  });

  it("has another address on each chain, and another account on each HD path", async () => {
    expect(await addressOf({ env: "KEY" }, { KEY: mnemonic }, "consumer")).toMatch(/^consumer1/);
    expect(await addressOf({ env: "KEY", hdPath: "m/44'/118'/0'/0/1" }, { KEY: mnemonic })).not.toBe(address);
  });

  it("is unlocked once however many chains use it", async () => {
    const encryptedFile = await secretFile(await encryptMnemonic(mnemonic, "hunter2"));
    const keys = new KeyRing({ PW: "hunter2" });
    await keys.signer({ encryptedFile, passwordEnv: "PW" }, "provider.key");
    const unlocked = jest.mocked(Argon2id.execute).mock.calls.length;
    await keys.signer({ encryptedFile, passwordEnv: "PW", hdPath: "m/44'/118'/0'/0/3" }, "consumers[0].key");
    await keys.signer({ encryptedFile, passwordEnv: "PW" }, "consumers[1].key");
    expect(Argon2id.execute).toHaveBeenCalledTimes(unlocked);
  });
});

describe("a key is refused", () => {
  it.each([0o644, 0o640, 0o604, 0o660])("in a file of mode %o", async (mode) => {
    const path = await secretFile(mnemonic, mode);
    const { error, printed } = await refusal({ file: path });
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(error.message).toContain(`chmod 600 ${path}`);
    expect(printed).not.toContain("abandon");
  });

  it("in a folder, and in what is not there", async () => {
    const folder = join(await temporaryFolder(), "folder");
    await mkdir(folder, { mode: 0o700 });
    expect((await refusal({ file: folder })).error).toMatchObject({ code: "CONFIG_INVALID" });
    expect((await refusal({ file: join(folder, "x") })).error.message).toContain("ENOENT");
  });

  it("whose variable is not set", async () => {
    expect((await refusal({ env: "KEY" })).error).toMatchObject({
      code: "CONFIG_INVALID",
      context: { problems: [{ name: "provider.key.env", wanted: "the environment variable KEY to be set" }] },
    });
  });

  it("with a password file that others can read", async () => {
    const encryptedFile = await secretFile(await encryptMnemonic(mnemonic, "hunter2"));
    const passwordFile = await secretFile("hunter2", 0o644);
    const { error, printed } = await refusal({ encryptedFile, passwordFile });
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(printed).not.toContain("hunter2");
  });

  it.each([
    ["another password", async () => encryptMnemonic(mnemonic, "hunter2"), "swordfish"],
    ["a file of another kind", async () => mnemonic, "swordfish"],
    [
      "a broken file",
      async () => (await encryptMnemonic(mnemonic, "swordfish")).replace(/"data":"..../, '"data":"AAAA'),
      "swordfish",
    ],
  ])("with %s, and nothing of it is told", async (_what, content, password) => {
    const encryptedFile = await secretFile(await content());
    const { error, printed } = await refusal({ encryptedFile, passwordEnv: "PW" }, { PW: password });
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(error.message).toContain("encryptedFile");
    expect(printed).not.toMatch(/abandon|swordfish|hunter2/);
  });

  it("that is no mnemonic, and its words are not told", async () => {
    const { error, printed } = await refusal({ env: "KEY" }, { KEY: "correct horse battery staple" });
    expect(error).toMatchObject({ code: "TX_MNEMONIC_INVALID" });
    expect(printed).not.toMatch(/correct|horse|battery|staple/);
  });
});

it("an encrypted key does not hold the words", async () => {
  const encrypted = await encryptMnemonic(mnemonic, "hunter2");
  expect(encrypted).not.toMatch(/abandon|hunter2/);
  await expect(encryptMnemonic("not a mnemonic", "x")).rejects.toMatchObject({ code: "TX_MNEMONIC_INVALID" });
});
