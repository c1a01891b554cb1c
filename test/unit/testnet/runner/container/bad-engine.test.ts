import { randomBytes } from "node:crypto";
import { type IcsErrorCode, type IcsErrorContexts, isIcsError } from "../../../../../src/index.ts";
import { findImage, packBinary } from "../../../../../testnet/runner/container/find-image.ts";
import { FakeEngine } from "../../../../support/fake-engine.ts";
import { RunnerBench } from "../../../../support/node-runners.ts";
import { useTemporaryFolder } from "../../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const image = "chain:1";
let engine: FakeEngine;
let bench: RunnerBench;

beforeAll(async () => {
  engine = await FakeEngine.start(await temporaryFolder());
  process.env.DOCKER_HOST = `unix://${engine.socketPath}`;
});

beforeEach(async () => {
  engine.reset();
  const binary = { image, path: "/bin/chaind", stamp: "s" };
  bench = new RunnerBench(binary, await temporaryFolder(), randomBytes(4).toString("hex"));
});

afterEach(() => bench.close());

afterAll(() => engine[Symbol.asyncDispose]());

async function failure<C extends IcsErrorCode>(
  code: C,
  promise: Promise<unknown>,
): Promise<{ context: IcsErrorContexts[C]; message: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (isIcsError(error, code)) return { context: error.context, message: error.message };
  throw new Error(`expected ${code}, got ${error}`, { cause: error });
}

describe("a container that cannot be made", () => {
  test.each([
    ["POST /containers/create", 404, "No such image: chain:1", "TESTNET_IMAGE_MISSING", { image }],
    [
      "POST /containers/create",
      500,
      "mkdir /data: no space left on device",
      "TESTNET_DISK_FULL",
      { node: "fake-1/alice" },
    ],
    [
      "PUT /containers/c1/archive",
      500,
      "write: no space left on device",
      "TESTNET_DISK_FULL",
      { node: "fake-1/alice" },
    ],
    ["POST /containers/c1/start", 400, "exec /bin/chaind: exec format error", "TESTNET_IMAGE_PLATFORM", { image }],
    [
      "POST /containers/c1/start",
      404,
      'exec: "/bin/chaind": stat /bin/chaind: no such file or directory: unknown',
      "TESTNET_BINARY_MISSING",
      { path: "/bin/chaind" },
    ],
  ] as const)(
    "%s answering %i %j is %s, and what was made is removed",
    async (asked, status, message, code, context) => {
      engine.refuse(asked, status, message);
      expect((await failure(code, bench.start())).context).toMatchObject(context);
      engine.answer("GET /containers/json", [{ Id: "c1", Labels: {} }]);
      engine.answer("GET /networks", [{ Id: "n1", Labels: {} }]);
      await bench.close();
      expect(engine.asked).toContain("DELETE /containers/c1");
      expect(engine.asked.slice(-1)).toEqual(["DELETE /networks/n1"]);
    },
  );

  test("a port that another container has is named", async () => {
    const [spec] = await bench.place();
    const port = spec?.placement.outside.ports.rpc;
    engine.refuse("POST /containers/c1/start", 500, `Bind for 127.0.0.1:${port} failed: port is already allocated`);
    const { context } = await failure("TESTNET_PORT_IN_USE", bench.start([], {}, spec));
    expect(context).toEqual({ port, node: "fake-1/alice" });
  });

  test("what the engine says otherwise is not hidden", async () => {
    engine.refuse("POST /containers/create", 500, "something else");
    await expect(bench.start()).rejects.toThrow("something else");
  });
});

test("a container that was killed for its memory is told apart, with what to do", async () => {
  engine.answer("POST /containers/c1/wait", { StatusCode: 137 });
  engine.answer("GET /containers/c1/json", { State: { OOMKilled: true } });
  const { context, message } = await failure("TESTNET_NODE_EXITED", bench.start());
  expect(context).toMatchObject({ outOfMemory: true, signal: "SIGKILL" });
  expect(message).toMatch(/^fake-1\/alice ended because it used more memory .*\nRaise limits.memoryMiB/);
});

