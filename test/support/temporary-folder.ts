import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A new folder at each call, removed once all tests of the file have run: after every `afterEach`, one of which may be
 * what ends the processes that write into it.
 */
export function useTemporaryFolder(): () => Promise<string> {
  const made: string[] = [];
  afterAll(async () => {
    await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
  return async () => {
    const folder = await mkdtemp(join(await realpath(tmpdir()), "icskit-test-"));
    made.push(folder);
    return folder;
  };
}
