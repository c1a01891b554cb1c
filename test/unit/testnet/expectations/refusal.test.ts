import { IcsError } from "../../../../src/index.ts";
import { refusalOf } from "../../../../testnet/expectations/refusal.ts";

const context = { chainId: "x", hash: "", codespace: "provider", abciCode: 1, log: "the log" };

test("names the error of a refused action, else its log", async () => {
  const named = new IcsError("TX_FAILED", "no", { ...context, height: 1n, sentinel: "ErrUnauthorized" });
  const unnamed = new IcsError("TX_REFUSED", "no", { ...context, sentinel: undefined });
  expect(await refusalOf(Promise.reject(named))).toBe("ErrUnauthorized");
  expect(await refusalOf(Promise.reject(unnamed))).toBe("the log");
});

test("tells which fields kept a message from being sent", async () => {
  const problems = [{ name: "rate", got: "2", wanted: "less" }];
  const unsent = new IcsError("TX_MESSAGE_INVALID", "no", { typeUrl: "/x", problems });
  expect(await refusalOf(Promise.reject(unsent))).toBe("rate");
});

test("an accepted action, and any other failure, is no refusal", async () => {
  await expect(refusalOf(Promise.resolve())).rejects.toThrow("accepted");
  await expect(refusalOf(Promise.reject(new RangeError("no node")))).rejects.toThrow("no node");
});
