import { CommanderError } from "commander";
import { describeFailure, exitCodeOf } from "../../../src/cli/failure.ts";
import { IcsError } from "../../../src/errors.ts";

const quiet = new AbortController().signal;
const unreachable = new IcsError("RPC_UNREACHABLE", "http://x does not answer\nIs the node up?", { url: "http://x" });
const topology = new IcsError("TESTNET_TOPOLOGY_INVALID", "0 validators", { problems: [] });

describe("what a command threw", () => {
  it("reads as the message, with the code at the end of its first line, and without a stack", () => {
    expect(describeFailure(unreachable, quiet)).toBe(
      "Error: http://x does not answer [RPC_UNREACHABLE]\nIs the node up?",
    );
  });

  it("keeps every failure of an aggregate", () => {
    const text = describeFailure(new AggregateError([unreachable, topology], "Two nodes did not stop"), quiet);
    expect(text).toContain("Two nodes did not stop");
    expect(text).toContain("[RPC_UNREACHABLE]");
    expect(text).toContain("[TESTNET_TOPOLOGY_INVALID]");
  });

  it("keeps the stack of a bug", () => {
    expect(describeFailure(new TypeError("x is undefined"), quiet)).toContain("failure.test.ts");
  });

  it("reads as an interruption when the abort itself came through", () => {
    const interrupted = AbortSignal.abort(new Error("Interrupted by SIGINT"));
    expect(describeFailure(interrupted.reason, interrupted)).toBe("Interrupted");
    expect(describeFailure(unreachable, interrupted)).toContain("[RPC_UNREACHABLE]");
  });
});

describe("the exit code", () => {
  it.each([
    ["0 for help", new CommanderError(0, "commander.helpDisplayed", ""), quiet, 0],
    ["2 for a wrong flag", new CommanderError(1, "commander.unknownOption", ""), quiet, 2],
    ["2 for a wrong topology", topology, quiet, 2],
    ["1 for a failure", unreachable, quiet, 1],
    ["1 for a bug", new TypeError("x"), quiet, 1],
    ["130 after an interruption", unreachable, AbortSignal.abort(), 130],
  ])("is %s", (_name, error, signal, code) => {
    expect(exitCodeOf(error, signal)).toBe(code);
  });
});
