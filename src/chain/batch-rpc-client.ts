import type { Comet38Client, RpcClient } from "@cosmjs/tendermint-rpc";
import { lacksRecentHeight } from "./not-yet.ts";
import { TypedRpcClient, typedCometClient } from "./rpc-client.ts";

type Request = Parameters<RpcClient["execute"]>[0];
type Response = Awaited<ReturnType<RpcClient["execute"]>>;

/** Requests in one where the node allows so many; CometBFT allows 10 by default. @see max_request_batch_size in config/toml.go */
const BATCH_SIZE = 50;

/** Batches on their way at once: the node reads the next while it answers one. */
const PARALLEL = 4;

/**
 * A CosmJS client that sends what is asked at once in few requests, with the failures of `createCometClient`. For reads
 * only: what a node leaves unanswered is asked again. A node that takes fewer in one, or none, is asked as it can be.
 */
export function createBatchingCometClient(
  url: string,
  requestTimeoutMs: number,
  isRecent?: (height: bigint) => boolean,
): Comet38Client {
  return typedCometClient(url, new BatchRpcClient(new TypedRpcClient(url, requestTimeoutMs, isRecent)));
}

interface Waiting extends PromiseWithResolvers<Response> {
  readonly request: Request;
}

/** What a batch leaves unanswered, or answers with an error, is asked by itself: that client knows what to make of it. */
export class BatchRpcClient implements RpcClient {
  readonly #single: TypedRpcClient;
  #waiting: Waiting[] = [];
  #size = BATCH_SIZE;
  #underWay = 0;
  #isScheduled = false;

  constructor(single: TypedRpcClient) {
    this.#single = single;
  }

  execute(request: Request): Promise<Response> {
    const waiting = { request, ...Promise.withResolvers<Response>() };
    this.#waiting.push(waiting);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      // Whoever asks for much at once has done so by then.
      setTimeout(() => {
        this.#isScheduled = false;
        this.#pump();
      }, 0);
    }
    return waiting.promise;
  }

  disconnect(): void {
    this.#single.disconnect();
  }

  #pump(): void {
    while (this.#underWay < PARALLEL && this.#waiting.length > 0) {
      this.#underWay += 1;
      void this.#send(this.#waiting.splice(0, this.#size)).finally(() => {
        this.#underWay -= 1;
        this.#pump();
      });
    }
  }

  /** Settles each request of a batch, or puts all back in front where the node takes smaller batches. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 1) return this.#sendEach(batch);
    let body: string;
    try {
      body = await this.#single.executeAll(batch.map(({ request }, id) => ({ ...request, id })));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const answers = parseAnswers(body);
    if (answers === undefined) {
      const allowed = allowedSize(body);
      if (allowed === undefined || allowed >= batch.length) return this.#sendEach(batch);
      this.#size = allowed;
      this.#waiting.unshift(...batch);
      return;
    }
    const unanswered = batch.filter(({ request, resolve }, id) => {
      const answer = answers.get(id);
      if (answer === undefined || answer.error !== undefined || lacksRecentHeight(answer)) return true;
      resolve({ jsonrpc: "2.0", id: request.id, result: answer.result });
      return false;
    });
    await this.#sendEach(unanswered);
  }

  async #sendEach(batch: readonly Waiting[]): Promise<void> {
    await Promise.all(batch.map(({ request, resolve, reject }) => this.#single.execute(request).then(resolve, reject)));
  }
}

interface Answer {
  readonly error?: unknown;
  readonly result?: unknown;
}

/** The answers by the ids of their requests; undefined for a text that is no list of answers. */
function parseAnswers(body: string): ReadonlyMap<unknown, Answer> | undefined {
  let answers: unknown;
  try {
    answers = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!Array.isArray(answers)) return undefined;
  return new Map(answers.filter(isAnswer).map((answer) => [answer.id, answer]));
}

function isAnswer(value: unknown): value is Answer & { readonly id: unknown } {
  return typeof value === "object" && value !== null && "id" in value && ("result" in value || "error" in value);
}

/** How many requests a node takes in one, from its refusal of more. @see RPC server handler in CometBFT's rpc/jsonrpc/server */
function allowedSize(body: string): number | undefined {
  const [, size] = /batch request exceeds maximum \((\d+)\)/.exec(body) ?? [];
  return size === undefined ? undefined : Number(size);
}
