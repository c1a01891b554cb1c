import { createWriteStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { constants } from "node:os";
import { pipeline } from "node:stream/promises";
import { errorMessage, sleep } from "../../../src/index.ts";
import type { NodeRun } from "../node-run.ts";
import type { ExitInfo } from "../runner.ts";
import type { Engine } from "./engine.ts";
import { whileItLasts } from "./while-it-lasts.ts";

export type Container = ReturnType<Engine["client"]["container"]["getById"]>;

/** Longest wait for the last lines of a container that has ended. */
const lastLinesMs = 2_000;

/** How much of its log a container brings along that is taken over. */
const linesBefore = 1_000;

/** One run of a node in its container. */
export class ContainerRun implements NodeRun {
  readonly exited: Promise<ExitInfo>;
  readonly #container: Container;
  readonly #log: RunLog;
  #exit: ExitInfo | undefined;

  private constructor(container: Container, log: RunLog) {
    this.#container = container;
    this.#log = log;
    this.exited = new Promise((resolve) => {
      void waitForEnd(container, log).then((exit) => {
        if (exit === undefined) return;
        this.#exit = exit;
        resolve(exit);
      });
    });
  }

  /** Starts a container that was made or has ended; what it writes is appended to the log file. */
  static async start({ client }: Engine, container: Container, logPath: string): Promise<ContainerRun> {
    const output = await client.container.attach(container);
    const log = writeLog(output, logPath);
    try {
      await container.start();
    } catch (error) {
      output.destroy();
      await log.written;
      throw error;
    }
    return new ContainerRun(container, log);
  }

  /** Takes a container over that runs; the log file gets the last lines that it wrote before, and what it writes. */
  static async adopt({ client }: Engine, container: Container, logPath: string): Promise<ContainerRun> {
    const output = await client.container.logs(container, { tail: linesBefore });
    return new ContainerRun(container, writeLog(output, logPath));
  }

  get exit(): ExitInfo | undefined {
    return this.#exit;
  }

  signal(signal: "SIGTERM" | "SIGKILL"): Promise<boolean> {
    return whileItLasts(this.#container, "running", this.#container.kill({ signal }));
  }

  async pause(): Promise<void> {
    await whileItLasts(this.#container, "unpaused", this.#container.pause());
  }

  async resume(): Promise<void> {
    await whileItLasts(this.#container, "paused", this.#container.unpause());
  }

  /** Leaves it running, with nothing open to it; `exited` then never settles. */
  async release(): Promise<void> {
    this.#log.left.abort();
    await this.#log.written;
  }
}

/** The log of a run, as it is written to a file. */
interface RunLog {
  readonly path: string;
  /** Resolves when nothing more is written. */
  readonly written: Promise<void>;
  /** Aborted where the run is left alone. */
  readonly left: AbortController;
}

function writeLog(output: NodeJS.ReadableStream, path: string): RunLog {
  const left = new AbortController();
  const written = pipeline(output, createWriteStream(path, { flags: "a" }), { signal: left.signal }).catch(
    async (error: unknown) => {
      if (!left.signal.aborted) await note(path, `the log ends here (${errorMessage(error)})`);
    },
  );
  return { path, written, left };
}

async function waitForEnd(container: Container, { path, written, left }: RunLog): Promise<ExitInfo | undefined> {
  try {
    const { StatusCode } = (await container.wait({ abortSignal: left.signal })) as { StatusCode: number };
    const { State } = await container.inspect();
    const waiting = new AbortController();
    await Promise.race([written, sleep(lastLinesMs, waiting.signal).catch(() => undefined)]);
    waiting.abort();
    return { ...exitOf(StatusCode), ...(State.OOMKilled && { outOfMemory: true }) };
  } catch (error) {
    if (left.signal.aborted) return undefined;
    await note(path, `the container engine was lost (${errorMessage(error)})`);
    return { exitCode: null, signal: null };
  }
}

/** Adds a line to a log. Where that cannot be written, for want of room for instance, the node goes on all the same. */
async function note(path: string, text: string): Promise<void> {
  await appendFile(path, `icskit: ${text}\n`).catch(() => undefined);
}

/** A program's own exit codes end at 128; those of a chain's that ended itself on SIGTERM or SIGINT excepted. */
export function exitOf(statusCode: number): ExitInfo {
  const name = Object.entries(constants.signals).find(([, number]) => number === statusCode - 128)?.[0];
  if (name === undefined || name === "SIGTERM" || name === "SIGINT") return { exitCode: statusCode, signal: null };
  return { exitCode: null, signal: name };
}
