import { join } from "node:path";
import { statusCommand } from "../../../../src/cli/validator/status-command.ts";
import { Ledger } from "../../../../src/validator/state/ledger.ts";
import { testWallet } from "../../../support/fake-account.ts";
import { tellMissedBlocks } from "../../validator/missed-blocks-node.ts";
import { publicKey } from "../../validator/plan-fixtures.ts";
import { otherKey } from "../../validator/staked-provider.ts";
import { optInToAll, useFakeValidator } from "./fake-validator.ts";

const { start, setUp, said, json } = useFakeValidator();
const launched = { chainId: "consumer-1", phase: "LAUNCHED", isOptedIn: true, leasedPower: 30n } as const;
const leave = { ...optInToAll, rules: [{ name: "none", action: "leave" }] };

/** A node of a consumer that signs with the key of this seed. */
async function consumerNode(seed: number, chainId = "consumer-1"): Promise<string> {
  const comet = await start({ chainId });
  const key = new Uint8Array(32).fill(seed);
  comet.validators = [{ key, power: 1n }];
  tellMissedBlocks(comet, [[key, 12n]]);
  return comet.url;
}

it("tells power, jail, duty, node and rewards of every consumer that concerns the validator", async () => {
  const url = await consumerNode(1);
  const consumers = [
    { ...launched, rewards: "7000000000000000000" },
    { chainId: "not-mine-1", phase: "LAUNCHED" as const },
  ];
  const { config, context, provider } = await setUp(consumers, {
    nodes: [{ consumerId: "0", rpc: url }],
    policy: leave,
  });
  await statusCommand({ config }, context);
  expect(said.out).toEqual([
    `${provider.operatorAddress} on provider-1 at height 3: power 30, not jailed`,
    "consumer 0 (consumer-1, LAUNCHED): power 30",
    `    must run now with key ${publicKey(1)}; runs`,
    "    missed 12 of 100 blocks; jailed with more than 50",
    "    its set waits for 7ibc/REWARD",
    "rewards not withdrawn: 12.5stake; of these own commission: 1.25stake",
  ]);
});

it.each<[string, () => Promise<readonly Record<string, string>[]>, string]>([
  ["not named", async () => [], "no node for it is named"],
  ["away", async () => [{ consumerId: "0", rpc: "http://127.0.0.1:1" }], "does not answer"],
  ["another chain's", async () => [{ consumerId: "0", rpc: await consumerNode(1, "x-1") }], "is of x-1"],
  [
    "signing with another key",
    async () => [{ chainId: "consumer-1", rpc: await consumerNode(9) }],
    `signs with ${publicKey(9)}, the provider expects ${publicKey(2)}`,
  ],
])("tells the trouble of a node that is %s", async (_what, nodes, trouble) => {
  const { config, context } = await setUp([{ ...launched, assignedKey: otherKey }], { nodes: await nodes() });
  await statusCommand({ config }, context);
  expect(said.out[2]).toContain(`must run now with key ${publicKey(2)}; `);
  expect(said.out[2]).toContain(trouble);
});

it("tells of consumers that the validator is compelled to validate, before and after their launch", async () => {
  const spawnTime = new Date("2037-01-01T00:00:00Z");
  const consumers = [
    { chainId: "top-1", phase: "LAUNCHED", topN: 100 },
    { chainId: "soon-1", phase: "INITIALIZED", topN: 100, spawnTime },
  ] as const;
  const { config, context } = await setUp(consumers, { policy: leave });
  await statusCommand({ config }, context);
  expect(said.out.slice(1, -1)).toEqual([
    "consumer 0 (top-1, LAUNCHED): expected power 30, compelled by Top N",
    `    must run by the epoch at height 5 with key ${publicKey(1)}`,
    "consumer 1 (soon-1, INITIALIZED): expected power 30, compelled by Top N",
    `    must run by 2037-01-01T00:00:00.000Z with key ${publicKey(1)}`,
  ]);
});

it.each([
  [{ until: new Date("2037-01-01") }, "jailed until 2037-01-01T00:00:00.000Z"],
  [{ until: new Date(0) }, "jailed, and may leave: icskit validator unjail"],
  [{ until: undefined }, "jailed, and may leave: icskit validator unjail"],
  [{ until: new Date(0), tombstoned: true }, "jailed for ever"],
])("tells of jail: %j", async (jail, text) => {
  const { config, context, provider } = await setUp([]);
  provider.jail = jail;
  await statusCommand({ config }, context);
  expect(said.out.slice(0, 2)).toEqual([
    `${provider.operatorAddress} on provider-1 at height 3: power 0, ${text}`,
    "opted in to no consumer",
  ]);
});

it("is one object with --json, with transactions whose fate is not known", async () => {
  const { config, context, home, provider } = await setUp([launched]);
  const ledger = await Ledger.open(join(home, "validator.sqlite"));
  const [account] = await (await testWallet()).getAccounts();
  const entry = { address: account?.address ?? "", bytes: new Uint8Array(), timeoutHeight: 9n, summary: [] };
  ledger.add({ ...entry, hash: "AB", providerChainId: "provider-1" });
  ledger.close();
  await statusCommand({ config, json: true }, context);
  expect(json()).toMatchObject([
    {
      ...{ providerChainId: "provider-1", height: "3", operatorAddress: provider.operatorAddress, power: "30" },
      jail: { kind: "free" },
      consumers: [
        {
          consumerId: "0",
          leasedPower: "30",
          duty: { kind: "now" },
          trouble: "no node for it is named",
          waitingRewards: [],
        },
      ],
      outstanding: [{ denom: "stake", amount: "12.5" }],
      openTransactions: ["AB"],
    },
  ]);
  said.out.length = 0;
  await statusCommand({ config }, context);
  expect(said.out.at(-1)).toBe("transactions whose fate is not known: AB (apply or watch settles them)");
});
