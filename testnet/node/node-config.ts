import { parse, stringify, type TomlTable } from "smol-toml";
import { blockTiming } from "./block-timing.ts";
import type { NodePorts } from "./node-ports.ts";

/** What is particular to one node's `config.toml` and `app.toml`. */
export interface NodeSettings {
  readonly moniker: string;
  /** What its servers are bound to, for instance `127.0.0.1`. */
  readonly listenHost: string;
  readonly ports: NodePorts;
  /** How many nodes the chain has. */
  readonly nodes: number;
  /** `id@host:port` of the nodes that it dials. */
  readonly peers: readonly string[];
  /** P2P ids of nodes whose addresses it neither tells nor learns. Default none. */
  readonly privatePeerIds?: readonly string[];
  readonly blockTimeMs: number;
  /** For instance `0.001stake`. */
  readonly minimumGasPrices: string;
  readonly logLevel: string;
}

/** CometBFT's `config.toml` for a node of a testnet, from the one that `init` wrote. */
export function createConfigToml(defaults: string, settings: NodeSettings): string {
  const { listenHost, ports, peers, nodes } = settings;
  const timing = blockTiming(settings.blockTimeMs, nodes);
  return patchToml(defaults, {
    moniker: settings.moniker,
    log_level: settings.logLevel,
    rpc: {
      laddr: `tcp://${listenHost}:${ports.rpc}`,
      pprof_laddr: "",
      max_subscriptions_per_client: 100,
      max_request_batch_size: 100,
    },
    p2p: {
      laddr: `tcp://${listenHost}:${ports.p2p}`,
      persistent_peers: peers.join(","),
      // Also reads the address book, by which peers are dialled at once.
      pex: nodes > 1,
      private_peer_ids: (settings.privatePeerIds ?? []).join(","),
      addr_book_strict: false,
      allow_duplicate_ip: true,
      max_num_inbound_peers: 200,
      max_num_outbound_peers: 200,
      flush_throttle_timeout: milliseconds(timing.flushMs),
      persistent_peers_max_dial_period: "1s",
    },
    consensus: {
      timeout_propose: milliseconds(timing.timeoutProposeMs),
      timeout_propose_delta: milliseconds(timing.timeoutVoteMs),
      timeout_prevote: milliseconds(timing.timeoutVoteMs),
      timeout_prevote_delta: milliseconds(timing.timeoutVoteMs),
      timeout_precommit: milliseconds(timing.timeoutVoteMs),
      timeout_precommit_delta: milliseconds(timing.timeoutVoteMs),
      timeout_commit: milliseconds(timing.timeoutCommitMs),
      peer_gossip_sleep_duration: milliseconds(timing.gossipSleepMs),
    },
    tx_index: { indexer: "kv" },
  });
}

/** The SDK's `app.toml` for a node of a testnet, from the one that `init` wrote. */
export function createAppToml(defaults: string, settings: NodeSettings): string {
  const { listenHost } = settings;
  const { api } = settings.ports;
  return patchToml(defaults, {
    "minimum-gas-prices": settings.minimumGasPrices,
    pruning: "nothing",
    api: { enable: api !== undefined, address: `tcp://${listenHost}:${api?.rest ?? 1317}` },
    // The SDK serves transaction simulation only where gRPC is on; port 0 is any free one.
    grpc: { enable: true, address: `${api ? listenHost : "127.0.0.1"}:${api?.grpc ?? 0}` },
    "grpc-web": { enable: false },
    "state-sync": { "snapshot-interval": 0 },
  });
}

/** The SDK's `client.toml`: what the binary's own commands would talk to. */
export function createClientToml(chainId: string, ports: NodePorts): string {
  return stringify({
    "chain-id": chainId,
    "keyring-backend": "test",
    output: "json",
    node: `tcp://127.0.0.1:${ports.rpc}`,
    "broadcast-mode": "sync",
  });
}

function patchToml(defaults: string, patch: TomlTable): string {
  return stringify(mergeTables(parse(defaults), patch));
}

function mergeTables(base: TomlTable, patch: TomlTable): TomlTable {
  const merged: TomlTable = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const current = merged[key];
    merged[key] = isTable(current) && isTable(value) ? mergeTables(current, value) : value;
  }
  return merged;
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function milliseconds(value: number): string {
  return `${value}ms`;
}
