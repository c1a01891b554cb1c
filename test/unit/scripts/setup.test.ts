import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeCommand } from "../../support/fake-command.ts";

/** An npm that installs a node which notes how it was called. */
const workingNpm = `
echo "$@" >> npm-calls
rm -rf node_modules; mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho "$@" >> node-calls\\n' > node_modules/.bin/node
chmod +x node_modules/.bin/node`;

describe("set-up", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "icskit-setup-"));
    mkdirSync(join(root, "scripts"));
    mkdirSync(join(root, "path"));
    cpSync("scripts/setup.mjs", join(root, "scripts/setup.mjs"));
    writeFileSync(join(root, "package-lock.json"), "{}");
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function setup() {
    const env = { PATH: `${join(root, "node_modules/.bin")}:${join(root, "path")}:/usr/bin:/bin` };
    return spawnSync(process.execPath, [join(root, "scripts/setup.mjs")], { env, encoding: "utf8" });
  }
  const installNpm = (script: string): string => fakeCommand(join(root, "path"), "npm", script);
  const lines = (file: string): string[] => readFileSync(join(root, file), "utf8").trim().split("\n");

  it("installs the packages, then builds the binaries on the project's own Node", () => {
    installNpm(workingNpm);
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: expect.stringContaining("Installed npm packages") });
    expect(lines("npm-calls")).toEqual(["ci --no-audit --no-fund --loglevel=error"]);
    expect(lines("node-calls")).toEqual([join(root, "scripts/build-binaries.ts")]);
  });

  it("installs nothing when nothing changed, and says nothing", () => {
    installNpm(workingNpm);
    setup();
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(lines("npm-calls")).toHaveLength(1);
    expect(lines("node-calls")).toHaveLength(2);
  });

  it("installs again when package-lock.json changed", () => {
    installNpm(workingNpm);
    setup();
    writeFileSync(join(root, "package-lock.json"), '{"name":"other"}');
    setup();
    expect(lines("npm-calls")).toHaveLength(2);
  });

  it("shows what npm said when it failed, and does not count as done", () => {
    installNpm("echo 'npm error code ENOTFOUND' >&2; exit 1");
    expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining("npm error code ENOTFOUND") });
    installNpm(workingNpm);
    expect(setup().status).toBe(0);
  });

  it("says what to do where npm's install scripts are switched off", () => {
    installNpm("mkdir -p node_modules/.bin");
    expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining("ignore-scripts") });
  });

  it("passes on that the binaries could not be built", () => {
    installNpm(workingNpm.replace("node-calls", "node-calls; exit 1"));
    expect(setup().status).toBe(1);
  });

  it("takes over the lock of a set-up that was killed", () => {
    installNpm(workingNpm);
    mkdirSync(join(root, ".icskit"));
    writeFileSync(join(root, ".icskit/setup.lock"), `${spawnSync("true").pid}`);
    expect(setup().status).toBe(0);
    expect(existsSync(join(root, ".icskit/setup.lock"))).toBe(false);
  });
});
