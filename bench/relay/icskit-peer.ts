import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Peer, PeerAccount, PeerPath, Usage } from "./peer.ts";

/** What the process is asked to do. */
export type IcskitCommand =
  | { readonly do: "relay"; readonly paths: readonly PeerPath[]; readonly account: PeerAccount }
  | { readonly do: "usage" };

/** What it answers. */
export type IcskitAnswer = { readonly id: number } & (
  | { readonly result: Usage | undefined }
  | { readonly error: string }
);

/** What a run of icskit is made from. */
export interface IcskitPeerOptions {
  /** All with the same provider. */
  readonly paths: readonly PeerPath[];
  readonly account: PeerAccount;
  /** Its warnings go to the end of this file. */
  readonly logPath: string;
}

/** icskit's relayer in a process of its own, which ends with this one. It opens and relays in one go. */
export class IcskitPeer implements Peer {
  readonly name = "icskit";
  readonly #options: IcskitPeerOptions;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<Usage | undefined>>();
  #asked = 0;

  private constructor(options: IcskitPeerOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    child.on("message", (answer: IcskitAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.result);
    });
    child.once("exit", (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`icskit ended with exit code ${code}`));
    });
  }

  /** Starts the process; it relays nothing yet. */
  static async create(options: IcskitPeerOptions): Promise<IcskitPeer> {
    await using log = await open(options.logPath, "a");
    const stdio = ["ignore", log.fd, log.fd, "ipc"] as const;
    const peer = new IcskitPeer(options, fork(join(import.meta.dirname, "icskit-process.ts"), { stdio: [...stdio] }));
    await peer.#ask({ do: "usage" });
    return peer;
  }

  /** Finds by itself what is open. */
  async start(): Promise<void> {
    const { paths, account } = this.#options;
    await this.#ask({ do: "relay", paths, account });
  }

  async usage(): Promise<Usage> {
    const usage = await this.#ask({ do: "usage" });
    if (usage === undefined) throw new TypeError("icskit's process answered without its usage");
    return usage;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ask(command: IcskitCommand): Promise<Usage | undefined> {
    const id = this.#asked;
    this.#asked += 1;
    const answer = Promise.withResolvers<Usage | undefined>();
    this.#waiting.set(id, answer);
    this.#child.send({ id, ...command });
    return answer.promise;
  }
}
