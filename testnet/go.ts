import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Oldest Go that builds the pinned interchain-security. */
export const oldestGo = "1.23";

const howToGetGo = `Install Go ${oldestGo} or newer (https://go.dev/dl) and put its bin folder on PATH`;

/** How a Go command runs. */
export interface GoOptions {
  /** The folder of go.mod. */
  readonly moduleDirectory: string;
  readonly signal?: AbortSignal | undefined;
  /** Each line that Go prints to stderr. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** True links C code, which needs a C compiler. Default false: a static binary. */
  readonly cgo?: boolean | undefined;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: readonly string[];
}

/** The environment of every Go command: one that differed would miss the build cache. */
const goEnvironment = ({ cgo = false }: GoOptions): NodeJS.ProcessEnv => ({
  // biome-ignore lint/style/noProcessEnv: Go inherits the environment as it is, icskit reads nothing from it
  ...process.env,
  CGO_ENABLED: cgo ? "1" : "0",
  GOWORK: "off",
});

/** The module of interchain-security that a go.mod requires: its path, and its version such as "v7.0.1". */
export function parseRequiredModule(goMod: string): { readonly path: string; readonly version: string } {
  const found = /(github\.com\/cosmos\/interchain-security\/v\d+) (v\S+)/.exec(goMod);
  if (!found?.[1] || !found[2]) throw new Error("go.mod does not require github.com/cosmos/interchain-security");
  return { path: found[1], version: found[2] };
}

/** The arguments of every `go build`: keep them the same everywhere, or the build cache is missed (minutes). */
export function goBuildArguments(version: string): string[] {
  const ldflags = `-s -w -X github.com/cosmos/cosmos-sdk/version.Version=${version}`;
  return ["build", "-tags", "tools", "-buildvcs=false", "-trimpath", "-ldflags", ldflags];
}

/**
 * Builds one main package, static, into `output`.
 * @throws TESTNET_GO_MISSING without Go, or with one that is too old
 * @throws TESTNET_BUILD_FAILED with the last lines of the compiler
 */
export async function goBuild(mainPackage: string, output: string, options: GoOptions): Promise<void> {
  const { version } = parseRequiredModule(await readFile(join(options.moduleDirectory, "go.mod"), "utf8"));
  await goBuildWith(goBuildArguments(version), mainPackage, output, options);
}

/**
 * Builds one main package into `output` with these arguments of `go build`, of which `build` is the first.
 * @throws as `goBuild`
 */
export async function goBuildWith(
  buildArguments: readonly string[],
  mainPackage: string,
  output: string,
  options: GoOptions,
): Promise<void> {
  await goVersion(options);
  const command = [...buildArguments, "-v", "-o", output, mainPackage];
  const ended = await runGo(command, options);
  if (ended.exitCode === 0) return;
  const { IcsError } = await import("../src/index.ts");
  const lastLines = ended.stderr.slice(-20).join("\n");
  throw new IcsError(
    "TESTNET_BUILD_FAILED",
    `go build ${mainPackage} failed with exit code ${ended.exitCode}\n${lastLines}\nWhat was downloaded and compiled is kept: running it again goes on from there.`,
    { command: `go ${command.join(" ")}`, exitCode: ended.exitCode, output: lastLines },
  );
}

/**
 * The version of the installed Go, such as "1.26.8".
 * @throws TESTNET_GO_MISSING without Go, or with one older than `oldestGo`
 */
export async function goVersion(options: GoOptions): Promise<string> {
  const { stdout } = await runGo(["version"], options);
  const version = /go version go(\d+\.\d+[^\s]*)/.exec(stdout)?.[1] ?? "unknown";
  if (isAtLeast(version, oldestGo)) return version;
  const { IcsError } = await import("../src/index.ts");
  throw new IcsError("TESTNET_GO_MISSING", `Go ${version} is too old\n${howToGetGo}`, { command: "go version" });
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Runs Go and resolves once it ended, whatever its exit code. An abort interrupts it and rejects with the reason. */
async function runGo(command: readonly string[], options: GoOptions): Promise<Ended> {
  options.signal?.throwIfAborted();
  const child = spawn("go", command, {
    cwd: options.moduleDirectory,
    env: goEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.signal && { signal: options.signal }),
    // Go ends its compilers and removes its work folder on an interrupt.
    killSignal: "SIGINT",
  });
  const ended = Promise.withResolvers<number | null>();
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  // Comes after "error" too, and only then has an interrupted Go put away what it was writing.
  child.once("close", (code) => (failure ? ended.reject(failure) : ended.resolve(code)));
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => stdout.push(line));
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderr.push(line);
    options.onLine?.(line);
  });
  try {
    return { exitCode: await ended.promise, stdout: stdout.join("\n"), stderr };
  } catch (error) {
    options.signal?.throwIfAborted();
    // Loaded only when something failed: set-up and code generation must not load (or need) the whole library.
    const { IcsError } = await import("../src/index.ts");
    throw new IcsError("TESTNET_GO_MISSING", `Go cannot be run\n${howToGetGo}`, { command: "go" }, { cause: error });
  }
}
