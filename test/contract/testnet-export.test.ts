import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exportTestnet, type Topology } from "../../testnet/index.ts";
import { composeProblems } from "../support/schemas/compose-schema.ts";
import { readManifests } from "../support/schemas/kubernetes-schema.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const topology: Topology = {
  apiServers: true,
  provider: {
    runner: "container",
    validators: 2,
    limits: { memoryMiB: 512 },
    genesis: (genesis) => ({ ...genesis, app_name: "patched" }),
  },
  consumers: [
    { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] },
    { chainId: "Demo_2", binary: "cdd", validators: [{ validator: 0 }] },
  ],
};

async function exported(format: "compose" | "kubernetes") {
  const folder = join(await temporaryFolder(), "net");
  await exportTestnet(topology, { format, folder, image: "registry.example/ics:7", firstPort: 27_000 });
  const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  return { folder, read };
}

test("as Compose, it is two files that the specification takes, beside the homes", async () => {
  const { folder, read } = await exported("compose");
  expect((await readdir(folder)).toSorted()).toEqual([
    "README.md",
    "compose.consumers.yaml",
    "compose.yaml",
    "homes",
    "testnet.json",
  ]);
  expect(composeProblems(await read("compose.yaml"))).toEqual([]);
  expect(composeProblems(await read("compose.consumers.yaml"))).toEqual([]);
  expect(await read("compose.consumers.yaml")).toContain("/bin/interchain-security-cdd");
  expect(await read("homes/provider-1/validator-0/config/genesis.json")).toContain('"patched"');
  expect(await readdir(join(folder, "homes/consumer-1/validator-0/config"))).not.toContain("genesis.json");
  const config = await read("homes/provider-1/validator-0/config/config.toml");
  expect(config).toMatch(/persistent_peers = "[0-9a-f]{40}@provider-1-validator-1:26656"/);
  expect(config).toContain('laddr = "tcp://0.0.0.0:26657"');
});

test("for Kubernetes, it is manifests that the API's schemas take, with keys in Secrets only", async () => {
  const { read } = await exported("kubernetes");
  const provider = readManifests(await read("provider.yaml"));
  expect(provider.filter(({ kind }) => kind === "StatefulSet")).toHaveLength(2);
  const consumers = readManifests(await read("consumers.yaml"));
  expect(consumers.map(({ metadata }) => metadata.name)).toContain("demo-2-validator-0");
  const secrets = readManifests(await read("secrets.yaml"));
  expect(secrets.map(({ kind }) => kind)).toEqual(Array(5).fill("Secret"));
  const key = JSON.parse(await read("homes/provider-1/validator-0/config/priv_validator_key.json")).priv_key.value;
  expect(await read("secrets.yaml")).toContain(key);
  for (const file of ["provider.yaml", "consumers.yaml", "README.md"]) expect(await read(file)).not.toContain(key);
});
