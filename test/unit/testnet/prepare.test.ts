import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { parse } from "smol-toml";
import type { TestnetContext } from "../../../testnet/chain.ts";
import { prepareConsumer, startConsumer } from "../../../testnet/consumer-chain.ts";
import type { JsonObject } from "../../../testnet/genesis/json.ts";
import { prepareProvider } from "../../../testnet/provider-chain.ts";
import type { NodeSpec } from "../../../testnet/runner/runner.ts";
import { TestnetConsumer, type TestnetConsumerOptions } from "../../../testnet/testnet-consumer.ts";
import type { Topology } from "../../../testnet/topology.ts";
import { Workspace } from "../../../testnet/workspace.ts";
import { idleRunner } from "../../support/idle-runner.ts";
import { createInitBinary } from "../../support/init-binary.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { createTopologyFixture } from "../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();
const workspaces: Workspace[] = [];

afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.close();
});

async function createContext(topology: Topology) {
  const folder = await temporaryFolder();
  const binary = await createInitBinary(folder);
  const started: NodeSpec[] = [];
  const runner = idleRunner((spec) => {
    started.push(spec);
    return new Error("nothing runs in unit tests");
  });
  const workspace = await Workspace.create({ parentFolder: folder, createRunner: () => runner });
  workspaces.push(workspace);
  const fixture = await createTopologyFixture(topology);
  const context: TestnetContext = { ...fixture, workspace, defaultsFolder: binary.cacheFolder };
  return { context, binary, started };
}

const readJson = async (...path: string[]): Promise<JsonObject> => JSON.parse(await readFile(join(...path), "utf8"));

const consumers: Topology["consumers"] = [
  {
    chainId: "consumer-1",
    validators: [{ validator: "alice" }, { validator: "carol", ownKey: true }, { validator: "bob", running: false }],
  },
];
const provider = {
  validators: [
    { name: "alice", stake: 50_000_000 },
    { name: "bob", stake: 5_000_000 },
    { name: "carol", stake: 9_000_000 },
  ],
};

