import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const script = resolve("scripts/complete-lock.mjs");

describe("completing package-lock.json", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icskit-lock-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function complete(packages: Record<string, unknown>): Record<string, unknown> {
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...packages } }));
    expect(spawnSync(process.execPath, [script], { cwd: folder }).status).toBe(0);
    return JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  }

  it("adds the packages of other platforms, each for its platform only", () => {
    const tool = {
      version: "1.0.0",
      dev: true,
      optionalDependencies: { "@t/t-darwin-arm64": "1.0.0", "t-linux-x64-musl": "1.0.0" },
    };
    expect(complete({ "node_modules/tool": tool })).toEqual({
      "": {},
      "node_modules/tool": tool,
      "node_modules/@t/t-darwin-arm64": { version: "1.0.0", cpu: ["arm64"], dev: true, optional: true, os: ["darwin"] },
      "node_modules/t-linux-x64-musl": {
        version: "1.0.0",
        cpu: ["x64"],
        dev: true,
        libc: ["musl"],
        optional: true,
        os: ["linux"],
      },
    });
  });

  it("leaves what is there alone", () => {
    const packages = {
      "node_modules/t-win32-x64": { version: "1.0.0", integrity: "sha512-x", optional: true, os: ["win32"] },
      "node_modules/tool": { version: "1.0.0", optionalDependencies: { "t-win32-x64": "1.0.0" } },
    };
    expect(complete(packages)).toEqual({ "": {}, ...packages });
  });

  it("finds the project's own lock complete, and without the name of a registry", () => {
    const lock = readFileSync("package-lock.json", "utf8");
    expect(complete(JSON.parse(lock).packages)).toEqual(JSON.parse(lock).packages);
    expect(lock).not.toContain('"resolved"');
  });
});
