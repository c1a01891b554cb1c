import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadBinaryDefaults } from "../../../testnet/binary-defaults.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

/** A stand-in for a chain binary whose `init` notes each call. */
async function createBinary(init: string) {
  const folder = await temporaryFolder();
  const path = join(folder, "binary");
  await writeFile(path, `#!/bin/sh\nprintf . >> "${folder}/calls"\n${init}\n`);
  await chmod(path, 0o755);
  const calls = async () => (await readFile(join(folder, "calls"), "utf8")).length;
  return { path, calls, cacheFolder: join(folder, "cache"), stamp: "v7.0.1-abc/def" };
}

// $6 is the value of --home.
const writesFiles = `mkdir -p "$6/config"; cd "$6/config"; echo '{"chain_id":"x"}' > genesis.json; echo 'a = 1' > config.toml; echo 'b = 2' > app.toml; echo 'looks like an error' >&2`;

test("init runs once for a binary, and its files are cached", async () => {
  const { calls, cacheFolder, ...binary } = await createBinary(writesFiles);
  const defaults = { genesis: { chain_id: "x" }, configToml: "a = 1\n", appToml: "b = 2\n" };
  expect(await loadBinaryDefaults(binary, { cacheFolder })).toEqual(defaults);
  expect(await loadBinaryDefaults(binary, { cacheFolder })).toEqual(defaults);
  expect(await calls()).toBe(1);
});

test("another stamp is another binary", async () => {
  const { calls, cacheFolder, ...binary } = await createBinary(writesFiles);
  await loadBinaryDefaults(binary, { cacheFolder });
  await loadBinaryDefaults({ ...binary, stamp: "other" }, { cacheFolder });
  expect(await calls()).toBe(2);
});

test("two at the same time both get the files, and nothing half-written is left", async () => {
  const { cacheFolder, ...binary } = await createBinary(writesFiles);
  const both = await Promise.all([
    loadBinaryDefaults(binary, { cacheFolder }),
    loadBinaryDefaults(binary, { cacheFolder }),
  ]);
  expect(both[0]).toEqual(both[1]);
  expect(await readdir(cacheFolder)).toEqual(["v7.0.1-abc_def"]);
});

test.each([
  ["fails", "echo 'wrong flag' >&2; exit 3", 3],
  ["writes nothing", "exit 0", 0],
])("an init that %s is an error, and nothing is cached", async (_what, init, exitCode) => {
  const { cacheFolder, ...binary } = await createBinary(init);
  await expect(loadBinaryDefaults(binary, { cacheFolder })).rejects.toMatchObject({
    code: "TESTNET_BINARY_FAILED",
    context: { path: binary.path, exitCode },
  });
  expect(await readdir(cacheFolder)).toEqual([]);
});
