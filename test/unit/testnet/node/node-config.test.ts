import { parse, type TomlTable } from "smol-toml";
import { createAddressBook } from "../../../../testnet/node/address-book.ts";
import { blockTiming } from "../../../../testnet/node/block-timing.ts";
import {
  createAppToml,
  createClientToml,
  createConfigToml,
  type NodeSettings,
} from "../../../../testnet/node/node-config.ts";
import { usualPorts } from "../../../../testnet/node/node-placement.ts";
import { assignPorts } from "../../../../testnet/node/node-ports.ts";

const configDefaults = `
moniker = "icskit"
db_backend = "goleveldb"
[rpc]
laddr = "tcp://127.0.0.1:26657"
cors_allowed_methods = ["HEAD", "GET", "POST", ]
pprof_laddr = "localhost:6060"
[p2p]
laddr = "tcp://0.0.0.0:26656"
send_rate = 5120000
[consensus]
timeout_commit = "5s"
`;
const appDefaults = `
minimum-gas-prices = "0stake"
[api]
enable = false
swagger = false
[grpc]
enable = true
address = "localhost:9090"
`;
const settings: NodeSettings = {
  moniker: "alice",
  listenHost: "127.0.0.1",
  ports: { rpc: 20001, p2p: 20002 },
  nodes: 3,
  peers: ["aa@127.0.0.1:20004", "bb@127.0.0.1:20006"],
  blockTimeMs: 250,
  minimumGasPrices: "0.001stake",
  logLevel: "warn",
};
const config = (changes: Partial<NodeSettings> = {}) =>
  parse(createConfigToml(configDefaults, { ...settings, ...changes }));
const app = (changes: Partial<NodeSettings> = {}) => parse(createAppToml(appDefaults, { ...settings, ...changes }));

test("config.toml keeps what it does not set", () => {
  expect(config()).toMatchObject({
    db_backend: "goleveldb",
    rpc: { cors_allowed_methods: ["HEAD", "GET", "POST"] },
    p2p: { send_rate: 5120000 },
  });
});

test("RPC and P2P listen on 127.0.0.1 only, and neither REST nor pprof listens", () => {
  expect(config()).toMatchObject({
    moniker: "alice",
    log_level: "warn",
    rpc: { laddr: "tcp://127.0.0.1:20001", pprof_laddr: "" },
    p2p: { laddr: "tcp://127.0.0.1:20002", persistent_peers: "aa@127.0.0.1:20004,bb@127.0.0.1:20006" },
  });
  expect(app()).toMatchObject({ api: { enable: false }, "grpc-web": { enable: false } });
});

test("gRPC and REST listen where their ports are given", () => {
  expect(app({ ports: { rpc: 1, p2p: 2, api: { grpc: 20003, rest: 20004 } } })).toMatchObject({
    api: { enable: true, swagger: false, address: "tcp://127.0.0.1:20004" },
    grpc: { enable: true, address: "127.0.0.1:20003" },
  });
});

test("simulation needs gRPC, which listens on any free port of 127.0.0.1 where none is given", () => {
  expect(app()).toMatchObject({ grpc: { enable: true, address: "127.0.0.1:0" } });
});

test("nodes ask for the minimum gas price", () => {
  expect(app()["minimum-gas-prices"]).toBe("0.001stake");
});

test("a node without peers does not look for any", () => {
  expect(config({ peers: [], nodes: 1 })).toMatchObject({ p2p: { pex: false, persistent_peers: "" } });
  expect(config()).toMatchObject({ p2p: { pex: true, addr_book_strict: false, allow_duplicate_ip: true } });
});

test("a node that only others dial takes part in the exchange, and hides what it is told to hide", () => {
  expect(config({ peers: [], privatePeerIds: ["aa", "bb"] })).toMatchObject({
    p2p: { pex: true, persistent_peers: "", private_peer_ids: "aa,bb" },
  });
});

test("a node with an address of its own listens on all of its addresses", () => {
  const own = { listenHost: "0.0.0.0", ports: usualPorts(true) };
  expect(config(own)).toMatchObject({
    rpc: { laddr: "tcp://0.0.0.0:26657" },
    p2p: { laddr: "tcp://0.0.0.0:26656" },
  });
  expect(app(own)).toMatchObject({ api: { address: "tcp://0.0.0.0:1317" }, grpc: { address: "0.0.0.0:9090" } });
  expect(usualPorts(false).api).toBeUndefined();
});

test("client.toml points the binary's own commands at the node", () => {
  expect(parse(createClientToml("provider-1", settings.ports))).toMatchObject({
    "chain-id": "provider-1",
    node: "tcp://127.0.0.1:20001",
  });
});

describe("block timing", () => {
  test.each([
    [100, 3, 74],
    [250, 3, 224],
    [1000, 3, 974],
    [5000, 3, 4974],
    [250, 1, 243],
    [50, 20, 1],
  ])("asks for %i ms blocks of %i nodes with a timeout_commit of %i ms", (blockTimeMs, nodes, timeoutCommitMs) => {
    expect(blockTiming(blockTimeMs, nodes)).toMatchObject({ timeoutCommitMs });
  });

  test("an absent proposer costs two block times, within bounds", () => {
    const timeouts = [50, 500, 5000].map((blockTimeMs) => blockTiming(blockTimeMs, 3).timeoutProposeMs);
    expect(timeouts).toEqual([500, 1000, 3000]);
  });

  test("is what config.toml says", () => {
    const { consensus, p2p } = config() as Record<string, TomlTable>;
    expect(consensus).toMatchObject({ timeout_commit: "224ms", peer_gossip_sleep_duration: "5ms" });
    expect(p2p).toMatchObject({ flush_throttle_timeout: "1ms" });
  });
});

test("the address book holds each other node with an IP address once, in a bucket of its own", () => {
  const others = [
    { id: "aa", host: "127.0.0.1", port: 20004 },
    { id: "bb", host: "172.18.0.3", port: 20006 },
    { id: "cc", host: "validator-2", port: 20008 },
  ];
  expect(createAddressBook({ id: "me", host: "127.0.0.1", port: 20002 }, others)).toMatchObject({
    key: expect.stringMatching(/^[0-9a-f]{24}$/),
    addrs: [
      { addr: { id: "aa", ip: "127.0.0.1", port: 20004 }, src: { id: "me" }, buckets: [0], bucket_type: 1 },
      { addr: { id: "bb", ip: "172.18.0.3", port: 20006 }, buckets: [1] },
    ],
  });
});

describe("port assignment", () => {
  test("two ports a node, four where it serves gRPC and REST", () => {
    expect(assignPorts([1, 2, 3, 4], 2, false)).toEqual([
      { rpc: 1, p2p: 2, api: undefined },
      { rpc: 3, p2p: 4, api: undefined },
    ]);
    expect(assignPorts([1, 2, 3, 4], 1, true)).toEqual([{ rpc: 1, p2p: 2, api: { grpc: 3, rest: 4 } }]);
  });

  test("too few ports are refused", () => {
    expect(() => assignPorts([1, 2, 3], 2, false)).toThrow("3 ports are too few");
  });
});
