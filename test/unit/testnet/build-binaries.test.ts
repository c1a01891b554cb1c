import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildProgress, buildBinaries, findStaleBinaries } from "../../../testnet/build-binaries.ts";
import { fakeCommand } from "../../support/fake-command.ts";

/** A Go that notes each call and writes what `-o` names. */
const workingGo = `
echo "$@" >> "$(dirname "$0")/calls"
if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit 0; fi
echo "go: downloading github.com/cosmos/cosmos-sdk v0.50.13" >&2
echo "github.com/cosmos/interchain-security/v7/x/ccv/types" >&2
while [ "$1" != -o ]; do shift; done
echo "$CGO_ENABLED" > "$2"`;

describe("building the binaries", () => {
  const { PATH } = process.env;
  let folder: string;
  let directory: string;
  let moduleDirectory: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icskit-build-"));
    directory = join(folder, "bin");
    moduleDirectory = join(folder, "module");
    cpSync("testnet/binaries", moduleDirectory, { recursive: true });
    mkdirSync(join(folder, "path"));
    process.env.PATH = `${join(folder, "path")}:/usr/bin:/bin`;
  });

  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });

  const installGo = (script: string): string => fakeCommand(join(folder, "path"), "go", script);
  const builds = (): string[] =>
    readFileSync(join(folder, "path/calls"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("build"));

  it("builds what is missing, static, with the flags that the build cache knows", async () => {
    installGo(workingGo);
    expect(await buildBinaries({ names: ["pd", "cd"], directory, moduleDirectory })).toEqual(["pd", "cd"]);
    expect(readFileSync(join(directory, "interchain-security-pd"), "utf8")).toBe("0\n");
    expect(builds()[0]).toBe(
      "build -tags tools -buildvcs=false -trimpath -ldflags -s -w -X github.com/cosmos/cosmos-sdk/version.Version=v7.0.1 -v -o " +
        `${join(directory, ".new-interchain-security-pd")} github.com/cosmos/interchain-security/v7/cmd/interchain-security-pd`,
    );
    expect(readdirSync(directory).filter((file) => file.startsWith("."))).toEqual([]);
  });

  it("does nothing when nothing changed, even without Go", async () => {
    const go = installGo(workingGo);
    await buildBinaries({ names: ["pd"], directory, moduleDirectory });
    rmSync(go);
    expect(await buildBinaries({ names: ["pd"], directory, moduleDirectory })).toEqual([]);
  });

  it("builds again when an input changed", async () => {
    installGo(workingGo);
    await buildBinaries({ names: ["pd"], directory, moduleDirectory });
    writeFileSync(join(moduleDirectory, "go.sum"), "changed\n");
    expect(await findStaleBinaries({ names: ["pd"], directory, moduleDirectory })).toEqual(["pd"]);
    expect(await buildBinaries({ names: ["pd"], directory, moduleDirectory })).toEqual(["pd"]);
  });

  it("builds once when two ask at once", async () => {
    installGo(workingGo);
    const options = { names: ["pd"], directory, moduleDirectory } as const;
    const built = await Promise.all([buildBinaries(options), buildBinaries(options)]);
    expect(built.flat()).toEqual(["pd"]);
    expect(builds()).toHaveLength(1);
  });

  it("reports downloads, packages and the end", async () => {
    installGo(workingGo);
    const events: BuildProgress[] = [];
    await buildBinaries({ names: ["pd"], directory, moduleDirectory, onProgress: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ phase: "downloading", name: "pd", modules: 1 });
    expect(events.at(-1)).toMatchObject({ phase: "built", path: join(directory, "interchain-security-pd") });
  });

  it("says how to get Go where there is none", async () => {
    process.env.PATH = join(folder, "path");
    await expect(buildBinaries({ directory, moduleDirectory })).rejects.toMatchObject({
      code: "TESTNET_GO_MISSING",
      message: expect.stringContaining("Install Go 1.23 or newer"),
    });
  });

  it("says how to get Go where it is too old", async () => {
    installGo('echo "go version go1.22.9 linux/amd64"');
    await expect(buildBinaries({ directory, moduleDirectory })).rejects.toMatchObject({
      code: "TESTNET_GO_MISSING",
      message: expect.stringContaining("Go 1.22.9 is too old"),
    });
  });

  it("keeps the last lines of a build that failed, and leaves no half of a binary", async () => {
    installGo(
      `[ "$1" = version ] && echo "go version go1.26.8 x" && exit 0\necho "link: undefined symbol" >&2; exit 2`,
    );
    await expect(buildBinaries({ names: ["sd"], directory, moduleDirectory })).rejects.toMatchObject({
      code: "TESTNET_BUILD_FAILED",
      context: { exitCode: 2, output: "link: undefined symbol" },
    });
    expect(existsSync(join(directory, "interchain-security-sd"))).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("interrupts Go at an abort, and lets the abort through as it is", async () => {
    const started = join(folder, "started");
    installGo(
      `[ "$1" = version ] && echo "go version go1.26.8 x" && exit 0\necho a/b >&2; touch ${started}; exec sleep 60`,
    );
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error("enough"));
    const building = buildBinaries({
      names: ["pd"],
      directory,
      moduleDirectory,
      signal: controller.signal,
      onProgress,
    });
    await expect(building).rejects.toThrow("enough");
    expect(readdirSync(directory)).toEqual([]);
  });
});