describe("a prepared provider", () => {
  test("has a home with the same genesis for every validator, and calls init once", async () => {
    const { context, binary } = await createContext({ provider });
    const prepared = await prepareProvider(context, binary);
    expect(prepared.nodes.map(({ name }) => name)).toEqual(["provider-1/alice", "provider-1/bob", "provider-1/carol"]);
    const files = await Promise.all(prepared.nodes.map(({ home }) => readJson(home, "config", "genesis.json")));
    expect(files[0]).toMatchObject({ chain_id: "provider-1", app_state: { genutil: { gen_txs: { length: 3 } } } });
    expect(files[1]).toEqual(files[0]);
    expect(await binary.calls()).toBe(1);
  });

  test("gives validators their stake on top of what every account has", async () => {
    const { context, binary } = await createContext({ provider });
    const prepared = await prepareProvider(context, binary);
    const [node] = prepared.nodes;
    const genesis = await readJson(node?.home ?? "", "config", "genesis.json");
    const { balances } = (
      genesis.app_state as { bank: { balances: { address: string; coins: { amount: string }[] }[] } }
    ).bank;
    const balanceOf = (address = "") => balances.find((balance) => balance.address === address)?.coins[0]?.amount;
    expect(balanceOf(prepared.validators[0]?.accountAddress)).toBe("1000050000000");
    expect(balanceOf(prepared.accounts.find(({ name }) => name === "owner")?.address)).toBe("1000000000000");
  });

  test("has nodes that know one another, and not themselves", async () => {
    const { context, binary } = await createContext({ provider });
    const { nodes } = await prepareProvider(context, binary);
    const peersOf = async ({ home }: NodeSpec): Promise<string[]> => {
      const { p2p } = parse(await readFile(join(home, "config", "config.toml"), "utf8"));
      return (p2p as { persistent_peers: string }).persistent_peers.split(",");
    };
    const address = ({ nodeId, placement }: NodeSpec): string => `${nodeId}@127.0.0.1:${placement.ports.p2p}`;
    for (const node of nodes) {
      expect(await peersOf(node)).toEqual(nodes.filter((other) => other !== node).map(address));
    }
  });

  test("has one node of each pair that dials, and hides their addresses, where links can be cut", async () => {
    const { context, binary } = await createContext({ provider, faults: { network: true } });
    const { nodes, places } = await prepareProvider(context, binary);
    const settings = await Promise.all(
      nodes.map(async ({ home }) => parse(await readFile(join(home, "config", "config.toml"), "utf8")).p2p),
    );
    const known = settings.map((p2p) =>
      (p2p as { persistent_peers: string }).persistent_peers.split(",").filter(Boolean),
    );
    expect(known.map((peers) => peers.map((peer) => peer.split("@")[0]))).toEqual(
      nodes.map((_, index) => nodes.slice(0, index).map(({ nodeId }) => nodeId)),
    );
    const direct = nodes.map(({ placement }) => String(placement.ports.p2p));
    for (const peer of known.flat()) expect(direct).not.toContain(peer.split(":")[1]);
    for (const p2p of settings) {
      expect(p2p).toMatchObject({ pex: true, private_peer_ids: nodes.map(({ nodeId }) => nodeId).join(",") });
    }
    await places.close();
  });

  test("checks the ports that are fixed for consumers too, and writes nothing where one is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const firstPort = address !== null && typeof address === "object" ? address.port : 0;
    const fixed = consumers.map((consumer) => ({ ...consumer, firstPort }));
    const { context, binary } = await createContext({ provider, consumers: fixed });
    await expect(prepareProvider(context, binary)).rejects.toMatchObject({
      code: "TESTNET_PORT_IN_USE",
      context: { port: firstPort, node: "consumer-1" },
    });
    expect(await readdir(context.workspace.folder)).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("a prepared consumer", () => {
  async function prepare() {
    const { context, binary, started } = await createContext({ provider, consumers });
    const [consumer] = context.topology.consumers;
    if (!consumer) throw new Error("the topology has no consumer");
    const { validators } = await prepareProvider(context, binary);
    const prepared = await prepareConsumer(context, consumer, validators, binary);
    return { context, prepared, validators, started };
  }

  test("uses the provider's keys, except where a validator has its own", async () => {
    const { prepared } = await prepare();
    const [alice, carol] = prepared.validators;
    expect(alice).toMatchObject({ name: "alice", consumerKey: "", ownKey: false });
    expect(alice?.consensusKey).toBe(alice?.provider.consensusKey);
    expect(alice?.consumerConsensusAddress).toBe(alice?.provider.consensusAddress);
    expect(carol?.consumerKey).toBe(carol?.consensusKey.publicKeyJson);
    expect(carol?.consensusKey).not.toEqual(carol?.provider.consensusKey);
    expect(carol?.consensusAddress).toMatch(/^consumervalcons1/);
  });

  test("has nodes for the running validators only, without a genesis file", async () => {
    const { prepared } = await prepare();
    expect(prepared.nodes.map(({ name }) => name)).toEqual(["consumer-1/alice", "consumer-1/carol"]);
    const [node] = prepared.nodes;
    expect(await readdir(join(node?.home ?? "", "config"))).not.toContain("genesis.json");
  });

  test("takes ports that the provider does not have", async () => {
    const { context, prepared } = await prepare();
    const again = await prepareConsumer(
      context,
      prepared.consumer,
      prepared.validators.map((v) => v.provider),
      {
        path: "/nowhere",
        stamp: "v7.0.1-abc/def",
      },
    );
    const ports = [...prepared.nodes, ...again.nodes].flatMap(({ placement: { ports: own } }) => [own.rpc, own.p2p]);
    expect(new Set(ports).size).toBe(8);
  });

  test("gets its genesis when it starts", async () => {
    const { context, prepared, started } = await prepare();
    const launch = { ccvGenesis: { params: { consumer_id: "0" } }, genesisTime: new Date(1_000) };
    await expect(startConsumer(context, prepared, launch)).rejects.toThrow("nothing runs in unit tests");
    expect(started).toHaveLength(2);
    expect(await readJson(prepared.nodes[1]?.home ?? "", "config", "genesis.json")).toMatchObject({
      chain_id: "consumer-1",
      genesis_time: "1970-01-01T00:00:01.000Z",
      app_state: { ccvconsumer: { params: { consumer_id: "0" } } },
    });
  });
});

describe("a consumer that is closed while its homes are being made", () => {
  test("is waited for, so that nothing is written into a folder that is gone", async () => {
    const { context, binary } = await createContext({ provider, consumers });
    const chain = await prepareProvider(context, binary);
    const [spec] = context.topology.consumers;
    const consumer = new TestnetConsumer({
      context,
      provider: { chain },
      spec,
      binary,
    } as unknown as TestnetConsumerOptions);
    context.workspace.use(consumer);
    let prepared = false;
    void consumer.prepare().then(() => {
      prepared = true;
    });
    await context.workspace.close();
    expect(prepared).toBe(true);
    await expect(readdir(context.workspace.folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
