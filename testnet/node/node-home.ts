import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BinaryDefaults } from "../binary-defaults.ts";
import { withRoom } from "../disk-full.ts";
import type { JsonObject } from "../genesis/json.ts";
import { createAddressBook, type NodeAddress } from "./address-book.ts";
import {
  type ConsensusKey,
  consensusKeyFile,
  type Ed25519Key,
  emptyValidatorState,
  nodeId,
  nodeKeyFile,
} from "./consensus-key.ts";
import { createAppToml, createClientToml, createConfigToml, type NodeSettings } from "./node-config.ts";

/** What a node's home folder holds besides the genesis file. */
export interface NodeHomeInput {
  readonly home: string;
  readonly chainId: string;
  readonly defaults: BinaryDefaults;
  readonly settings: Omit<NodeSettings, "peers">;
  readonly nodeKey: Ed25519Key;
  readonly consensusKey: ConsensusKey;
  /** The nodes that it dials. */
  readonly peers: readonly NodeAddress[];
}

/**
 * Writes a home folder that lacks only `config/genesis.json`. Key files are readable by their owner alone.
 * @throws TESTNET_DISK_FULL
 */
export function writeNodeHome(input: NodeHomeInput): Promise<void> {
  return withRoom(input.settings.moniker, input.home, () => writeFiles(input));
}

async function writeFiles(input: NodeHomeInput): Promise<void> {
  const { home, defaults, chainId } = input;
  const settings = { ...input.settings, peers: input.peers.map(({ id, host, port }) => `${id}@${host}:${port}`) };
  const self = { id: nodeId(input.nodeKey), host: settings.listenHost, port: settings.ports.p2p };
  const config = join(home, "config");
  const data = join(home, "data");
  await Promise.all([mkdir(config, { recursive: true }), mkdir(data, { recursive: true })]);
  await Promise.all([
    writeFile(join(config, "config.toml"), createConfigToml(defaults.configToml, settings)),
    writeFile(join(config, "app.toml"), createAppToml(defaults.appToml, settings)),
    writeFile(join(config, "client.toml"), createClientToml(chainId, settings.ports)),
    writeJson(join(config, "addrbook.json"), createAddressBook(self, input.peers)),
    writeJson(join(config, "node_key.json"), nodeKeyFile(input.nodeKey)),
    writeJson(join(config, "priv_validator_key.json"), consensusKeyFile(input.consensusKey)),
    writeJson(join(data, "priv_validator_state.json"), emptyValidatorState),
  ]);
}

/** Writes the genesis file of a home folder. @throws TESTNET_DISK_FULL */
export function writeGenesis(home: string, genesis: JsonObject): Promise<void> {
  return withRoom("the genesis file", home, () => writeJson(join(home, "config", "genesis.json"), genesis));
}

async function writeJson(path: string, value: JsonObject): Promise<void> {
  await writeFile(path, JSON.stringify(value, null, 2), { mode: 0o600 });
}
