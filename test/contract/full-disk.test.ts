import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const mayMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
const reason = mayMount ? "" : ": a disk can be mounted only where user name spaces are allowed";
/** Where no disk can be mounted it fails if `CI` is set, and else is skipped with the reason. */
const onDisk = mayMount || process.env.CI ? test : test.skip;

onDisk(`a node that fills its disk, and a home without room, are said as such${reason}`, async () => {
  const disk = await temporaryFolder();
  const script = `mount -t tmpfs -o size=1m tmpfs ${disk} && exec "$0" "$@"`;
  const child = join(import.meta.dirname, "../support/full-disk-child.ts");
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", child, disk];
  const { stdout } = await promisify(execFile)("unshare", ["-rm", "/bin/sh", "-c", script, ...command]);
  const [ended, unwritten] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const where = `the disk of ${disk}/fake`;
  // It had no room for its last words either.
  expect(ended).toEqual({
    code: "TESTNET_DISK_FULL",
    context: { node: "fake-1/fake", where },
    message: expect.stringMatching(
      /^fake-1\/fake: no space is left on the disk of .*\nMake room there, or .*ICSKIT_WORK_DIR/,
    ),
    cause: "TESTNET_NODE_EXITED",
  });
  expect(unwritten).toMatchObject({ code: "TESTNET_DISK_FULL", context: { where }, cause: "ENOSPC" });
});
