import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import {
  type ReuseFile,
  readReuseFile,
  removeReuseFile,
  reuseFiles,
  writeReuseFile,
} from "../../../../testnet/reuse/reuse-file.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();
const hash = "0123456789abcdef";

const kept: ReuseFile = {
  runId: "0a1b2c3d",
  mnemonic: testMnemonic,
  consumers: [{ name: "consumer-1", consumerId: "0" }],
  keys: new Map([["provider-1/alice", createConsensusKey()]]),
  gasPrices: new Map([["provider-1", "0.001stake"]]),
  nodes: [],
};

test("what is kept of a testnet is read again, by its owner only", async () => {
  const folder = await temporaryFolder();
  await writeReuseFile(folder, hash, kept);
  expect(await readReuseFile(folder, hash)).toEqual(kept);
  expect((await stat(join(folder, `${hash}.json`))).mode & 0o777).toBe(0o600);
  expect(await reuseFiles(folder)).toEqual([hash]);
  await removeReuseFile(folder, hash);
  await removeReuseFile(folder, hash);
  expect(await readdir(folder)).toEqual([]);
});

test.each(["", "mnemonic words", "7"])("a file that says %j is as none", async (text) => {
  const folder = await temporaryFolder();
  expect(await readReuseFile(folder, hash)).toBeUndefined();
  await writeFile(join(folder, `${hash}.json`), text);
  expect(await readReuseFile(folder, hash)).toBeUndefined();
});

test("a file that cannot be put in its place leaves nothing with keys behind", async () => {
  const folder = await temporaryFolder();
  await expect(writeReuseFile(folder, "no/such/folder", kept)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await readdir(folder)).toEqual([]);
});
