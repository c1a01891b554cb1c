import { createWriteStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { constants } from "node:os";
import { pipeline } from "node:stream/promises";
import { errorMessage, sleep } from "../../../src/index.ts";
import type { NodeRun } from "../node-run.ts";
import type { ExitInfo } from "../runner.ts";
import type { Engine } from "./engine.ts";

export type Container = ReturnType<Engine["client"]["container"]["getById"]>;

/** Longest wait for the last lines of a container that has ended. */
const lastLinesMs = 2_000;

/** One run of a node in its container. */
export class ContainerRun implements NodeRun {
  readonly exited: Promise<ExitInfo>;
  readonly #container: Container;
  #exit: ExitInfo | undefined;

  private constructor(container: Container, exited: Promise<ExitInfo>) {
    this.#container = container;
    this.exited = exited.then((exit) => {
      this.#exit = exit;
      return exit;
    });
  }

  /** Starts a container that was made or has ended; what it writes is appended to the log file. */
  static async start({ client }: Engine, container: Container, logPath: string): Promise<ContainerRun> {
    const output = await client.container.attach(container);
    const logged = pipeline(output, createWriteStream(logPath, { flags: "a" })).catch((error: unknown) =>
      appendFile(logPath, `icskit: the log ends here (${errorMessage(error)})\n`),
    );
    try {
      await container.start();
    } catch (error) {
      output.destroy();
      await logged;
      throw error;
    }
    return new ContainerRun(container, waitForEnd(container, logged, logPath));
  }

  get exit(): ExitInfo | undefined {
    return this.#exit;
  }

  signal(signal: "SIGTERM" | "SIGKILL"): Promise<boolean> {
    return unlessEnded(this.#container.kill({ signal }));
  }

  async pause(): Promise<void> {
    await this.#container.pause();
  }

  async resume(): Promise<void> {
    await unlessEnded(this.#container.unpause());
  }
}

/** False where the container had ended, or was not paused. */
async function unlessEnded(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    if (statusCode === 404 || statusCode === 409 || /is not (running|paused)/i.test(message)) return false;
    throw error;
  }
}

async function waitForEnd(container: Container, logged: Promise<void>, logPath: string): Promise<ExitInfo> {
  try {
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    const { State } = await container.inspect();
    const waiting = new AbortController();
    await Promise.race([logged, sleep(lastLinesMs, waiting.signal).catch(() => undefined)]);
    waiting.abort();
    return { ...exitOf(StatusCode), ...(State.OOMKilled && { outOfMemory: true }) };
  } catch (error) {
    await appendFile(logPath, `icskit: the container engine was lost (${errorMessage(error)})\n`);
    return { exitCode: null, signal: null };
  }
}

/** A program's own exit codes end at 128; those of a chain's that ended itself on SIGTERM or SIGINT excepted. */
export function exitOf(statusCode: number): ExitInfo {
  const name = Object.entries(constants.signals).find(([, number]) => number === statusCode - 128)?.[0];
  if (name === undefined || name === "SIGTERM" || name === "SIGINT") return { exitCode: statusCode, signal: null };
  return { exitCode: null, signal: name };
}
