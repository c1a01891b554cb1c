import { errorMessage, IcsError, isIcsError } from "../../src/errors.ts";

const cause = new Error("socket hang up");
const error = new IcsError("RPC_UNREACHABLE", "No answer\nIs it up?", { url: "http://x" }, { retryable: true, cause });

describe("an IcsError", () => {
  it("is an Error with a code, a context, a cause and whether a retry may help", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "IcsError", code: "RPC_UNREACHABLE", context: { url: "http://x" } });
    expect(error.cause).toBe(cause);
    expect(error.retryable).toBe(true);
    expect(String(error)).toBe("IcsError: No answer\nIs it up?");
  });

  it("is not retryable and has no cause unless said so", () => {
    const plain = new IcsError("CCV_PACKET_INVALID", "bad", { reason: "r" });
    expect(plain.retryable).toBe(false);
    expect("cause" in plain).toBe(false);
  });

  it("is told by its code, which narrows its context", () => {
    expect(isIcsError(error)).toBe(true);
    expect(isIcsError(error, "RPC_UNREACHABLE") && error.context.url).toBe("http://x");
    expect(isIcsError(error, "TX_FAILED")).toBe(false);
    expect(isIcsError(new Error("x"))).toBe(false);
    expect(isIcsError({ code: "RPC_UNREACHABLE" })).toBe(false);
    expect(isIcsError(undefined)).toBe(false);
  });
});

it.each([
  [new TypeError("broken"), "broken"],
  ["text", "text"],
  [undefined, "undefined"],
  [7n, "7"],
])("the text of %p thrown is %j", (thrown, text) => {
  expect(errorMessage(thrown)).toBe(text);
});
