import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FindBinaryOptions, findBinary as find, pinnedVersion } from "../../../testnet/binaries.ts";
import { fakeCommand } from "../../support/fake-command.ts";

const findBinary = (name: "pd" | "cd", options: FindBinaryOptions) => find(name, { versionsFile, ...options });

const says = (version: string): string => `echo run >> "$0.runs"\necho '{"version":"${version}"}'`;

let versionsFile: string;

describe("finding a binary", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icskit-binaries-"));
    versionsFile = join(folder, "versions.json");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers with its path, its version and a stamp of this very file", async () => {
    const path = fakeCommand(folder, "interchain-security-cd", says("7.0.1"));
    const binary = await findBinary("cd", { directory: folder });
    expect(binary).toEqual({ name: "cd", path, version: "v7.0.1", stamp: expect.stringMatching(/^[\w.-]+$/) });
    fakeCommand(folder, "interchain-security-cd", `${says("v7.0.1")}\n# built again`);
    expect((await findBinary("cd", { directory: folder })).stamp).not.toBe(binary.stamp);
  });

  it("asks a file for its version once", async () => {
    const path = fakeCommand(folder, "interchain-security-pd", says("v7.0.1"));
    await findBinary("pd", { path });
    await findBinary("pd", { path });
    expect(readFileSync(`${path}.runs`, "utf8")).toBe("run\n");
  });

  it("leaves no home folder behind when it asks", async () => {
    const path = fakeCommand(folder, "pd", `echo "$@" > "$0.args"; mkdir -p "$6/config"; ${says("v7.0.1")}`);
    await findBinary("pd", { path });
    const home = readFileSync(`${path}.args`, "utf8").trim().split(" ").at(-1) ?? "";
    expect(home).toContain("icskit-version-");
    expect(existsSync(home)).toBe(false);
  });

  it("says where a missing binary was expected and how to get it", async () => {
    const path = join(folder, "interchain-security-pd");
    await expect(findBinary("pd", { directory: folder })).rejects.toMatchObject({
      code: "TESTNET_BINARY_MISSING",
      context: { path },
      message: expect.stringMatching(/^interchain-security-pd is missing.*\nRun "npm run setup"/),
    });
  });

  it("calls a binary of the user's by the name that he gave it", async () => {
    const path = join(folder, "teamd");
    await expect(find("team v3", { path, versionsFile })).rejects.toThrow(/^team v3 is missing: there is no .*teamd\n/);
    fakeCommand(folder, "teamd", says("3.0.0"));
    const binary = await find("team v3", { path, versionsFile, wantedVersion: "any" });
    expect(binary).toMatchObject({ name: "team v3", path, version: "v3.0.0" });
  });

  it("refuses another release than the pinned one, unless told to take it", async () => {
    const path = fakeCommand(folder, "interchain-security-pd", says("v6.4.1"));
    await expect(findBinary("pd", { path })).rejects.toMatchObject({
      code: "TESTNET_BINARY_VERSION",
      context: { path, got: "v6.4.1", wanted: await pinnedVersion() },
    });
    expect(await findBinary("pd", { path, wantedVersion: "v6.4.1" })).toMatchObject({ version: "v6.4.1" });
    expect(await findBinary("pd", { path, wantedVersion: "any" })).toMatchObject({ version: "v6.4.1" });
  });

  it.each([
    ["fails", "echo 'no such flag' >&2; exit 3", 3, "no such flag"],
    ["answers something else", "echo hello", null, "hello"],
    ["has no version in its answer", "echo '{}'", null, "version"],
  ])("reports a binary that %s", async (_name, script, exitCode, output) => {
    const path = fakeCommand(folder, "interchain-security-pd", script);
    await expect(findBinary("pd", { path })).rejects.toMatchObject({
      code: "TESTNET_BINARY_FAILED",
      context: { path, exitCode, output: expect.stringContaining(output) },
    });
  });

  it("reports a file that cannot be run, and a folder", async () => {
    const path = join(folder, "interchain-security-pd");
    writeFileSync(path, "not a program", { mode: 0o644 });
    await expect(findBinary("pd", { path })).rejects.toMatchObject({ code: "TESTNET_BINARY_FAILED" });
    mkdirSync(join(folder, "interchain-security-cd"));
    await expect(findBinary("cd", { directory: folder })).rejects.toMatchObject({ code: "TESTNET_BINARY_FAILED" });
  });

  it("lets an abort through as it is", async () => {
    const path = fakeCommand(folder, "interchain-security-pd", "sleep 60");
    await expect(findBinary("pd", { path, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
