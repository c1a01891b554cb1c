import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { isIcsError } from "../../../../src/index.ts";
import { leasePorts } from "../../../../testnet/node/ports.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listens on a free port. */
async function listen(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

test("leases as many ports as asked, below the range of outgoing connections", async () => {
  const lease = await leasePorts(8, { lockFolder: await temporaryFolder() });
  expect(new Set(lease.ports).size).toBe(8);
  expect(Math.min(...lease.ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...lease.ports)).toBeLessThan(32_000);
  await lease.release();
});

test("leases taken at the same time share no port", async () => {
  const lockFolder = await temporaryFolder();
  const leases = await Promise.all(Array.from({ length: 20 }, () => leasePorts(5, { lockFolder })));
  expect(new Set(leases.flatMap(({ ports }) => ports)).size).toBe(100);
  await Promise.all(leases.map((lease) => lease.release()));
});

test("a released lease leaves no file and can be taken again", async () => {
  const lockFolder = await temporaryFolder();
  const first = await leasePorts(2, { lockFolder });
  await first.release();
  await first.release();
  expect(await readdir(lockFolder)).toEqual([]);
  const again = await leasePorts(1, { lockFolder, firstPort: first.ports[0] });
  expect(again.ports).toEqual([first.ports[0]]);
});

test("a fixed port that something listens on is refused, naming the port and the node", async () => {
  const lockFolder = await temporaryFolder();
  const port = await listen();
  const error: unknown = await leasePorts(2, { lockFolder, firstPort: port, node: "provider-1" }).catch(
    (e: unknown) => e,
  );
  expect(isIcsError(error, "TESTNET_PORT_IN_USE") && error.context).toEqual({ port, node: "provider-1" });
  expect(await readdir(lockFolder)).toEqual([]);
});

test("a fixed port that another lease holds is refused", async () => {
  const lockFolder = await temporaryFolder();
  const { ports } = await leasePorts(1, { lockFolder });
  await expect(leasePorts(1, { lockFolder, firstPort: ports[0] })).rejects.toMatchObject({
    code: "TESTNET_PORT_IN_USE",
  });
});

test("a lease of a process that is gone is taken over", async () => {
  const lockFolder = await temporaryFolder();
  const { ports, release } = await leasePorts(1, { lockFolder });
  await release();
  const gone = spawnSync("true").pid;
  await writeFile(join(lockFolder, String(ports[0])), `${gone} some-id`);
  expect((await leasePorts(1, { lockFolder, firstPort: ports[0] })).ports).toEqual(ports);
  expect(await readdir(lockFolder)).toEqual([String(ports[0])]);
});

test("leases of processes that are gone are swept at the next lease", async () => {
  const lockFolder = await temporaryFolder();
  const gone = spawnSync("true").pid;
  for (const port of [20_001, 20_002]) await writeFile(join(lockFolder, String(port)), `${gone} some-id`);
  const { ports } = await leasePorts(1, { lockFolder, firstPort: 31_000 });
  expect(await readdir(lockFolder)).toEqual(ports.map(String));
});

test("a lease of a process that lives is left alone", async () => {
  const lockFolder = await temporaryFolder();
  await mkdir(lockFolder, { recursive: true });
  const { ports, release } = await leasePorts(1, { lockFolder });
  await release();
  await writeFile(join(lockFolder, String(ports[0])), `${process.ppid} some-id`);
  await expect(leasePorts(1, { lockFolder, firstPort: ports[0] })).rejects.toMatchObject({
    code: "TESTNET_PORT_IN_USE",
  });
});

test("ports that their owner listens on already are leased as they are, to one at a time", async () => {
  const lockFolder = await temporaryFolder();
  const exactly = [await listen(), await listen()];
  const lease = await leasePorts(2, { lockFolder, exactly });
  expect(lease.ports).toEqual(exactly);
  const again = leasePorts(1, { lockFolder, exactly: exactly.slice(1), node: "provider-1" });
  await expect(again).rejects.toMatchObject({ code: "TESTNET_PORT_IN_USE", context: { port: exactly[1] } });
  await lease.release();
});

test("a port that is in use where it will be listened at is not taken, and refused where it is asked for", async () => {
  const lockFolder = await temporaryFolder();
  const inUse = new Set(Array.from({ length: 11_500 }, (_, index) => 20_000 + index));
  for (const port of (await leasePorts(2, { lockFolder, inUse })).ports) expect(inUse).not.toContain(port);
  await expect(leasePorts(1, { lockFolder, firstPort: 20_100, inUse })).rejects.toMatchObject({
    code: "TESTNET_PORT_IN_USE",
    context: { port: 20_100 },
  });
});
