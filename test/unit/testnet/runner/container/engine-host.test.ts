import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { FakeEngine } from "../../../../support/fake-engine.ts";
import { useTemporaryFolder } from "../../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const engineModule = join(import.meta.dirname, "../../../../../testnet/runner/container/engine.ts");
const script = `const { connectEngine } = await import(${JSON.stringify(engineModule)});
const { host, publishOn } = await connectEngine();
console.log(JSON.stringify({ host, publishOn }));`;

/** Where nodes of an engine are reached, which says that this is its name, and whose bridge is not of this machine. */
async function reached(Name: string, variables: NodeJS.ProcessEnv = {}): Promise<unknown> {
  await using engine = await FakeEngine.start(await temporaryFolder());
  engine.answer("GET /info", { OperatingSystem: "fake", OSType: "linux", Architecture: "x86_64", Name });
  engine.answer("GET /networks/bridge", { IPAM: { Config: [{ Gateway: "203.0.113.1" }] } });
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, DOCKER_HOST: `unix://${engine.socketPath}`, ...variables },
  });
  return JSON.parse(stdout);
}

const here = { host: "127.0.0.1", publishOn: "127.0.0.1" };

test("an engine behind a socket that has this machine's name is on this machine, before it has a bridge too", async () => {
  expect(await reached(hostname())).toEqual(here);
});

test("one of another name is where its bridge is, for a process in a container", async () => {
  const inContainer = existsSync("/.dockerenv");
  expect(await reached("elsewhere")).toEqual(inContainer ? { host: "203.0.113.1", publishOn: "" } : here);
});

test("what TESTCONTAINERS_HOST_OVERRIDE says decides", async () => {
  const variables = { TESTCONTAINERS_HOST_OVERRIDE: "203.0.113.7" };
  expect(await reached(hostname(), variables)).toEqual({ host: "203.0.113.7", publishOn: "" });
});
