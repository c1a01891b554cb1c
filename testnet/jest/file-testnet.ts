import { join } from "node:path";
import { errorMessage, IcsError } from "../../src/index.ts";
import { createTestnet, type Testnet, type TestnetOptions } from "../testnet.ts";
import { writeReport } from "../testnet-report.ts";
import type { Topology } from "../topology.ts";

/** How a test file's testnet is started and ended. */
export interface UseTestnetOptions extends Omit<TestnetOptions, "signal"> {
  /** How long it may take until the testnet is ready. Default 180,000. */
  readonly timeoutMs?: number;
  /** Told what a user should know, line by line. Default: stderr. */
  readonly onNotice?: (line: string) => void;
}

/** How the testnet of a test file is made and reported on. */
export interface TestnetTools {
  readonly createTestnet: typeof createTestnet;
  readonly writeReport: typeof writeReport;
}

export const defaultTimeoutMs = 180_000;

/** A report of a failure must not hold up the end of a test run. */
const REPORT_MS = 20_000;

/** The testnet that all tests of one file share. */
export class FileTestnet {
  readonly #topology: Topology;
  readonly #options: UseTestnetOptions;
  readonly #tools: TestnetTools;
  readonly #died: IcsError[] = [];
  #net: Testnet | undefined;

  constructor(topology: Topology, options: UseTestnetOptions = {}, tools = { createTestnet, writeReport }) {
    this.#topology = topology;
    this.#options = options;
    this.#tools = tools;
  }

  /** The running testnet. @throws TypeError before `start` and after `close` */
  get net(): Testnet {
    if (this.#net === undefined) throw new TypeError("The testnet is there while tests and hooks of this file run");
    return this.#net;
  }

  /** @throws POLL_TIMEOUT where it is not ready in time; as `createTestnet` */
  async start(): Promise<void> {
    const { timeoutMs = defaultTimeoutMs, onNotice: _, ...options } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(notReady(timeoutMs)), timeoutMs);
    try {
      const onNodeExit = (error: IcsError) => this.#died.push(error);
      const started = { onNodeExit, ...options, signal: late.signal };
      this.#net = await this.#tools.createTestnet(this.#topology, started);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Ends the testnet. After a failure, homes and logs stay, with a report of each consumer that ran beside them.
   * @throws AggregateError of the nodes that ended by themselves, and of what went wrong in closing
   */
  async close(mayHaveFailed: boolean): Promise<void> {
    const net = this.#net;
    if (net === undefined) return;
    this.#net = undefined;
    const failed = mayHaveFailed || this.#died.length > 0;
    if (failed) await this.#report(net);
    const kept = await net.close({ failed });
    if (kept !== undefined) this.#notice(`Homes, logs and reports of this test file's testnet are kept in ${kept}`);
    if (this.#died.length > 0) throw new AggregateError(this.#died, this.#died.map(errorMessage).join("\n"));
  }

  async #report(net: Testnet): Promise<void> {
    const running = net.consumers.filter((consumer) => consumer.isRunning);
    await Promise.all(
      running.map(async (consumer) => {
        const path = join(net.folder, `${consumer.spec.name}.html`);
        try {
          await this.#tools.writeReport(net.provider, consumer, path, { timeoutMs: REPORT_MS });
        } catch (error) {
          this.#notice(`No report of ${consumer.spec.name}: ${errorMessage(error)}`);
        }
      }),
    );
  }

  #notice(line: string): void {
    const tell = this.#options.onNotice ?? ((text: string) => process.stderr.write(`${text}\n`));
    tell(line);
  }
}

function notReady(timeoutMs: number): IcsError<"POLL_TIMEOUT"> {
  return new IcsError(
    "POLL_TIMEOUT",
    `The testnet was not ready within ${timeoutMs} ms\nGive it more time with timeoutMs, or see its logs.`,
    { what: "a ready testnet", elapsedMs: timeoutMs, lastSeen: "nothing" },
  );
}
