import { readdir } from "node:fs/promises";
import { loadBinaryDefaults } from "../../../testnet/binary-defaults.ts";
import { initNatively } from "../../../testnet/runner/init-natively.ts";
import { createInitBinary, workingInit } from "../../support/init-binary.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const native = { initHome: initNatively };

test("init runs once for a binary, and its files are cached", async () => {
  const { calls, cacheFolder, ...binary } = await createInitBinary(await temporaryFolder(), workingInit);
  const defaults = { genesis: expect.objectContaining({ chain_id: "x" }), configToml: "a = 1\n", appToml: "b = 2\n" };
  expect(await loadBinaryDefaults(binary, native, { cacheFolder })).toEqual(defaults);
  expect(await loadBinaryDefaults(binary, native, { cacheFolder })).toEqual(defaults);
  expect(await calls()).toBe(1);
});

test("another stamp is another binary", async () => {
  const { calls, cacheFolder, ...binary } = await createInitBinary(await temporaryFolder(), workingInit);
  await loadBinaryDefaults(binary, native, { cacheFolder });
  await loadBinaryDefaults({ ...binary, stamp: "other" }, native, { cacheFolder });
  expect(await calls()).toBe(2);
});

test("two at the same time both get the files, and nothing half-written is left", async () => {
  const { cacheFolder, ...binary } = await createInitBinary(await temporaryFolder(), workingInit);
  const both = await Promise.all([
    loadBinaryDefaults(binary, native, { cacheFolder }),
    loadBinaryDefaults(binary, native, { cacheFolder }),
  ]);
  expect(both[0]).toEqual(both[1]);
  expect(await readdir(cacheFolder)).toEqual(["v7.0.1-abc_def"]);
});

test.each([
  ["fails", "echo 'wrong flag' >&2; exit 3", 3],
  ["writes nothing", "exit 0", 0],
])("an init that %s is an error, and nothing is cached", async (_what, init, exitCode) => {
  const { cacheFolder, ...binary } = await createInitBinary(await temporaryFolder(), init);
  await expect(loadBinaryDefaults(binary, native, { cacheFolder })).rejects.toMatchObject({
    code: "TESTNET_BINARY_FAILED",
    context: { path: binary.path, exitCode },
  });
  expect(await readdir(cacheFolder)).toEqual([]);
});
