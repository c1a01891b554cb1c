import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { pollUntil } from "../../src/async/poll-until.ts";

const debianFolder = "/usr/lib/postgresql";
/** PostgreSQL refuses to run as root: then it runs as the user `nobody`. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** So that no server outlives its test, however that ends. Without a server the shell ends too. */
const untilInputEnds = `
  exec 3<&0
  ("$0" "$@" 2>>"$LOG"; kill $$ 2>/dev/null) & server=$!
  read -r _ <&3
  kill -QUIT $(head -n 1 "$DATA/postmaster.pid")
  wait $server`;

/** The server alone sees the disk. It refuses to run as root, which who mounts has to be: hence the second name space. */
const onSmallDisk = `
  mount -t tmpfs -o size="$SIZE" tmpfs "$SMALL" &&
  exec unshare --user --map-user=1 --map-group=1 /bin/sh -c "$SCRIPT" "$0" "$@"`;

/** The folder of PostgreSQL's server programs; undefined where it is not installed. */
export function postgresBinaries(): string | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debianFolder, version, "bin")), ...pathFolders()];
  return folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name))));
}

/**
 * Tests with a server that runs as long as they do. Where PostgreSQL is not installed they fail if `CI` is set, and else
 * are skipped with the reason.
 */
export function describeWithPostgres(
  name: string,
  tests: (server: () => TestPostgres) => void,
  options: TestPostgresOptions = {},
): void {
  if (postgresBinaries() !== undefined) {
    describe(name, () => {
      let server: TestPostgres | undefined;
      beforeAll(async () => {
        server = await TestPostgres.start(options);
      });
      afterAll(() => server?.stop());
      tests(() => {
        if (server === undefined) throw new Error("PostgreSQL has not started");
        return server;
      });
    });
    return;
  }
  const reason = "PostgreSQL is not installed (apt-get install postgresql)";
  const stated = process.env.CI ? it : it.skip;
  describe(name, () => stated(`runs: ${reason}`, () => Promise.reject(new Error(reason))));
}

/** How a server is started. */
export interface TestPostgresOptions {
  /** Mounts a disk of this size, a tmpfs, at `smallDisk`; Linux only, where user name spaces are allowed. */
  readonly smallDiskBytes?: number;
}

/** A PostgreSQL server of this test's own, on a socket in a folder of its own. */
export class TestPostgres implements AsyncDisposable {
  readonly folder: string;
  readonly password: string;
  readonly #binaries: string;
  readonly #options: TestPostgresOptions;
  #server: ChildProcess | undefined;
  #databases = 0;

  private constructor(binaries: string, folder: string, password: string, options: TestPostgresOptions) {
    this.#binaries = binaries;
    this.#options = options;
    this.folder = folder;
    this.password = password;
  }

  static async start(options: TestPostgresOptions = {}): Promise<TestPostgres> {
    const binaries = postgresBinaries();
    if (binaries === undefined) throw new Error("PostgreSQL is not installed");
    const folder = await mkdtemp(join(tmpdir(), "icskit-pg-"));
    const server = new TestPostgres(binaries, folder, "a-secret-of-the-test", options);
    try {
      const passwordFile = join(folder, "password");
      await writeFile(passwordFile, server.password);
      await mkdir(server.smallDisk);
      if (identity.uid !== undefined) {
        for (const path of [folder, passwordFile, server.smallDisk]) await chown(path, identity.uid, identity.gid);
      }
      await chmod(folder, 0o700);
      const login = ["--username=icskit", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
      const args = ["-D", join(folder, "data"), ...login, "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"];
      await promisify(execFile)(join(binaries, "initdb"), args, { ...identity, cwd: folder });
      await server.launch();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Where the small disk is, for who asked for one. */
  get smallDisk(): string {
    return join(this.folder, "small");
  }

  /** For one of the server's databases. */
  connectionString(database = "postgres", password = this.password): string {
    return `postgres://icskit:${password}@${encodeURIComponent(this.folder)}/${database}`;
  }

  /** A new, empty database; its connection string. */
  async createDatabase(tablespace = "pg_default"): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.query(`CREATE DATABASE ${name} TABLESPACE ${tablespace}`);
    return this.connectionString(name);
  }

  /** The rows of a statement. */
  async query(text: string, connectionString = this.connectionString()): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts the server, again after a `kill`; resolves once it answers. */
  async launch(): Promise<void> {
    const settings = ["listen_addresses=", "fsync=off", "max_connections=200", "shared_buffers=32MB"];
    const args = ["-D", join(this.folder, "data"), "-k", this.folder, ...settings.flatMap((value) => ["-c", value])];
    const log = join(this.folder, "log");
    const { smallDiskBytes } = this.#options;
    const [command, ...before] =
      smallDiskBytes === undefined
        ? ["/bin/sh", "-c", untilInputEnds]
        : ["unshare", "-rm", "/bin/sh", "-c", onSmallDisk];
    const ofDisk = { SIZE: String(smallDiskBytes), SMALL: this.smallDisk, SCRIPT: untilInputEnds };
    const server = spawn(command, [...before, join(this.#binaries, "postgres"), ...args], {
      ...identity,
      stdio: ["pipe", "ignore", "inherit"],
      env: { ...process.env, ...ofDisk, LOG: log, DATA: join(this.folder, "data") },
    });
    this.#server = server;
    const answers = async (): Promise<boolean> => {
      if (server.exitCode !== null) throw new Error(`PostgreSQL has ended: ${await readFile(log, "utf8")}`);
      return this.query("SELECT 1").then(
        () => true,
        () => false,
      );
    };
    await pollUntil(answers, (isReady) => isReady, { what: "PostgreSQL to answer" });
  }

  /** Ends the server at once, as a crash would; what it had committed stays. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const exit = once(server, "exit");
    server.stdin?.end();
    await exit;
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function pathFolders(): string[] {
  return (process.env.PATH ?? "").split(":").filter(Boolean);
}
