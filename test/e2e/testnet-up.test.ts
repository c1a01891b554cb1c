import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const main = join(import.meta.dirname, "../../src/cli/main.ts");

test("a topology file comes up with its addresses and accounts, and is gone after Ctrl-C", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "net.yaml");
  const topology = `
blockTimeMs: 100
apiServers: true
provider: { validators: 1 }
consumers: [{ chainId: "\${TEAM}-1", denom: uteam, validators: [{ validator: 0 }] }]
`;
  await writeFile(file, topology);
  const child = spawn(process.execPath, [main, "testnet", "up", file, "--json"], {
    env: { ...process.env, TEAM: "team", ICSKIT_WORK_DIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), exited]);
  const ready = JSON.parse(line);
  expect(ready).toMatchObject({
    provider: { chainId: "provider-1" },
    consumers: [{ consumerId: "0", chainId: "team-1" }],
  });

  const status = await (await fetch(`${ready.consumers[0].rpc[0]}/status`)).json();
  expect(status).toMatchObject({ result: { node_info: { network: "team-1" } } });
  expect((await fetch(`${ready.provider.rest[0]}/cosmos/base/tendermint/v1beta1/node_info`)).ok).toBe(true);
  expect((await stat(ready.accountsFile)).mode & 0o777).toBe(0o600);
  const { chains } = JSON.parse(await readFile(ready.accountsFile, "utf8"));
  expect(chains.map(({ chainId }: { chainId: string }) => chainId)).toEqual(["provider-1", "team-1"]);

  child.kill("SIGINT");
  expect(await exited).toEqual([130, null]);
  expect(existsSync(ready.folder)).toBe(false);
});
