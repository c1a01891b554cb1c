import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const node = join(process.cwd(), "node_modules/.bin/node");

function icskit(args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(node, ["src/cli/main.ts", ...args], { env: { ...process.env, ...env }, encoding: "utf8" });
}

describe("icskit doctor", () => {
  let empty: string;

  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), "icskit-doctor-"));
  });

  afterAll(() => {
    rmSync(empty, { recursive: true, force: true });
  });

  it("prints one object per check per line, and nothing else on stdout", () => {
    const findings = icskit(["doctor", "--json"])
      .stdout.trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(findings.map((finding) => finding.name)).toEqual(
      expect.arrayContaining(["node", "go", "interchain-security-pd", "disk", "loopback", "docker"]),
    );
    for (const finding of findings) {
      expect(["ok", "missing", "optional"]).toContain(finding.verdict);
      expect(typeof finding.advice).toBe(finding.verdict === "ok" ? "undefined" : "string");
    }
  });

  it("exits with 1 and says how to get them where the binaries are missing", () => {
    const { status, stdout } = icskit(["doctor", "--json"], { ICSKIT_BINARIES_DIR: empty });
    expect(status).toBe(1);
    const provider = stdout.split("\n").find((line) => line.includes('"interchain-security-pd"'));
    expect(JSON.parse(provider ?? "{}")).toMatchObject({
      verdict: "missing",
      found: `interchain-security-pd is missing: there is no ${join(empty, "interchain-security-pd")}`,
      advice: expect.stringContaining("npm run setup"),
    });
  });

  it("needs Go only as long as something has to be built", () => {
    const { stdout } = icskit(["doctor", "--json"], { ICSKIT_BINARIES_DIR: empty, PATH: empty });
    const go = stdout.split("\n").find((line) => line.includes('"go"'));
    expect(JSON.parse(go ?? "{}")).toMatchObject({
      verdict: "optional",
      advice: expect.stringContaining("Install Go"),
    });
  });
});

describe("the command line", () => {
  it("explains itself in any environment", () => {
    const { status, stdout } = icskit(["--help"], { ICSKIT_LOG_LEVEL: "loud" });
    expect(status).toBe(0);
    expect(stdout).toContain("doctor");
    expect(stdout).toContain("Exit codes:");
  });

  it("exits with 2 for a command that there is not, and for a wrong environment", () => {
    expect(icskit(["dance"])).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("dance") });
    expect(icskit(["doctor"], { ICSKIT_LOG_LEVEL: "loud" })).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining('ICSKIT_LOG_LEVEL: got "loud", wanted one of debug, info, warn, error'),
    });
  });
});
