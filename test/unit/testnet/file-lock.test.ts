import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFileLock } from "../../../testnet/file-lock.ts";

describe("a file lock", () => {
  let folder: string;
  let lock: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icskit-lock-"));
    lock = join(folder, ".lock");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("lets one holder work at a time, and tells the other that it waits", async () => {
    const events: string[] = [];
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const first = withFileLock(lock, {}, async () => {
      events.push("first begins");
      begun.resolve();
      await release.promise;
      events.push("first ends");
    });
    const onWait = (): void => {
      events.push("second waits");
      release.resolve();
    };
    await begun.promise; // Else the second may be first.
    await withFileLock(lock, { onWait }, async () => events.push("second works"));
    await first;
    expect(events).toEqual(["first begins", "second waits", "first ends", "second works"]);
    expect(existsSync(lock)).toBe(false);
  });

  it("is released when the work fails", async () => {
    const failing = withFileLock(lock, {}, () => Promise.reject(new Error("no disk")));
    await expect(failing).rejects.toThrow("no disk");
    expect(existsSync(lock)).toBe(false);
  });

  it("is taken over from a process that is gone", async () => {
    const { pid } = spawnSync("true");
    writeFileSync(lock, `${pid}\n`);
    expect(await withFileLock(lock, {}, async () => "done")).toBe("done");
  });

  it("is taken over where its holder shows no life, even if another process has its number now", async () => {
    writeFileSync(lock, `${process.pid}\n`);
    utimesSync(lock, new Date(0), new Date(0));
    expect(await withFileLock(lock, {}, async () => "done")).toBe("done");
  });

  it("is taken over by one of many that find its holder gone at once", async () => {
    writeFileSync(lock, `${spawnSync("true").pid}\n`);
    let [working, most] = [0, 0];
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise(setImmediate);
      working -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, () => withFileLock(lock, {}, work)));
    expect([most, readdirSync(folder)]).toEqual([1, []]);
  });

  it("that somebody else has by now is left to him", async () => {
    await withFileLock(lock, {}, async () => writeFileSync(lock, "1 another\n"));
    expect(readFileSync(lock, "utf8")).toBe("1 another\n");
  });

  it("is not waited for after an abort, and stays with its holder", async () => {
    writeFileSync(lock, `${process.pid}\n`);
    const controller = new AbortController();
    const waiting = withFileLock(
      lock,
      { signal: controller.signal, onWait: () => controller.abort(new Error("enough")) },
      async () => "done",
    );
    await expect(waiting).rejects.toThrow("enough");
    expect(existsSync(lock)).toBe(true);
  });
});
