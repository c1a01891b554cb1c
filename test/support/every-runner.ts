import type { RunnerName } from "../../testnet/index.ts";
import { describeWithEngine } from "./container-engine.ts";

/** Has a scenario run natively and, where an engine answers (in CI one must), in containers. */
export function testOnEveryRunner(name: string, scenario: (runner: RunnerName) => Promise<void>): void {
  describe("on the native runner", () => test(name, () => scenario("native")));
  describeWithEngine("on the container runner", () => test(name, () => scenario("container")));
}
