import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { parseAddress } from "../../../src/ccv/rules/address-rules.ts";
import { isIcsError } from "../../../src/index.ts";
import { writeAccountsFile } from "../../../testnet/accounts-file.ts";
import type { TestnetContext } from "../../../testnet/chain.ts";
import { prepareConsumer } from "../../../testnet/consumer-chain.ts";
import { prepareProvider } from "../../../testnet/provider-chain.ts";
import { type ConsumerTopology, resolveTopology } from "../../../testnet/topology.ts";
import { Workspace } from "../../../testnet/workspace.ts";
import { createInitBinary } from "../../support/init-binary.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { createTopologyFixture } from "../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();

const own: ConsumerTopology = {
  chainId: "team-1",
  binary: { path: "/opt/team/teamd" },
  addressPrefix: "team",
  coinType: 564,
  denom: "uteam",
  startFlags: ["--x-crisis-skip-assert-invariants", "--log_format=json"],
  validators: [{ validator: 0 }, { validator: 1, ownKey: true }, { validator: 2 }],
};

const resolveOwn = (fields: Partial<ConsumerTopology> = {}) => {
  const [consumer] = resolveTopology({ consumers: [{ ...own, ...fields }] }).consumers;
  if (consumer === undefined) throw new Error("the topology has no consumer");
  return consumer;
};

const wrong = (fields: object): readonly { name: string; wanted: string }[] => {
  try {
    resolveOwn(fields);
    return [];
  } catch (error) {
    if (isIcsError(error, "TESTNET_TOPOLOGY_INVALID")) return error.context.problems;
    throw error;
  }
};

describe("the description of an own chain", () => {
  test("calls the binary by its file name unless another name is given", () => {
    expect(resolveOwn().binary).toEqual({ path: "/opt/team/teamd", name: "teamd" });
    expect(resolveOwn({ binary: { path: "/opt/team/teamd", name: "team v3" } }).binary.name).toBe("team v3");
  });

  test("is the stock consumer's where nothing is said", () => {
    const [stock] = resolveTopology({ consumers: [{ chainId: "c-1", validators: [{ validator: 0 }] }] }, {}).consumers;
    expect(stock).toMatchObject({ binary: { name: "cd" }, addressPrefix: "consumer", coinType: 118, startFlags: [] });
  });

  test("is refused with all its problems at once", () => {
    const problems = wrong({
      binary: { path: "" },
      addressPrefix: "Team-",
      coinType: -1,
      startFlags: [""],
      genesis: 5,
    });
    expect(problems.map(({ name }) => name).toSorted()).toEqual([
      "consumers[0].addressPrefix",
      "consumers[0].binary.path",
      "consumers[0].coinType",
      "consumers[0].genesis",
      "consumers[0].startFlags[0]",
    ]);
  });

  test.each(["--home", "--rpc.laddr=tcp://0.0.0.0:1", "--p2p.persistent_peers"])(
    "may not give the flag %s, which the testnet needs itself",
    (flag) => {
      expect(wrong({ startFlags: ["--trace", flag] })).toMatchObject([
        { name: "consumers[0].startFlags[1]", wanted: expect.stringContaining("that the testnet sets") },
      ]);
    },
  );

  test("may change the genesis file by an object, as a file can say it", () => {
    const { genesis } = resolveOwn({ genesis: { app_state: { team: { params: { fee: "1" } } } } });
    expect(genesis?.({ chain_id: "team-1", app_state: { team: { params: { fee: "9", cap: "2" } } } })).toEqual({
      chain_id: "team-1",
      app_state: { team: { params: { fee: "1", cap: "2" } } },
    });
  });

  test("may say its spawn time as text, with a time zone", () => {
    expect(resolveOwn({ spawnTime: "2100-01-01T01:00:00+01:00" }).spawnTime).toEqual(new Date("2100-01-01"));
    expect(wrong({ spawnTime: "tomorrow" })).toMatchObject([{ name: "consumers[0].spawnTime" }]);
  });
});

describe("the homes of an own chain", () => {
  async function prepare() {
    const folder = await temporaryFolder();
    const binary = await createInitBinary(folder);
    const workspace = await Workspace.create({ parentFolder: folder });
    const fixture = await createTopologyFixture({ consumers: [own] });
    const context: TestnetContext = { ...fixture, workspace, defaultsFolder: binary.cacheFolder };
    const provider = await prepareProvider(context, binary);
    const prepared = await prepareConsumer(context, resolveOwn(), provider.validators, binary);
    const close = async (): Promise<void> => void (await workspace.close());
    return { context, folder, prepared, [Symbol.asyncDispose]: close };
  }

  test("use its prefix, coin type, denomination and flags everywhere, and the provider's prefix on the provider", async () => {
    await using chain = await prepare();
    const { prepared } = chain;
    for (const { accountAddress, consensusAddress, consumerConsensusAddress, provider } of prepared.validators) {
      expect(parseAddress(accountAddress)?.prefix).toBe("team");
      expect(parseAddress(consensusAddress)?.prefix).toBe("teamvalcons");
      expect(parseAddress(consumerConsensusAddress)?.prefix).toBe("cosmosvalcons");
      // Another coin type is another key.
      expect(parseAddress(accountAddress)?.data).not.toEqual(parseAddress(provider.accountAddress)?.data);
    }
    expect(prepared.accounts.map(({ hdPath }) => hdPath)).toContain("m/44'/564'/0'/0/0");
    expect(prepared).toMatchObject({ addressPrefix: "team", denom: "uteam", gasPrice: "0.001uteam" });
    expect(prepared.nodes.map(({ startFlags }) => startFlags)).toEqual(Array(3).fill(own.startFlags));
    const app = parse(await readFile(join(prepared.nodes[0]?.home ?? "", "config", "app.toml"), "utf8"));
    expect(app["minimum-gas-prices"]).toBe("0.001uteam");
  });

  test("have their accounts in a file that only its owner reads, chain by chain", async () => {
    await using chain = await prepare();
    const path = join(chain.folder, "accounts.json");
    await writeAccountsFile(path, chain.context.topology, chain.context.accounts);
    const { mnemonic, chains } = JSON.parse(await readFile(path, "utf8"));
    expect(mnemonic).toBe(chain.context.accounts.mnemonic);
    expect(chains).toMatchObject([
      { chainId: "provider-1", accounts: expect.arrayContaining([expect.objectContaining({ name: "owner" })]) },
      { chainId: "team-1" },
    ]);
    expect(chains[1].accounts[0]).toEqual({
      name: "owner",
      hdPath: "m/44'/564'/0'/0/0",
      address: chain.prepared.accounts[0]?.address,
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});
