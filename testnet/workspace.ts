import { randomBytes } from "node:crypto";
import { mkdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorMessage, IcsError, type Logger, silentLogger } from "../src/index.ts";
import { withRoom } from "./disk-full.ts";
import { createNodeRunner, type RunnerContext } from "./runner/choose-runner.ts";
import { Reaper } from "./runner/reaper.ts";
import type { NodeRunner, StartOptions } from "./runner/runner.ts";

/** Where a testnet's files go, and what becomes of them. */
export interface WorkspaceOptions {
  /** The folder is made inside this one. Default: the system's temporary folder. */
  readonly parentFolder?: string | undefined;
  /** Keep homes and logs in any case. Default: only where something failed after a node was started. */
  readonly keep?: boolean | undefined;
  /** What runs the nodes. Default: processes and containers, as the topology says. */
  readonly createRunner?: ((context: RunnerContext) => NodeRunner) | undefined;
  readonly logger?: Logger | undefined;
  /** Told of a node that ended without being asked to, with its last log lines. Default: an error line to the logger. */
  readonly onNodeExit?: StartOptions["onNodeExit"];
}

/** Something that a workspace closes before it removes its folder. */
export interface Closable {
  /** Idempotent. */
  close(): Promise<void>;
}

/** In which order resources are closed: what talks to nodes, the nodes, and what only they needed. */
const stages = ["clients", "nodes", "places"] as const;

/** When a workspace closes a resource; those of one stage are closed side by side. */
export type CloseStage = (typeof stages)[number];

/**
 * One testnet's folder with all its homes and logs, and everything that must end with it. Should this process die,
 * even of SIGKILL, its nodes are ended and the folder is removed all the same.
 */
export class Workspace implements AsyncDisposable {
  /** Part of the folder's name; tells testnets of one machine apart. */
  readonly runId: string;
  readonly folder: string;
  readonly runner: NodeRunner;
  readonly logger: Logger;
  readonly #reaper: Reaper;
  readonly #resources: { readonly resource: Closable; readonly stage: CloseStage }[] = [];
  #keep: boolean;
  #nodesStarted = false;
  #closing: Promise<string | undefined> | undefined;

  private constructor(runId: string, folder: string, reaper: Reaper, options: WorkspaceOptions) {
    this.runId = runId;
    this.folder = folder;
    this.#reaper = reaper;
    this.#keep = options.keep ?? false;
    this.logger = options.logger ?? silentLogger;
    const runner = (options.createRunner ?? createNodeRunner)({ runId, reaper, logger: this.logger });
    const onNodeExit = options.onNodeExit ?? ((error) => this.logger.error(error.message));
    this.runner = {
      placeChain: (chain) => runner.placeChain(chain),
      initHome: (binary, home) => runner.initHome(binary, home),
      close: (closeOptions) => runner.close(closeOptions),
      startNode: (spec, startOptions) => {
        this.#nodesStarted = true;
        return runner.startNode(spec, { logger: this.logger, onNodeExit, ...startOptions });
      },
    };
  }

  /**
   * Makes the folder; starts nothing but the process that would clean up after a crash.
   * @throws CONFIG_INVALID, TESTNET_DISK_FULL
   */
  static async create(options: WorkspaceOptions = {}): Promise<Workspace> {
    const runId = randomBytes(4).toString("hex");
    const folder = join(await existingFolder(options.parentFolder ?? tmpdir()), `icskit-${runId}`);
    await withRoom("the testnet's folder", folder, () => mkdir(folder, { mode: 0o700 }));
    const reaper = new Reaper();
    reaper.addFolder(folder);
    if (options.keep) reaper.keepFolders();
    return new Workspace(runId, folder, reaper, options);
  }

  /** Has `resource` closed with the workspace, before the nodes unless another stage is given. */
  use<T extends Closable>(resource: T, stage: CloseStage = "clients"): T {
    this.#resources.push({ resource, stage });
    return resource;
  }

  /** Keeps homes and logs, whatever happens. */
  keep(): void {
    this.#keep = true;
    this.#reaper.keepFolders();
  }

  /**
   * Closes what the workspace uses, then removes the folder, unless it is kept: on demand, or where something failed
   * after a node was started. Idempotent. Resolves with the kept folder's path.
   * @throws AggregateError with every failure of the closing; the folder is kept then
   */
  close(options: { readonly failed?: boolean } = {}): Promise<string | undefined> {
    this.#closing ??= this.#close(options.failed ?? false);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(failed: boolean): Promise<string | undefined> {
    const failures: unknown[] = [];
    for (const stage of stages) failures.push(...(await this.#closeStage(stage)));
    const isKept = (): boolean => this.#keep || ((failed || failures.length > 0) && this.#nodesStarted);
    failures.push(...(await rejections([this.runner.close({ keepHomes: isKept() })])));
    const kept = isKept();
    if (!kept) await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
    await this.#reaper.close();
    if (failures.length > 0) throw new AggregateError(failures, `Closing the testnet in ${this.folder} failed`);
    if (!kept) return undefined;
    this.logger.info("kept the testnet's homes and logs", { folder: this.folder });
    return this.folder;
  }

  async #closeStage(wanted: CloseStage): Promise<unknown[]> {
    const resources = this.#resources.filter(({ stage }) => stage === wanted);
    return rejections(resources.map(({ resource }) => resource.close()));
  }
}

async function rejections(closing: readonly Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(closing);
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
}

/** @throws CONFIG_INVALID where there is no such folder */
async function existingFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const wanted = "a folder that exists, in which testnets may make theirs";
    throw new IcsError(
      "CONFIG_INVALID",
      `The folder for testnets cannot be used: ${errorMessage(cause)}\nMake it, or name another one (ICSKIT_WORK_DIR, or parentFolder in code).`,
      { problems: [{ name: "parentFolder", got: path, wanted }] },
      { cause },
    );
  }
}
