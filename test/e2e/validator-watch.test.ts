import {
  initializationParameters,
  msgCreateConsumer,
  msgUpdateConsumer,
  powerShapingParameters,
} from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild, type RelayLine } from "../support/relay-child.ts";
import { messagesOf, validatorEnvironment, type WrittenRule, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const topology = {
  provider: {
    validators: [400, 300, 40, 30, 20].map((power, index) => ({ stake: power * 1_000_000, running: index < 2 })),
    signedBlocksWindow: 100_000,
  },
};

const CONSUMERS = 10;
/** Made before anybody watches; the others while they do. */
const EARLY = 5;

const penalties = (slashFraction: string) => {
  const jailDuration = { seconds: 600n, nanos: 0 };
  return {
    doubleSign: { slashFraction, jailDuration, tombstone: true },
    downtime: { slashFraction: "0", jailDuration, tombstone: false },
  };
};

/** Even ones are "alpha" chains, odd ones "beta"; every third punishes hard, every fourth caps powers. */
async function createConsumer(net: Testnet, index: number): Promise<void> {
  const owner = await net.provider.client("owner");
  const chainId = `${index % 2 === 0 ? "alpha" : "beta"}${index}-1`;
  await owner.send([
    msgCreateConsumer({
      submitter: owner.address,
      chainId,
      metadata: { name: chainId, description: "d", metadata: "m" },
      powerShapingParameters: powerShapingParameters({ validatorsPowerCap: index % 4 === 0 ? 40 : 0 }),
      infractionParameters: penalties(index % 3 === 0 ? "0.5" : "0.05"),
    }),
  ]);
}

const everything: readonly WrittenRule[] = [{ name: "all", action: "opt-in", key: "provider" }];

/** What each validator wants, and which consumers that are once all ten are there. */
const policies: readonly {
  readonly rules: readonly WrittenRule[];
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly wanted: readonly number[];
}[] = [
  { rules: everything, wanted: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  {
    rules: [{ name: "alpha", action: "opt-in", key: "generated", commission: "0.25", when: { chainIds: ["alpha*"] } }],
    wanted: [0, 2, 4, 6, 8],
  },
  {
    rules: [
      { name: "not too hard", action: "opt-in", when: { doubleSign: { slashFractionAtMost: "0.1" } } },
      { name: "others", action: "leave" },
    ],
    wanted: [1, 2, 4, 5, 7, 8],
  },
  {
    rules: [{ name: "capped", action: "opt-in", when: { powerCapAtMost: 50, minimumPower: 1 } }],
    policy: { maximumConsumers: 2 },
    wanted: [0, 4],
  },
  {
    rules: [
      { name: "launched beta", action: "opt-out", when: { chainIds: ["beta*"], phases: ["LAUNCHED"] } },
      { name: "beta", action: "opt-in", when: { chainIds: ["beta*"] } },
      { name: "alpha by hand", action: "opt-in", approval: true, when: { chainIds: ["alpha*"] } },
    ],
    wanted: [1, 3, 5, 7, 9],
  },
];

const validatorName = (index: number): string => `validator-${index}`;

/** Ids of the consumers that a validator has opted in to. */
async function optedIn(net: Testnet, index: number): Promise<readonly number[]> {
  const { consensusAddress } = net.provider.validator(validatorName(index));
  const ids: number[] = [];
  for (let id = 0; id < CONSUMERS; id += 1) {
    const members = await net.provider.queries.consumerChainOptedInValidators(String(id));
    if (members.includes(consensusAddress)) ids.push(id);
  }
  return ids;
}

const settledAt =
  (count: number, consumers: number) =>
  (line: RelayLine): boolean =>
    line.event === "round" && line.optedIn === count && line.consumers === consumers;

test("five validators with different policies are settled on ten consumers without a human", async () => {
  await onTestnet(topology, async ({ net }) => {
    const environment = validatorEnvironment(net);
    await net.provider.connection.waitForHeight(2n);
    for (let index = 0; index < EARLY; index += 1) await createConsumer(net, index);
    const children = await Promise.all(
      policies.map(async ({ rules, policy }, index) => {
        const more = { requireNode: false, ...policy };
        const file = await writeValidatorFile(net, { validator: validatorName(index), rules, policy: more });
        return new RelayChild(["validator", "watch", "--config", file, "--json"], environment);
      }),
    );
    for (let index = EARLY; index < CONSUMERS; index += 1) await createConsumer(net, index);
    for (const [index, { wanted }] of policies.entries()) {
      await children[index]?.until(settledAt(wanted.length, CONSUMERS));
      expect([index, await optedIn(net, index)]).toEqual([index, wanted]);
    }
    const told = (index: number, event: string) => children[index]?.lines.filter((line) => line.event === event) ?? [];
    await children[4]?.until(({ event, consumerId }) => event === "approval-needed" && consumerId === "8");
    expect(told(3, "blocked").map(({ consumerId }) => consumerId)).toContain("8");
    expect(new Set(told(4, "approval-needed").map(({ consumerId }) => consumerId))).toEqual(
      new Set(["0", "2", "4", "6", "8"]),
    );

    await expectKeysAndCommissions(net);
    await expectOptOutAfterLaunch(net, children[4]);

    for (const child of children) child.process.kill("SIGTERM");
    for (const child of children) expect([await child.exitCode, child.stderr]).toEqual([130, expect.any(String)]);
    for (const [index, { wanted }] of policies.entries()) {
      const optIns = (await messagesOf(net, validatorName(index))).filter((message) => message.startsWith("MsgOptIn"));
      expect(optIns.toSorted()).toEqual(wanted.map((id) => `MsgOptIn ${id}`).toSorted());
    }
  });
});

async function expectKeysAndCommissions(net: Testnet): Promise<void> {
  const { consensusAddress } = net.provider.validator(validatorName(1));
  const { queries } = net.provider;
  const keys = await Promise.all(
    [0, 2, 4, 6, 8].map((id) => queries.validatorConsumerAddr(consensusAddress, String(id))),
  );
  expect(new Set(keys).size).toBe(5);
  expect(keys).not.toContain("");
  expect(await queries.validatorConsumerCommissionRate("4", consensusAddress)).toBe("0.25");
}

/** Once it launches, the rule of the fifth validator for a beta chain is another. */
async function expectOptOutAfterLaunch(net: Testnet, child: RelayChild | undefined): Promise<void> {
  const owner = await net.provider.client("owner");
  const spawnTime = new Date(Date.now() - 1_000);
  await owner.send([
    msgUpdateConsumer({
      owner: owner.address,
      consumerId: "1",
      initializationParameters: initializationParameters("beta1-1", { spawnTime }),
    }),
  ]);
  await child?.until(({ event, summary }) => event === "applied" && String(summary).includes("opt out of consumer 1"));
  expect(await optedIn(net, 4)).toEqual([3, 5, 7, 9]);
}
