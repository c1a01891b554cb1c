import { ViolationLog } from "../../../src/observer/violation-log.ts";
import { vscSent } from "./observed.ts";

const violation = (reason: string, invariant = "received-in-order") => ({ invariant, reason, event: vscSent(7n, 1n) });

describe("ViolationLog", () => {
  it("takes in what is new, once, in its order", () => {
    const log = new ViolationLog();
    expect(log.add([violation("2 after 3"), violation("2 after 3"), violation("x")])).toHaveLength(2);
    expect(log.add([violation("x"), violation("x", "opted-in-only")])).toEqual([violation("x", "opted-in-only")]);
    expect(log.all.map(({ invariant, reason }) => [invariant, reason])).toEqual([
      ["received-in-order", "2 after 3"],
      ["received-in-order", "x"],
      ["opted-in-only", "x"],
    ]);
  });

  it("keeps the last ones where there is a limit", () => {
    const log = new ViolationLog(2);
    for (const reason of ["a", "b", "c"]) log.add([violation(reason)]);
    expect(log.all.map(({ reason }) => reason)).toEqual(["b", "c"]);
  });
});
