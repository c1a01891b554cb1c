import { spawnSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { holdTestnet } from "../../../../testnet/reuse/hold-testnet.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const hash = "0123456789abcdef";

test("a testnet is one process's until it is released; who comes next is told whom it waits for", async () => {
  const folder = await temporaryFolder();
  const first = await holdTestnet(folder, hash);
  const waited = Promise.withResolvers<number | undefined>();
  const second = holdTestnet(folder, hash, { onWait: waited.resolve });
  expect(await waited.promise).toBe(process.pid);
  await first.release();
  await (await second).release();
  await first.release();
  expect(await readdir(folder)).toEqual([]);
});

test("one that is not released in time is an error that says who has it, and what to do", async () => {
  const folder = await temporaryFolder();
  const first = await holdTestnet(folder, hash, { timeoutMs: 0 });
  const refused = holdTestnet(folder, hash, { timeoutMs: 0 });
  await expect(refused).rejects.toMatchObject({
    code: "TESTNET_IN_USE",
    context: { testnet: hash, processId: process.pid },
    message: expect.stringMatching(/in use by process \d+; waited \d+ ms for it\n.*wait longer/),
  });
  await first.release();
});

test("another testnet is free all the same", async () => {
  const folder = await temporaryFolder();
  const holds = await Promise.all(
    [hash, "fedcba9876543210"].map((each) => holdTestnet(folder, each, { timeoutMs: 0 })),
  );
  await Promise.all(holds.map((hold) => hold.release()));
});

test("one of a process that has died is free", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, `${hash}.lock`), `${spawnSync("true").pid}\n`);
  await (await holdTestnet(folder, hash, { timeoutMs: 0 })).release();
});

test("an abort ends the wait and is not wrapped", async () => {
  const folder = await temporaryFolder();
  const first = await holdTestnet(folder, hash);
  const [controller, reason] = [new AbortController(), new Error("enough")];
  const second = holdTestnet(folder, hash, { signal: controller.signal, onWait: () => controller.abort(reason) });
  await expect(second).rejects.toBe(reason);
  await first.release();
});
