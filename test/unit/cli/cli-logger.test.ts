import { createCliLogger } from "../../../src/cli/cli-logger.ts";

function written(
  level: Parameters<typeof createCliLogger>[0],
  log: (logger: ReturnType<typeof createCliLogger>) => void,
) {
  const stdout = jest.spyOn(console, "log").mockImplementation();
  const stderr = jest.spyOn(console, "error").mockImplementation();
  try {
    log(createCliLogger(level));
    expect(stdout).not.toHaveBeenCalled();
    return stderr.mock.calls.map(([line]) => String(line));
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

it.each([
  ["debug", ["debug a", "info b", "warn c", "error d"]],
  ["warn", ["warn c", "error d"]],
  ["error", ["error d"]],
] as const)("at level %s the lines from that level on go to stderr", (level, lines) => {
  const said = written(level, (logger) => {
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
  });
  expect(said).toEqual(lines);
});

it("fields follow the message, each as a reader can tell it", () => {
  const fields = {
    text: 'a "b"',
    height: 5n,
    up: true,
    none: undefined,
    list: [1n, "x"],
    error: new Error("it broke"),
    nothing: null,
  };
  expect(written("debug", (logger) => logger.info("hello", fields))).toEqual([
    'info hello text="a \\"b\\"" height=5 up=true none=undefined list=["1","x"] error="it broke" nothing=null',
  ]);
});
