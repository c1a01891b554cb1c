import { spawn } from "node:child_process";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pollUntil } from "../../../../src/index.ts";
import { Reaper } from "../../../../testnet/runner/reaper.ts";
import { startOrphan } from "../../../support/orphan.ts";
import { isRunning, processesWith } from "../../../support/processes.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

describe.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("when the parent ends by %s", (signal) => {
  test("its nodes end, also those that ignore SIGTERM, and its folder goes", async () => {
    const { child, folder } = await startOrphan("fake", await temporaryFolder());
    const pids = processesWith(folder);
    expect(pids.length).toBeGreaterThanOrEqual(2);
    child.kill(signal);
    await pollUntil(
      async () => pids.filter(isRunning).length,
      (count) => count === 0,
      { what: "the end of the nodes" },
    );
    await pollUntil(
      () => exists(folder),
      (there) => !there,
      { what: "the removal of the folder" },
    );
  });
});

describe("after an orderly close", () => {
  test("the reaper is gone and has touched nothing", async () => {
    const folder = join(await temporaryFolder(), "kept");
    await mkdir(folder);
    const node = spawn("tail", ["-f", "/dev/null"], { detached: true, stdio: "ignore" });
    const reaper = new Reaper();
    const { pid } = reaper;
    reaper.addFolder(folder);
    reaper.add(node.pid ?? 0);
    await reaper.close();
    await reaper.close();
    expect(isRunning(pid ?? 0)).toBe(false);
    expect(isRunning(node.pid ?? 0)).toBe(true);
    expect(await exists(folder)).toBe(true);
    const ended = new Promise((resolve) => node.once("exit", resolve));
    node.kill("SIGKILL");
    await ended;
  });
});

describe("when the pipe ends without a word", () => {
  /** What the parent's death does to the reaper: its standard input ends. */
  async function abandon(prepare: (reaper: Reaper) => void): Promise<void> {
    const reaper = new Reaper();
    prepare(reaper);
    await reaper.abandon();
  }

  const sleeper = () => spawn("tail", ["-f", "/dev/null"], { detached: true, stdio: "ignore" });

  test("only the processes that it still watches are ended", async () => {
    const nodes = [sleeper(), sleeper(), sleeper()];
    const pids = nodes.map(({ pid }) => pid ?? 0);
    await abandon((reaper) => {
      for (const pid of pids) reaper.add(pid);
      reaper.remove(pids[1] ?? 0);
    });
    expect(pids.map(isRunning)).toEqual([false, true, false]);
    nodes[1]?.kill("SIGKILL");
  });

  test("folders with spaces and quotes in their names are removed", async () => {
    const folder = join(await temporaryFolder(), `a "b' $c`);
    await mkdir(folder);
    await abandon((reaper) => reaper.addFolder(folder));
    expect(await exists(folder)).toBe(false);
  });

  test("commands are run, whatever their words have in them, before the folder goes", async () => {
    const folder = await temporaryFolder();
    const script = 'require("fs").writeFileSync(process.argv[1], process.argv[2])';
    const path = join(folder, `o'clock $HOME`);
    await abandon((reaper) => {
      reaper.addCommand([process.execPath, "-e", script, path, `it's; "fine"`]);
      reaper.addCommand([process.execPath, "-e", script, join(folder, "second"), "too"]);
    });
    expect(await readFile(path, "utf8")).toBe(`it's; "fine"`);
    expect(await readFile(join(folder, "second"), "utf8")).toBe("too");
  });

  test("commands are forgotten on demand, not folders", async () => {
    const folder = await temporaryFolder();
    await abandon((reaper) => {
      reaper.addCommand(["touch", `${folder}-made`]);
      reaper.forgetCommands();
      reaper.addFolder(folder);
    });
    expect([await exists(`${folder}-made`), await exists(folder)]).toEqual([false, false]);
  });

  test("folders are kept on demand", async () => {
    const folder = await temporaryFolder();
    await abandon((reaper) => {
      reaper.addFolder(folder);
      reaper.keepFolders();
    });
    expect(await exists(folder)).toBe(true);
  });
});

test("line breaks in paths and commands are refused", async () => {
  const reaper = new Reaper();
  expect(() => reaper.addFolder("/tmp/a\nquit")).toThrow("line break");
  expect(() => reaper.addCommand(["true", "a\nquit"])).toThrow("line break");
  await reaper.close();
});
