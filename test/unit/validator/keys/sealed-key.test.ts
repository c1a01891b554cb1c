import { generateKeyPairSync } from "node:crypto";
import { chmod, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KeyFolder } from "../../../../src/validator/keys/key-folder.ts";
import { openKey, sealedKeySchema, sealKey } from "../../../../src/validator/keys/sealed-key.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { publicKey } from "../plan-fixtures.ts";

const folder = useTemporaryFolder();
const purpose = { providerChainId: "provider-1", consumerId: "3", chainId: "consumer-1" };
const sealPurpose = { ...purpose, publicKey: publicKey(7), createdAt: "2026-01-01T00:00:00.000Z" };
const seed = new Uint8Array(32).fill(5);
const cheap = 2 ** 14;

describe("sealKey", () => {
  it("is opened by its password alone, in whatever form that was typed", async () => {
    const sealed = await sealKey(seed, "Ångström", sealPurpose, cheap);
    expect(sealedKeySchema.parse(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed);
    expect(await openKey(sealed, "A\u030angstro\u0308m")).toEqual(Buffer.from(seed));
    expect(await openKey(sealed, "wrong")).toBeUndefined();
  });

  it("holds nothing of the key, and is another each time", async () => {
    const [first, second] = [
      await sealKey(seed, "p", sealPurpose, cheap),
      await sealKey(seed, "p", sealPurpose, cheap),
    ];
    expect(first.cipher.text).not.toBe(second.cipher.text);
    expect(JSON.stringify(first)).not.toContain(Buffer.from(seed).toString("base64"));
  });

  it.each(["consumerId", "chainId", "providerChainId", "publicKey", "createdAt"] as const)(
    "does not open with another %s beside it",
    async (field) => {
      const sealed = await sealKey(seed, "p", sealPurpose, cheap);
      expect(await openKey({ ...sealed, [field]: "other" }, "p")).toBeUndefined();
    },
  );
});

describe("KeyFolder", () => {
  it("keeps each key in a file that only its owner can read, and finds it again", async () => {
    const path = join(await folder(), "keys");
    const keys = await KeyFolder.open(path, { cost: cheap });
    const generated = await keys.generate(purpose, "p");
    const [name = ""] = await readdir(path);
    expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    const again = await KeyFolder.open(path, { cost: cheap });
    expect(again.publicKey(purpose)).toBe(generated);
    expect(again.publicKey({ ...purpose, providerChainId: "other" })).toBeUndefined();
    const unlocked = await again.unlock(generated, "p");
    expect(Buffer.from(unlocked.publicKey).toString("base64")).toBe(generated);
    expect(await readFile(join(path, name), "utf8")).not.toContain(Buffer.from(unlocked.seed).toString("base64"));
    await expect(again.unlock(generated, "q")).rejects.toMatchObject({ context: { reason: "locked" } });
    await expect(again.unlock(publicKey(9), "p")).rejects.toMatchObject({ context: { reason: "missing" } });
  });

  it("means the newest key of a consumer", async () => {
    const keys = await KeyFolder.open(await folder(), { cost: cheap });
    await keys.generate(purpose, "p");
    const second = await keys.generate(purpose, "p");
    expect(keys.publicKey(purpose)).toBe(second);
  });

  it("takes a key of the validator's own, once for all chains", async () => {
    const { x = "", d = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    const own = new Uint8Array(Buffer.from(d, "base64url"));
    const keys = await KeyFolder.open(await folder(), { cost: cheap });
    expect(await keys.import(purpose, own, "p")).toBe(Buffer.from(x, "base64url").toString("base64"));
    await expect(keys.import({ ...purpose, consumerId: "4" }, own, "p")).rejects.toMatchObject({
      code: "VALIDATOR_KEY_REFUSED",
      context: { reason: "in-use" },
    });
  });

  it("refuses a damaged file without quoting it", async () => {
    const path = await folder();
    await writeFile(join(path, "3.key.json"), '{"secret": "abc"}');
    await chmod(join(path, "3.key.json"), 0o600);
    const error: unknown = await KeyFolder.open(path, { cost: cheap }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "VALIDATOR_KEY_REFUSED" });
    expect(String(error)).not.toContain("abc");
  });

  describe("reload", () => {
    const refused = { code: "VALIDATOR_KEY_REFUSED", context: { reason: "locked" } };

    /** A folder that was read, and what another process makes of it since. */
    async function shared() {
      const path = join(await folder(), "keys");
      const other = await KeyFolder.open(path, { cost: cheap });
      const old = await other.generate(purpose, "p");
      return { path, other, old, keys: await KeyFolder.open(path, { cost: cheap }) };
    }

    it("takes over what another process has made or taken away, and no file that is not whole yet", async () => {
      const { path, other, old, keys } = await shared();
      await writeFile(join(path, "3-draft.key.json.draft"), '{"version": 1, "provi');
      const made = await other.generate(purpose, "p");
      expect(keys.publicKey(purpose)).toBe(old);
      await keys.reload();
      expect(keys.keys.map(({ publicKey: each }) => each)).toEqual([old, made]);
      expect(keys.publicKey(purpose)).toBe(made);
      await rm(join(path, `3-${Buffer.from(made, "base64").toString("hex", 0, 8)}.key.json`));
      await keys.reload();
      expect(keys.publicKey(purpose)).toBe(old);
    });

    it("refuses a damaged file, and knows what it knew", async () => {
      const { path, old, keys } = await shared();
      await writeFile(join(path, "4.key.json"), '{"version": 1, "provi');
      await expect(keys.reload()).rejects.toMatchObject(refused);
      expect(keys.keys.map(({ publicKey: each }) => each)).toEqual([old]);
    });

    it("refuses a folder that lost all its keys, or itself: none may be made in their place", async () => {
      const { path, old, keys } = await shared();
      for (const name of await readdir(path)) await rm(join(path, name));
      await expect(keys.reload()).rejects.toMatchObject(refused);
      await rm(path, { recursive: true });
      const error: unknown = await keys.reload().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(refused);
      expect(String(error)).toContain(path);
      expect(keys.publicKey(purpose)).toBe(old);
    });
  });
});
