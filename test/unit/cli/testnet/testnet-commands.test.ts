import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CliContext } from "../../../../src/cli/context.ts";
import { attachCommand, startNodes } from "../../../../src/cli/testnet/attach-command.ts";
import { buildCommand } from "../../../../src/cli/testnet/build-command.ts";
import { exportCommand } from "../../../../src/cli/testnet/export-command.ts";
import { upCommand } from "../../../../src/cli/testnet/up-command.ts";
import { readConfig } from "../../../../src/config.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const { signal } = new AbortController();
const context: CliContext = { signal, environment: {}, version: "1.0.0", config: readConfig({}) };

let told: jest.SpyInstance;

beforeEach(() => {
  told = jest.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test("export refuses what is no port before it writes anything", async () => {
  const folder = await temporaryFolder();
  const flags = { format: "compose", out: join(folder, "net"), firstPort: "80x" } as const;
  await expect(exportCommand(undefined, flags, context)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    context: { problems: [{ name: "--first-port", got: "80x" }] },
  });
  expect(await readdir(folder)).toEqual([]);
});

test("build refuses a binary that there is not, with those that there are", async () => {
  await expect(buildCommand(["pd", "gaiad"], context)).rejects.toThrow(/no stock binary "gaiad"\nGive one of pd, cd/);
});

test("attach refuses a folder that is no export", async () => {
  await expect(attachCommand(await temporaryFolder(), {}, context)).rejects.toThrow("is no exported testnet");
});

test("up refuses a topology with its problems, and starts nothing", async () => {
  await expect(upCommand("/nowhere/net.yaml", {}, context)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});

test("up takes the runner of the environment where the topology says none", async () => {
  const folder = await temporaryFolder();
  const up = async (topology: string, variables: Readonly<Record<string, string>>): Promise<void> => {
    const file = join(folder, "net.yaml");
    await writeFile(file, topology);
    const config = readConfig({ ...variables, ICSKIT_WORK_DIR: folder, ICSKIT_REUSE_DIR: join(folder, "reuse") });
    await upCommand(file, { reuse: true }, { ...context, config });
  };
  const native = { code: "CONFIG_INVALID", context: { problems: [{ name: "runner of provider-1", got: "native" }] } };
  const [silent, spoken] = ["provider: { validators: 1 }", "runner: native\nprovider: { validators: 1 }"];
  await expect(up(silent, {})).rejects.toMatchObject(native);
  await expect(up(spoken, { ICSKIT_RUNNER: "container" })).rejects.toMatchObject(native);
  process.env.DOCKER_HOST = `unix://${join(folder, "no-engine.sock")}`;
  const unavailable = { code: "TESTNET_ENGINE_UNAVAILABLE" };
  await expect(up(silent, { ICSKIT_RUNNER: "container" })).rejects.toMatchObject(unavailable);
});

describe("the command that starts a consumer's nodes", () => {
  test("is run by the shell, and awaited", async () => {
    const folder = await temporaryFolder();
    await startNodes("c-1", `cd '${folder}' && echo x > started`, { folder, signal });
    expect(await readdir(folder)).toEqual(["started"]);
  });

  test("ends the launch where it fails, by an exit code or a signal", async () => {
    const failing = startNodes("c-1", "exit 3", { folder: "net", signal });
    await expect(failing).rejects.toMatchObject({ code: "CHECK_FAILED", context: { actual: "exit code 3" } });
    await expect(startNodes("c-1", "kill -9 $$", { folder: "net", signal })).rejects.toThrow("was ended by SIGKILL");
  });

  test("that is interrupted ends the launch with that reason", async () => {
    const interrupt = new AbortController();
    const reason = new Error("Interrupted");
    const starting = startNodes("c-1", "exec tail -f /dev/null", { folder: "net", signal: interrupt.signal });
    interrupt.abort(reason);
    await expect(starting).rejects.toBe(reason);
  });

  test("is the user's to give where there is none", async () => {
    await startNodes("c-1", undefined, { folder: "net", signal });
    expect(told).toHaveBeenCalledWith(expect.stringContaining("net/README.md"));
  });
});
