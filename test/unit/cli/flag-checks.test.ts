import { connectStore } from "../../../src/cli/connect-store.ts";
import {
  checkConsumerId,
  checkStore,
  checkUrl,
  FlagProblems,
  listenAddress,
  readListen,
} from "../../../src/cli/flag-checks.ts";

function noted(check: (wrong: FlagProblems["note"]) => void): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  check((name, got) => void found.push([name, got]));
  return found;
}

describe("the store that a flag names", () => {
  it.each(["observer.sqlite", ":memory:", "postgres://me@localhost/ics", "postgresql:///ics?host=/run"])(
    "may be %s",
    (text) => {
      expect(noted((wrong) => checkStore(text, wrong))).toEqual([]);
    },
  );

  it.each([
    ["", ""],
    ["mysql://root:hunter2@x/y", "mysql://…"],
    ["postgres://me:hunter2@x/y", "an address with a password"],
    ["postgresql://:hunter2@x/y", "an address with a password"],
    ["postgres://me@x/y?sslmode=require&password=hunter2", "an address with a password"],
  ])("may not be %j", (text, got) => {
    expect(noted((wrong) => checkStore(text, wrong))).toEqual([["--store", got]]);
  });

  it("is a file where the text has no scheme", async () => {
    await using store = await connectStore(":memory:");
    expect(await store.subjects()).toEqual([]);
  });
});

describe("flags", () => {
  it("are told all at once, without what may be a secret", () => {
    const problems = new FlagProblems();
    problems.throwAny();
    checkUrl("--provider", "http://me:hunter2@a", problems.note);
    checkUrl("--node", "a:26657/hunter2", problems.note);
    checkUrl("--consumer", "//a/hunter2", problems.note);
    checkConsumerId("01", problems.note);
    expect(readListen("8080", problems.note)).toBeUndefined();
    checkStore("postgres://me:hunter2@x/y", problems.note);
    expect(() => problems.throwAny()).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: expect.not.stringContaining("hunter2"),
        context: {
          problems: ["--provider", "--node", "--consumer", "--consumer-id", "--listen", "--store"].map((name) =>
            expect.objectContaining({ name }),
          ),
        },
      }),
    );
  });

  it("listen where the flag says, else where the file does, else nowhere", () => {
    expect(listenAddress("[::1]:1", "127.0.0.1:2")).toEqual({ host: "::1", port: 1 });
    expect(listenAddress(undefined, "127.0.0.1:2")).toEqual({ host: "127.0.0.1", port: 2 });
    expect(listenAddress(undefined, undefined)).toBeUndefined();
    expect(() => listenAddress("8080", "127.0.0.1:2")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
