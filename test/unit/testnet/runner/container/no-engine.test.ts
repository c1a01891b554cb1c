import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestnet } from "../../../../../testnet/index.ts";
import { FakeEngine } from "../../../../support/fake-engine.ts";
import { useTemporaryFolder } from "../../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const engineModule = join(import.meta.dirname, "../../../../../testnet/runner/container/engine.ts");
const script = `const { connectEngine } = await import(${JSON.stringify(engineModule)});
await connectEngine().then(() => console.log("{}"), ({ code, context, message }) => console.log(JSON.stringify({ code, context, message })));`;

/** How connecting to an engine fails, in a process of its own: testcontainers remembers what it found. */
async function failureWith(engine: string, identity: { uid?: number } = {}): Promise<unknown> {
  const home = await temporaryFolder();
  await chmod(home, 0o755);
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    ...identity,
    env: { ...process.env, DOCKER_HOST: engine, HOME: home },
  });
  return JSON.parse(stdout);
}

const unavailable = (engine: string, reason: string, message: RegExp) => ({
  code: "TESTNET_ENGINE_UNAVAILABLE",
  context: { engine, reason },
  message: expect.stringMatching(message),
});

test("without an engine it is said how to get one, and that there is another runner", async () => {
  const engine = `unix://${join(await temporaryFolder(), "nothing.sock")}`;
  const message = /^No container engine answers: unix:.*\n.*Docker or Podman.*native runner/;
  expect(await failureWith(engine)).toEqual(unavailable(engine, "missing", message));
});

test("an engine that has ended, and one on a port where nobody listens, are missing", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "stale.sock"), "");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  for (const engine of [`unix://${join(folder, "stale.sock")}`, `tcp://127.0.0.1:${port}`]) {
    expect(await failureWith(engine)).toEqual(unavailable(engine, "missing", /^No container engine answers/));
  }
});

test("a socket that this user may not use is said as such", async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  await using fake = await FakeEngine.start(folder);
  const engine = `unix://${fake.socketPath}`;
  // Root may use any: then the question is asked as nobody.
  await chmod(fake.socketPath, 0o600);
  const root = process.getuid?.() === 0;
  if (!root) await chmod(fake.socketPath, 0);
  const message = /^The container engine's socket may not be used by this user: .*\nAdd the user to the group/;
  expect(await failureWith(engine, root ? { uid: 65_534 } : {})).toEqual(unavailable(engine, "forbidden", message));
});

test("what answers and is no engine is said as such", async () => {
  const server = createServer((_request, response) => response.writeHead(500).end("no")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const engine = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await failureWith(engine)).toEqual(unavailable(engine, "failed", /docker info/));
  server.close();
});

test("a testnet in containers fails before anything is made, and leaves nothing", async () => {
  process.env.DOCKER_HOST = `unix://${join(await temporaryFolder(), "nothing.sock")}`;
  await expect(
    createTestnet({ runner: "container", provider: { binary: { image: "chain:1" } } }),
  ).rejects.toMatchObject({
    code: "TESTNET_ENGINE_UNAVAILABLE",
  });
});
