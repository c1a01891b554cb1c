import { readdirSync } from "node:fs";
import { allInvariants } from "../../../../src/observer/invariants/all-invariants.ts";
import { observeConsumer } from "../../../../src/observer/observe.ts";
import { collect } from "../collect.ts";
import { historySources } from "../fake-sources.ts";
import { vscReceived } from "../observed.ts";
import { violations } from "./run.ts";

describe("all invariants", () => {
  it("hold over a history in which all is well", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    expect(violations(allInvariants, events)).toEqual([]);
  });

  it("name the invariant and the event that broke it", () => {
    const events = [vscReceived(4n, 1n), vscReceived(5n, 3n)];
    expect(violations(allInvariants, events)).toMatchObject([
      { invariant: "received-in-order", reason: expect.stringContaining("3"), event: { height: 5n, sequence: 3n } },
    ]);
  });

  it("are one file each, named as the invariant", () => {
    const others = new Set(["all-invariants.ts", "describe-differences.ts", "invariant.ts", "relayer-duties.ts"]);
    const files = readdirSync("src/observer/invariants").filter((file) => !others.has(file));
    expect(allInvariants.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
  });
});
