import { HttpClient, type RpcClient } from "@cosmjs/tendermint-rpc";
import { errorMessage, IcsError } from "../errors.ts";

type Request = Parameters<RpcClient["execute"]>[0];
type Response = Awaited<ReturnType<RpcClient["execute"]>>;

/** CosmJS's HTTP client with icskit's errors: what cannot be reached is told apart from what was refused. */
export class TypedRpcClient implements RpcClient {
  readonly #url: string;
  readonly #http: HttpClient;

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#http = new HttpClient(url, timeoutMs);
  }

  async execute(request: Request): Promise<Response> {
    try {
      return await this.#http.execute(request);
    } catch (cause) {
      throw isTransportError(cause)
        ? new IcsError(
            "RPC_UNREACHABLE",
            `No answer from the RPC at ${this.#url} to ${request.method}: ${transportReason(cause)}\nCheck that the node runs and that the address is its RPC listener.`,
            { url: this.#url },
            { retryable: true, cause },
          )
        : new IcsError(
            "RPC_QUERY_FAILED",
            `The RPC at ${this.#url} refused ${request.method}: ${errorMessage(cause)}`,
            { url: this.#url, path: request.method },
            { cause },
          );
    }
  }

  disconnect(): void {
    this.#http.disconnect();
  }
}

function isTransportError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    error instanceof TypeError ||
    error instanceof SyntaxError ||
    error.name === "TimeoutError" ||
    error.message.startsWith("Bad status on response")
  );
}

function transportReason(error: Error): string {
  if (error.name === "TimeoutError") return "it did not answer in time";
  const cause = error.cause;
  if (cause instanceof Error && cause.message !== "") return `${error.message} (${cause.message})`;
  if (cause instanceof AggregateError) return `${error.message} (${cause.errors.map(errorMessage).join("; ")})`;
  return error.message;
}