test("a container that was killed is told what it may be, where the engine does not tell and its memory is limited", async () => {
  engine.answer("POST /containers/c1/wait", { StatusCode: 137 });
  const [spec] = await bench.place();
  const limited = spec && { ...spec, limits: { memoryMiB: 64 } };
  const { context, message } = await failure("TESTNET_NODE_EXITED", bench.start([], {}, limited));
  expect(context).not.toHaveProperty("outOfMemory");
  expect(message).toMatch(/^fake-1\/alice ended by SIGKILL\nIt may have used more than limits.memoryMiB \(64\)/);
});

test("a log that cannot be written hides nothing of how the node ended", async () => {
  const [spec] = await bench.place();
  const unwritable = spec && { ...spec, logPath: `${spec.home}/missing/node.log` };
  const { context } = await failure("TESTNET_NODE_EXITED", bench.start([], {}, unwritable));
  expect(context).toMatchObject({ exitCode: 0, lastLines: [] });
});

test("what somebody else is removing is waited for, then its network can go", async () => {
  engine.answer("GET /containers/json", [{ Id: "c1", Labels: {} }]);
  engine.answer("GET /networks", [{ Id: "n1", Labels: {} }]);
  engine.refuse("DELETE /containers/c1", 409, "removal of container c1 is already in progress");
  await bench.place();
  engine.asked.length = 0;
  await bench.close();
  const removal = engine.asked.filter((asked) => !asked.startsWith("GET"));
  expect(removal).toEqual(["DELETE /containers/c1", "POST /containers/c1/wait", "DELETE /networks/n1"]);
});

test("an engine that is lost while a node runs is the end of the node, and its log says why", async () => {
  engine.refuse("POST /containers/c1/wait", 500, "shutting down");
  const { context } = await failure("TESTNET_NODE_EXITED", bench.start());
  expect(context).toMatchObject({ exitCode: null, lastLines: [expect.stringContaining("engine was lost")] });
});

test("an image that is nowhere is an error that says what to do", async () => {
  engine.refuse("POST /images/create", 404, "pull access denied for chain");
  const { message, context } = await failure("TESTNET_IMAGE_MISSING", findImage(image, undefined));
  expect(message).toMatch(/^There is no image chain:1, and it cannot be pulled: .*pull access denied/);
  expect(context).toEqual({ image });
});

describe("the binary of an image", () => {
  const inspected = (Config: unknown) =>
    engine.answer(`GET /images/${image}/json`, { Id: "sha256:0123456789abcdef01", Config });

  test("is its entry point, unless a path is given", async () => {
    inspected({ Entrypoint: ["/bin/chaind", "--verbose"], Cmd: ["start"] });
    expect(await findImage(image, undefined)).toEqual({
      image,
      path: "/bin/chaind",
      stamp: "0123456789abcdef-/bin/chaind",
    });
    expect(await findImage(image, "/opt/other")).toMatchObject({
      path: "/opt/other",
      stamp: "0123456789abcdef-/opt/other",
    });
  });

  test("is its command where it has no entry point", async () => {
    inspected({ Entrypoint: null, Cmd: ["chaind", "start"] });
    expect(await findImage(image, undefined)).toMatchObject({ path: "chaind" });
  });

  test("must be said where it has neither", async () => {
    inspected({ Entrypoint: null, Cmd: null });
    expect((await failure("TESTNET_BINARY_MISSING", findImage(image, undefined))).message).toContain("binary.path");
  });
});

describe("an image for a binary of this machine", () => {
  const binary = { path: process.execPath, stamp: "node-0123456789abcdef", version: "v1" };

  test("is taken where it is there", async () => {
    engine.answer("GET /images/icskit/node:0123456789abcdef/json", { Id: "sha256:1" });
    expect(await packBinary(binary)).toMatchObject({ image: "icskit/node:0123456789abcdef", path: "/bin/node" });
    expect(engine.asked).not.toContain("POST /build");
  });

  test.each([
    ["no space left on device", "TESTNET_DISK_FULL"],
    ["dockerfile parse error", "TESTNET_IMAGE_BUILD_FAILED"],
  ] as const)("that cannot be made because of %j is %s", async (message, code) => {
    engine.answer("POST /build", { error: message });
    expect((await failure(code, packBinary(binary))).message).toContain("icskit/node:0123456789abcdef");
  });
});
