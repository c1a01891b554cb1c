import { Comet38Client, type RpcClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../async/sleep.ts";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";
import { isNotYet, lacksRecentHeight } from "./not-yet.ts";
import { checkedRpcUrl } from "./rpc-url.ts";
import { shownUrl, withoutUrl } from "./shown-url.ts";

type Request = Parameters<RpcClient["execute"]>[0];
type Response = Awaited<ReturnType<RpcClient["execute"]>>;

/**
 * A CosmJS client of one node whose every failure is an `IcsError`: RPC_UNREACHABLE where no answer came,
 * RPC_QUERY_FAILED where the node refused, RPC_RESPONSE_INVALID where the answer is not one of CometBFT 0.38's.
 * A node that is behind is asked again for a height for which `isRecent` is true. `disconnect` ends what is still being
 * asked.
 * @throws CONFIG_INVALID for a URL that is none
 */
export function createCometClient(
  url: string,
  requestTimeoutMs: number,
  isRecent?: (height: bigint) => boolean,
): Comet38Client {
  return typedCometClient(url, new TypedRpcClient(url, requestTimeoutMs, isRecent));
}

/** A CosmJS client that asks through `rpc`, and whose failures to read an answer are RPC_RESPONSE_INVALID. */
export function typedCometClient(url: string, rpc: RpcClient): Comet38Client {
  return new Proxy(Comet38Client.create(rpc), {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const answer: unknown = member.apply(target, args);
        return answer instanceof Promise ? decoded(url, String(name), answer) : answer;
      };
    },
  });
}

/** Requests over HTTP, one each: CosmJS's own client cannot be cancelled, and hides whether an answer came. */
export class TypedRpcClient implements RpcClient {
  readonly #url: string;
  readonly #shownUrl: string;
  readonly #timeoutMs: number;
  readonly #isRecent: (height: bigint) => boolean;
  readonly #closing = new AbortController();

  /** @throws CONFIG_INVALID for a URL that is none */
  constructor(url: string, timeoutMs: number, isRecent: (height: bigint) => boolean = () => false) {
    this.#url = checkedRpcUrl(url);
    this.#shownUrl = shownUrl(url);
    this.#timeoutMs = timeoutMs;
    this.#isRecent = isRecent;
  }

  async execute(request: Request): Promise<Response> {
    const deadline = performance.now() + this.#timeoutMs;
    for (let behindMs = FIRST_BEHIND_MS; ; behindMs = Math.min(2 * behindMs, BEHIND_MS)) {
      const answer = await this.#ask(request);
      const isBehind = lacksRecentHeight(answer) && this.#isRecent(heightOf(request));
      if (isBehind && performance.now() < deadline) {
        await sleep(behindMs, this.#closing.signal);
        continue;
      }
      if (answer.error === undefined) return { jsonrpc: "2.0", id: request.id, result: answer.result };
      const refusal = JSON.stringify(answer.error);
      throw new IcsError(
        "RPC_QUERY_FAILED",
        `The RPC at ${this.#shownUrl} refused ${request.method}: ${withoutUrl(refusal, this.#url)}`,
        { url: this.#shownUrl, path: request.method },
        { retryable: isNotYet(refusal) },
      );
    }
  }

  disconnect(): void {
    this.#closing.abort(new DOMException(`The connection to ${this.#shownUrl} was closed`, "AbortError"));
  }

  /** What the node answers to several requests in one, as text: a list of answers, or one refusal. */
  executeAll(requests: readonly Request[]): Promise<string> {
    return this.#post(requests, `${requests.length} requests in one`);
  }

  async #ask(request: Request): Promise<Answer> {
    const body = await this.#post(request, request.method);
    const answer = parseAnswer(body);
    if (answer === undefined) {
      throw new IcsError(
        "RPC_RESPONSE_INVALID",
        `The answer of ${this.#shownUrl} to ${request.method} is no JSON-RPC: ${withoutUrl(body, this.#url).slice(0, 80)}\nCheck that the address is a CometBFT RPC listener, not another of the node's ports.`,
        { url: this.#shownUrl, path: request.method },
        // What stands in front of a node may answer for it while it cannot.
        { retryable: true },
      );
    }
    return answer;
  }

  async #post(content: Request | readonly Request[], asked: string): Promise<string> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        body: JSON.stringify(content),
        headers: { "Content-Type": "application/json" },
        signal: AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#closing.signal]),
      });
      const body = await response.text();
      // CometBFT answers some refusals with an HTTP status of its own, and the reason as JSON-RPC.
      const isRefusal = !NOT_OF_THE_NODE.includes(response.status) && parseAnswer(body)?.error !== undefined;
      if (response.ok || isRefusal) return body;
      throw new Error(`HTTP status ${response.status}`);
    } catch (cause) {
      this.#closing.signal.throwIfAborted();
      throw new IcsError(
        "RPC_UNREACHABLE",
        `No answer from the RPC at ${this.#shownUrl} to ${asked}: ${transportReason(cause)}\nCheck that the node runs and that the address is its RPC listener.`,
        { url: this.#shownUrl },
        { retryable: true, cause },
      );
    }
  }
}

/**
 * From the answer of a node that is behind to the next try: another node may answer, or this one have caught up. It
 * mostly tells of a block a moment before it has stored it.
 */
const FIRST_BEHIND_MS = 4;
const BEHIND_MS = 50;

/** Too many requests, or a node that a proxy could not reach, whatever the body says. */
const NOT_OF_THE_NODE = [429, 502, 503, 504];

const NEVER_CONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"];

/** True for a failure before any connection: the request cannot have reached the node. */
export function neverConnected(error: unknown): boolean {
  if (!isIcsError(error, "RPC_UNREACHABLE")) return false;
  const { cause } = error.cause as { readonly cause?: { readonly code?: unknown } };
  return NEVER_CONNECTED.includes(String(cause?.code));
}

interface Answer {
  readonly error?: unknown;
  readonly result?: unknown;
}

/** The height that a request names; 0 for the latest. */
function heightOf({ params }: Request): bigint {
  const { height } = params as { readonly height?: unknown };
  return typeof height === "string" && /^\d+$/.test(height) ? BigInt(height) : 0n;
}

/** Undefined for a text that is no JSON-RPC answer. */
function parseAnswer(body: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== "object" || answer === null || !("jsonrpc" in answer)) return undefined;
    return "error" in answer || "result" in answer ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** CosmJS decodes with assertions; a failed one means that the node is not of the kind or version expected. */
async function decoded(url: string, path: string, answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (cause) {
    if (isIcsError(cause) || (cause as Error).name === "AbortError") throw cause;
    throw new IcsError(
      "RPC_RESPONSE_INVALID",
      `The answer of ${shownUrl(url)} to ${path} cannot be read: ${errorMessage(cause)}\nA node with CometBFT 0.38 is expected there.`,
      { url: shownUrl(url), path },
      { cause },
    );
  }
}

function transportReason(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return "it did not answer in time";
  const reasons = cause instanceof AggregateError ? cause.errors : [cause];
  const text = reasons.map((reason) => (reason as Error | undefined)?.message ?? "").filter(Boolean);
  return text.length === 0 ? message : `${message} (${text.join("; ")})`;
}
