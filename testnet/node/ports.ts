import { randomInt, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { IcsError } from "../../src/index.ts";
import { isAlive } from "../is-alive.ts";

/** Ports that belong to this process until they are released. */
export interface PortLease {
  readonly ports: readonly number[];
  /** Idempotent. */
  release(): Promise<void>;
}

/** Where and which ports are leased. */
export interface PortOptions {
  /** Folder of the lock files, shared by all processes of a user. */
  readonly lockFolder?: string;
  /** Take exactly the ports from this one on, instead of free ones. */
  readonly firstPort?: number | undefined;
  /** Take exactly these ports; whom they are leased for may listen on them already. */
  readonly exactly?: readonly number[] | undefined;
  /** Ports that are in use where they will be listened at, when that is not this machine. */
  readonly inUse?: ReadonlySet<number> | undefined;
  /** Who the ports are for, as the error says it. */
  readonly node?: string;
}

/** Below the range from which Linux (32768) and macOS (49152) give ports to outgoing connections. */
const lowestPort = 20_000;
const highestPort = 32_000;

/**
 * Leases `count` ports of 127.0.0.1 that nothing listens on and no other lease holds, also of other processes.
 * A lease is a lock file with the owner's process id, made in one atomic step; leases of dead processes are taken over.
 * @throws TESTNET_PORT_IN_USE where `firstPort` or `exactly` is given and one of the ports is taken, or where none is left
 */
export async function leasePorts(count: number, options: PortOptions = {}): Promise<PortLease> {
  const { firstPort, exactly, inUse, node = "the testnet", lockFolder = defaultLockFolder() } = options;
  const fixed = exactly ?? (firstPort === undefined ? undefined : consecutive(firstPort, count));
  await mkdir(lockFolder, { recursive: true, mode: 0o700 });
  await sweep(lockFolder);
  const taken: number[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(taken.splice(0).map((port) => rm(join(lockFolder, String(port)), { force: true })));
  };
  try {
    for (const port of fixed ?? candidates()) {
      if (taken.length === count) break;
      if (inUse?.has(port) || !(await lock(lockFolder, port))) {
        if (fixed !== undefined) throw portInUse(port, node);
        continue;
      }
      taken.push(port);
      if (exactly !== undefined || (await canListen(port))) continue;
      if (fixed !== undefined) throw portInUse(port, node);
      taken.pop();
      await rm(join(lockFolder, String(port)), { force: true });
    }
    if (taken.length < count) throw portInUse(highestPort, node);
    return { ports: [...taken], release };
  } catch (error) {
    await release();
    throw error;
  }
}

function defaultLockFolder(): string {
  return join(tmpdir(), `icskit-ports-${userInfo().username}`);
}

/** Every port of the range once, from a random one on, so that processes seldom meet. */
function* candidates(): Generator<number> {
  const size = highestPort - lowestPort;
  const offset = randomInt(size);
  for (let index = 0; index < size; index++) yield lowestPort + ((offset + index) % size);
}

function consecutive(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** True where the lock is now ours. A hard link appears with its content, or not at all. */
async function lock(folder: string, port: number): Promise<boolean> {
  const path = join(folder, String(port));
  const staged = join(folder, `.${process.pid}-${randomUUID()}`);
  await writeFile(staged, `${process.pid} ${randomUUID()}`, { mode: 0o600 });
  try {
    if (await tryLink(staged, path)) return true;
    return (await removeStale(folder, path)) && (await tryLink(staged, path));
  } finally {
    await rm(staged, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the locks of processes that died without releasing them. */
async function sweep(folder: string): Promise<void> {
  const locks = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  await Promise.all(locks.map((name) => removeStale(folder, join(folder, name))));
}

/** Removes a dead process's lock. What was moved away is looked at again: a new owner may have come in between. */
async function removeStale(folder: string, path: string): Promise<boolean> {
  const seen = await readIfThere(path);
  if (seen === undefined) return true;
  if (isAlive(Number.parseInt(seen, 10))) return false;
  const aside = join(folder, `.stale-${randomUUID()}`);
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
  const moved = await readIfThere(aside);
  if (moved !== seen) await tryLink(aside, path);
  await rm(aside, { force: true });
  return moved === seen;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function portInUse(port: number, node: string): IcsError<"TESTNET_PORT_IN_USE"> {
  return new IcsError(
    "TESTNET_PORT_IN_USE",
    `Port ${port} of 127.0.0.1, wanted for ${node}, is in use; nothing was started\n` +
      "Stop what listens there, choose another firstPort, or leave firstPort out for free ports.",
    { port, node },
  );
}
