import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createConsensusKey, createEd25519Key, nodeId } from "../../../../testnet/node/consensus-key.ts";
import { writeGenesis, writeNodeHome } from "../../../../testnet/node/node-home.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

async function writeHome() {
  const home = join(await temporaryFolder(), "alice");
  const [nodeKey, peerKey, consensusKey] = [createEd25519Key(), createEd25519Key(), createConsensusKey()];
  await writeNodeHome({
    home,
    chainId: "provider-1",
    defaults: { genesis: {}, configToml: "[p2p]\n", appToml: "[api]\n" },
    nodeKey,
    consensusKey,
    peers: [{ id: nodeId(peerKey), host: "127.0.0.1", port: 20004 }],
    settings: {
      moniker: "alice",
      listenHost: "127.0.0.1",
      nodes: 2,
      ports: { rpc: 20001, p2p: 20002 },
      blockTimeMs: 250,
      minimumGasPrices: "0stake",
      logLevel: "info",
    },
  });
  const readJson = async (...path: string[]) => JSON.parse(await readFile(join(home, ...path), "utf8"));
  return { home, consensusKey, peerKey, readJson };
}

test("writes all that a node needs but the genesis file", async () => {
  const { home, readJson, peerKey } = await writeHome();
  expect((await readdir(join(home, "config"))).toSorted()).toEqual([
    "addrbook.json",
    "app.toml",
    "client.toml",
    "config.toml",
    "node_key.json",
    "priv_validator_key.json",
  ]);
  expect(await readJson("data", "priv_validator_state.json")).toEqual({ height: "0", round: 0, step: 0 });
  expect(await readFile(join(home, "config", "config.toml"), "utf8")).toContain(`${nodeId(peerKey)}@127.0.0.1:20004`);
});

test("only the owner can read the keys", async () => {
  const { home } = await writeHome();
  for (const file of ["priv_validator_key.json", "node_key.json"]) {
    expect((await stat(join(home, "config", file))).mode & 0o777).toBe(0o600);
  }
});

test("the genesis file comes when it is known", async () => {
  const { home, readJson } = await writeHome();
  await writeGenesis(home, { chain_id: "provider-1" });
  expect(await readJson("config", "genesis.json")).toEqual({ chain_id: "provider-1" });
});
