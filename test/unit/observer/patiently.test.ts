import { IcsError } from "../../../src/errors.ts";
import { isStateMissing, patiently } from "../../../src/observer/patiently.ts";

const away = new IcsError("RPC_UNREACHABLE", "no answer", { url: "http://node" }, { retryable: true });
const refused = (message: string) => new IcsError("RPC_QUERY_FAILED", message, { path: "p" });

describe("patiently", () => {
  const { signal } = new AbortController();

  it("asks again while the node is away", async () => {
    const answers = [away, away, 7];
    const ask = async (): Promise<number> => {
      const answer = answers.shift();
      if (typeof answer === "number") return answer;
      throw answer;
    };
    expect(await patiently(ask, signal)).toBe(7);
  });

  it("asks again while a node behind has not come as far", async () => {
    const answers = [refused("cannot query with height in the future; please provide a valid height")];
    const ask = async (): Promise<string> => {
      const behind = answers.shift();
      if (behind) throw behind;
      return "there";
    };
    expect(await patiently(ask, signal)).toBe("there");
  });

  it("passes on what does not pass by itself", async () => {
    await expect(patiently(() => Promise.reject(refused("no")), signal)).rejects.toThrow("no");
    await expect(patiently(() => Promise.reject(new Error("bug")), signal)).rejects.toThrow("bug");
  });

  it("ends with the signal's reason", async () => {
    const ended = AbortSignal.abort(new Error("enough"));
    await expect(patiently(() => Promise.reject(away), ended)).rejects.toThrow("enough");
  });
});

describe("isStateMissing", () => {
  it.each([
    ["failed to load state at height 3; version does not exist (latest height: 90): invalid request", true],
    ["height 3 is not available, lowest height is 40", true],
    ["cannot retrieve phase for consumer id: 9: not found", false],
  ])("tells a pruned height from other refusals: %s", (message, expected) => {
    expect(isStateMissing(refused(message))).toBe(expected);
  });

  it("takes nothing else for missing state", () => {
    expect(isStateMissing(new Error("failed to load state at height 3"))).toBe(false);
  });
});
