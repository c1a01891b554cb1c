import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { resolveTopology, type Topology } from "../../../../testnet/index.ts";
import { folderId, hashOf, packageVersion, reuseHash, reuseLabel } from "../../../../testnet/reuse/reuse-label.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();

const image = { image: "icskit/pd:1", path: "/bin/pd", stamp: "icskit/pd:1-packed" };
const usual: Topology = {
  runner: "container",
  provider: { validators: 2, genesis: { app_state: { gov: { a: 1 } } } },
  consumers: [{ chainId: "c-1", validators: [{ validator: 0 }] }],
};

function hash(topology: Topology = usual, { version = "1.0.0", stamp = image.stamp } = {}): string {
  const binaries = { provider: { ...image, stamp }, consumers: [image] };
  return reuseHash({ topology, resolved: resolveTopology(topology), binaries, version });
}

test("the same testnet has the same hash, however much of it is said", () => {
  expect(hash()).toMatch(/^[0-9a-f]{16}$/);
  expect(hash({ ...usual, blockTimeMs: 250, consumers: [...(usual.consumers ?? [])] })).toBe(hash());
});

test.each([
  ["a topology", hash({ ...usual, users: 1 })],
  [
    "a genesis that is laid over",
    hash({ ...usual, provider: { validators: 2, genesis: { app_state: { gov: { a: 2 } } } } }),
  ],
  ["a mnemonic", hash({ ...usual, mnemonic: testMnemonic })],
  ["an image", hash(usual, { stamp: "icskit/pd:2-packed" })],
  ["a version", hash(usual, { version: "1.0.1" })],
])("%s of its own makes another one", (_what, other) => {
  expect(other).not.toBe(hash());
});

test("a folder has an id of its own, by which its testnets are told from those of others", async () => {
  const [folder, other] = [join(await temporaryFolder(), "deep", "reuse"), await temporaryFolder()];
  const [id, again] = await Promise.all([folderId(folder), folderId(folder)]);
  expect([again, await folderId(folder)]).toEqual([id, id]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await folderId(other)).not.toBe(id);
  expect(hashOf(reuseLabel(id, "00ff"), id)).toBe("00ff");
  expect(hashOf(reuseLabel(await folderId(other), "00ff"), id)).toBeUndefined();
});

test("the version is icskit's own", async () => {
  expect(await packageVersion()).toBe(JSON.parse(await readFile("package.json", "utf8")).version);
});
