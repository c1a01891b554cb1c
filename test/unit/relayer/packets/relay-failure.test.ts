import { IcsError, type IcsErrorContexts } from "../../../../src/errors.ts";
import { retryDistance } from "../../../../src/relayer/block-distance.ts";
import { failureKind, toldAfter, troubleKey } from "../../../../src/relayer/packets/relay-failure.ts";

const tx = (codespace: string, abciCode: number, hash = "A"): IcsError => {
  const context = { chainId: "c", hash, height: 1n, codespace, abciCode, sentinel: undefined, log: "" };
  return new IcsError("TX_FAILED", "failed", context);
};
const error = <C extends keyof IcsErrorContexts>(code: C, message: string, context: object = {}): IcsError =>
  new IcsError(code, message, context as IcsErrorContexts[C]);

describe("a failure", () => {
  it.each([
    [tx("sdk", 11), "gas"],
    [tx("sdk", 21), "size"],
    [tx("sdk", 41), "size"],
    [tx("sdk", 5), "account"],
    [tx("sdk", 13), "account"],
    [tx("sdk", 32), "account"],
    [tx("sdk", 20), "silence"],
    [tx("sdk", 18), "messages"],
    [tx("channel", 22), "redundant"],
    [tx("channel", 21), "messages"],
    [tx("client", 29), "client"],
    [tx("client", 18), "messages"],
    [tx("07-tendermint", 2), "client"],
    [tx("undefined", 111222), "messages"],
    [error("TX_EXPIRED", "expired"), "silence"],
    [error("TX_ACCOUNT_NOT_FOUND", "unknown"), "account"],
    [error("IBC_PROOF_MISSING", "none"), "stale"],
    [error("IBC_CLIENT_NOT_ACTIVE", "expired"), "client"],
    [error("IBC_PACKETS_NOT_FOUND", "none"), "missing"],
    [error("IBC_CHANNEL_NOT_FOUND", "none"), "missing"],
    [error("RPC_UNREACHABLE", "no answer"), "silence"],
    [error("RPC_RESPONSE_INVALID", "garbage"), "silence"],
    [error("RPC_QUERY_FAILED", "height 5 must be less than or equal to the current height"), "silence"],
    [error("RPC_QUERY_FAILED", "Tx too large. Max size is 1048576, but got 2000000"), "size"],
    [error("RPC_QUERY_FAILED", "error reading request body: http: request body too large"), "size"],
  ] as const)("%s is sorted as %s", (failure, kind) => {
    expect(failureKind(failure)).toBe(kind);
  });

  it("is the same trouble whatever its hash", () => {
    expect(troubleKey(tx("sdk", 5, "A"))).toBe(troubleKey(tx("sdk", 5, "B")));
    expect(troubleKey(tx("sdk", 5))).not.toBe(troubleKey(tx("sdk", 13)));
    expect(troubleKey(error("RPC_UNREACHABLE", "x"))).toBe("RPC_UNREACHABLE");
  });

  it("is told at once where nothing else explains it, later where a rival or a restart may", () => {
    expect([toldAfter("missing"), toldAfter("messages"), toldAfter("silence")]).toEqual([1, 2, 3]);
  });
});

it("distances double up to a bound", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map(retryDistance)).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
});
