import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { errorMessage, IcsError } from "../src/index.ts";
import { binaryEnvironment } from "./binary-environment.ts";
import { type BinaryName, binaryFileName, defaultBinaryDirectory, pinnedModuleDirectory } from "./binary-name.ts";
import { defaultVersionsFile, readCachedVersion, writeCachedVersion } from "./binary-versions.ts";
import { parseRequiredModule } from "./go.ts";

export type { BinaryName } from "./binary-name.ts";

/** A chain's binary on this machine. */
export interface Binary {
  /** A stock binary's short name, or what its user calls one of his own. */
  readonly name: string;
  readonly path: string;
  /** The release of interchain-security that it says it is, such as "v7.0.1"; "unknown" where it says nothing. */
  readonly version: string;
  /** Identifies this very file (path, size, time of change): another file has another stamp. */
  readonly stamp: string;
}

/** Where to look, and what for. */
export interface FindBinaryOptions {
  /** This file and no other. */
  readonly path?: string | undefined;
  /** A folder that holds `interchain-security-<name>`; the only one looked into. */
  readonly directory?: string | undefined;
  /** Release that the binary must be: default the pinned one; "any" takes whatever is there. */
  readonly wantedVersion?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the answers of binaries are remembered; default a file in `.icskit` of the package. */
  readonly versionsFile?: string | undefined;
}

const run = promisify(execFile);

/**
 * Finds a binary: `path`, else in `directory`, else where `npm run setup` builds it, else on PATH.
 * Its version is asked once per file and then remembered.
 * @throws TESTNET_BINARY_MISSING naming the place where it was expected
 * @throws TESTNET_BINARY_VERSION where it is another release than wanted
 * @throws TESTNET_BINARY_FAILED where it cannot be run or fails
 */
export async function findBinary(name: BinaryName, options?: FindBinaryOptions): Promise<Binary>;
export async function findBinary(name: string, options: FindBinaryOptions & { readonly path: string }): Promise<Binary>;
export async function findBinary(name: string, options: FindBinaryOptions = {}): Promise<Binary> {
  const path = await locate(name, options);
  const stamp = await stampOf(path);
  const versionsFile = options.versionsFile ?? defaultVersionsFile;
  const cached = await readCachedVersion(versionsFile, stamp);
  const version = cached ?? (await askVersion(path, options.signal));
  if (cached === undefined) await writeCachedVersion(versionsFile, stamp, version);
  const wanted = options.wantedVersion ?? (await pinnedVersion());
  if (wanted !== "any" && wanted !== version) throw wrongVersion(path, version, wanted);
  return { name, path, version, stamp };
}

/** The release that icskit pins and tests against, such as "v7.0.1". */
export async function pinnedVersion(): Promise<string> {
  return parseRequiredModule(await readFile(join(pinnedModuleDirectory, "go.mod"), "utf8")).version;
}

async function locate(name: string, options: FindBinaryOptions): Promise<string> {
  const candidates = candidatePaths(name, options);
  for (const candidate of candidates) {
    if (await exists(candidate)) return resolve(candidate);
  }
  const expected = candidates[0] ?? binaryFileName(name);
  const remedy =
    options.path === undefined
      ? 'Run "npm run setup" to build it, or set ICSKIT_BINARIES_DIR to a folder that has it.'
      : "Correct the path that was given for this binary (binary.path in a topology), or leave it out for the stock one.";
  throw new IcsError(
    "TESTNET_BINARY_MISSING",
    `${options.path === undefined ? binaryFileName(name) : name} is missing: there is no ${expected}\n${remedy}`,
    { path: expected },
  );
}

function candidatePaths(name: string, options: FindBinaryOptions): string[] {
  if (options.path !== undefined) return [options.path];
  const file = binaryFileName(name);
  if (options.directory !== undefined) return [join(options.directory, file)];
  // biome-ignore lint/style/noProcessEnv: looking a command up on PATH is what the operating system does, not a setting of icskit
  const onPath = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return [defaultBinaryDirectory, ...onPath].map((folder) => join(folder, file));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  const hash = createHash("sha256").update(`${path}\n${size}\n${mtimeNs}`).digest("hex");
  return `${basename(path)}-${hash.slice(0, 16)}`;
}

async function askVersion(path: string, signal: AbortSignal | undefined): Promise<string> {
  // Without a home of its own, even "version" writes one into the user's home folder.
  const home = await mkdtemp(join(tmpdir(), "icskit-version-"));
  try {
    const command = ["version", "--long", "-o", "json", "--home", home];
    const { stdout, stderr } = await run(path, command, {
      timeout: 60_000,
      env: binaryEnvironment(home),
      ...(signal && { signal }),
    });
    return parseVersion(stdout || stderr);
  } catch (error) {
    signal?.throwIfAborted();
    throw failed(path, error);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function parseVersion(output: string): string {
  const answer: unknown = JSON.parse(output);
  const version = (answer as { readonly version?: unknown } | null)?.version;
  if (typeof version !== "string") throw new Error("its answer has no version");
  return version === "" ? "unknown" : version.replace(/^v?/, "v");
}

function failed(path: string, cause: unknown): IcsError {
  const { code, stdout, stderr } = cause as { code?: unknown; stdout?: string; stderr?: string };
  const output = (stderr || stdout || errorMessage(cause)).trim().slice(-2000);
  return new IcsError(
    "TESTNET_BINARY_FAILED",
    `${path} does not say its version: ${output.slice(-500)}\nIs it an interchain-security binary for this machine? "npm run setup" builds one.`,
    { path, exitCode: typeof code === "number" ? code : null, output },
    { cause },
  );
}

function wrongVersion(path: string, got: string, wanted: string): IcsError {
  return new IcsError(
    "TESTNET_BINARY_VERSION",
    `${path} is interchain-security ${got}, wanted ${wanted}\nRun "npm run setup" to build ${wanted}, set ICSKIT_BINARIES_DIR to a folder that has it, or say which version to take.`,
    { path, got, wanted },
  );
}
