// Makes a checkout ready: npm packages, then the binaries. Plain JavaScript without any dependency, because it runs
// before there are any, on the machine's own Node (20 or newer). Does nothing when nothing changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const projectNode = join(bin, "node");
const stampFile = join(modules, ".icskit-stamp");
const lockFile = join(root, ".icskit", "setup.lock");

const say = (line) => process.stderr.write(`${line}\n`);

class SetupError extends Error {}

const wantedStamp = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

const packagesAreReady = () =>
  existsSync(projectNode) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === wantedStamp();

/** Runs a command; resolves with its exit code and what it printed (nothing where that went to the terminal). */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve({ code: signal ? 130 : code, output: Buffer.concat(output).toString() });
    });
  });
}

/** The environment without this project's node_modules on PATH: npm must not run on the Node that it replaces. */
function machineEnvironment() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== bin);
  return { ...process.env, PATH: folders.join(delimiter) };
}

async function installPackages() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say("Installing npm packages (npm ci)");
  const timer = setInterval(() => say(`Installing npm packages, ${seconds()} s`), 10_000);
  try {
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const { code, output } = await run("npm", args, { env: machineEnvironment() });
    if (code === 130) throw new SetupError("Interrupted; run it again");
    if (code !== 0) {
      throw new SetupError(
        `npm ci failed with exit code ${code}\n${output.trim()}\nIs the npm registry reachable? Run it again.`,
      );
    }
  } catch (error) {
    if (error.code === "ENOENT")
      throw new SetupError("npm cannot be run: install Node.js 20 or newer together with npm");
    throw error;
  } finally {
    clearInterval(timer);
  }
  if (!existsSync(projectNode)) {
    throw new SetupError(
      'npm ci did not install the project\'s own Node: its install script did not run.\nIs "ignore-scripts" set? Then run: npm rebuild node @bufbuild/buf',
    );
  }
  writeFileSync(stampFile, wantedStamp());
  say(`Installed npm packages in ${seconds()} s`);
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

/** One npm ci at a time: a second one would delete what the first one writes. */
async function withLock(work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  let waiting = false;
  for (;;) {
    try {
      writeFileSync(lockFile, `${process.pid}`, { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = existsSync(lockFile) ? Number(readFileSync(lockFile, "utf8")) : 0;
    if (holder > 0 && !isAlive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!waiting) say("Another set-up is installing npm packages: waiting for it");
    waiting = true;
    await delay(200);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

async function main() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(`Node.js ${process.versions.node} is too old: install Node.js 20 or newer`);
  }
  if (!packagesAreReady()) await withLock(async () => packagesAreReady() || (await installPackages()));
  const { code } = await run(projectNode, [join(root, "scripts", "build-binaries.ts")], { stdio: "inherit" });
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof SetupError ? error.message : error.stack);
  process.exitCode = 1;
}
