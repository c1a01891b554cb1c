import type { EncodeObject } from "@cosmjs/proto-signing";
import { predictConsumerSet } from "../../src/ccv/power-shaping.ts";
import {
  carryOutPlan,
  initializationParameters,
  msgCreateConsumer,
  msgOptIn,
  msgUpdateConsumer,
  type PowerShapingParameters,
  planProposal,
  powerShapingParameters,
  type SigningProviderClient,
} from "../../src/index.ts";
import { readPlanFacts } from "../../src/validator/plan/read-facts.ts";
import type { Testnet } from "../../testnet/index.ts";
import { governanceAddress } from "../support/governance.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { seededRandom } from "../support/seeded-random.ts";

const SETTINGS = 100;
/** The last of the settings are Top N ones. */
const TOP_N = 20;
/** Of each kind so many are launched. */
const LAUNCHED = 15;
const MESSAGES = 50;

/** Two that sign, and many others of which several have the same stake; some are not active, the last not bonded. */
const stakes = [
  900_000_000,
  800_000_000,
  ...[61, 61, 61, 50, 50, 50, 50, 43, 43, 42, 42, 30, 30, 30, 30, 29, 28, 27, 27, 1].map((power) => power * 1_000_000),
];

const topology = {
  blockTimeMs: 200,
  provider: {
    validators: stakes.map((stake, index) => ({ stake, running: index < 2 })),
    maxValidators: 20,
    maxProviderConsensusValidators: 16,
    votingPeriodSeconds: 3,
    // Those without a node are not to be jailed meanwhile.
    signedBlocksWindow: 100_000,
  },
};

/** Of a run that failed, its number goes here. */
const seed = Date.now() % 1_000_000;
const random = seededRandom(seed);
const upTo = (most: number): number => Math.floor(random() * (most + 1));
const some = <T>(items: readonly T[], share: number): T[] => items.filter(() => random() < share);

function randomShaping(addresses: readonly string[]): PowerShapingParameters {
  const often = (value: number): number => (random() < 0.5 ? value : 0);
  return powerShapingParameters({
    validatorsPowerCap: often(1 + upTo(59)),
    validatorSetCap: often(1 + upTo(15)),
    allowlist: random() < 0.3 ? some(addresses, 0.6) : [],
    denylist: random() < 0.4 ? some(addresses, 0.25) : [],
    prioritylist: random() < 0.5 ? some(addresses, 0.4) : [],
    minStake: random() < 0.4 ? BigInt(upTo(60_000_001)) : 0n,
    allowInactiveValidators: random() < 0.5,
  });
}

async function sendAll(client: SigningProviderClient, messages: readonly EncodeObject[], gasEach: number) {
  for (let from = 0; from < messages.length; from += MESSAGES) {
    const part = messages.slice(from, from + MESSAGES);
    await client.sender.send(part, { gas: part.length * gasEach + 200_000 });
  }
}

async function createSettings(net: Testnet, shapings: readonly PowerShapingParameters[]): Promise<void> {
  const owner = await net.provider.client("owner");
  const messages = shapings.map((shaping, index) => {
    const chainId = `shaped${index}-1`;
    const metadata = { name: chainId, description: "d", metadata: "m" };
    return msgCreateConsumer({ submitter: owner.address, chainId, metadata, powerShapingParameters: shaping });
  });
  await sendAll(owner, messages, 250_000);
}

/** Each validator opts in to some of the consumers, at random. */
async function optIn(net: Testnet): Promise<void> {
  const ids = Array.from({ length: SETTINGS }, (_, index) => String(index));
  const chosen = net.provider.chain.validators.map((validator) => ({
    validator,
    ids: some(ids, 0.2 + random() * 0.8),
  }));
  await Promise.all(
    chosen.map(async ({ validator, ids: own }) => {
      const client = await net.provider.client(validator.name);
      const of = { signer: client.address, providerOperatorAddress: validator.operatorAddress };
      await sendAll(
        client,
        own.map((consumerId) => msgOptIn({ ...of, consumerId })),
        60_000,
      );
    }),
  );
}

/** Governance takes the last consumers over, and makes them Top N ones. */
async function makeTopN(net: Testnet, shapings: readonly PowerShapingParameters[]): Promise<void> {
  const owner = await net.provider.client("owner");
  const ids = Array.from({ length: TOP_N }, (_, index) => SETTINGS - TOP_N + index);
  await sendAll(
    owner,
    ids.map((id) => {
      const message = { owner: owner.address, consumerId: String(id), newOwnerAddress: governanceAddress };
      // Those that are to launch do so once they are governance's.
      return msgUpdateConsumer({ ...message, ...(id % 2 === 0 && launchNow(id)) });
    }),
    250_000,
  );
  const messages = ids.map((id) => {
    const powerShaping = { ...(shapings[id] ?? powerShapingParameters()), topN: 50 + upTo(50) };
    return msgUpdateConsumer({
      owner: governanceAddress,
      consumerId: String(id),
      powerShapingParameters: powerShaping,
    });
  });
  const proposer = await net.provider.client("delegator");
  const voters = [await net.provider.client("validator-0"), await net.provider.client("validator-1")];
  const plan = await planProposal(proposer, { title: "Top N", summary: "Top N", messages, effects: [] });
  await carryOutPlan(plan, { proposer, voters });
}

function launchNow(id: number) {
  const spawnTime = new Date(Date.now() - 1_000);
  return { initializationParameters: initializationParameters(`shaped${id}-1`, { spawnTime }) };
}

/** What is predicted from the state of a height is what the provider has at that height. Answers with the phases. */
async function expectSameSets(net: Testnet): Promise<ReadonlyMap<string, number>> {
  const { connection, queries } = net.provider;
  const { operatorAddress } = net.provider.validator("validator-5");
  const policy = { rules: [{ name: "none", action: "leave" as const }] };
  const facts = await readPlanFacts(connection, { operatorAddress, policy });
  const { height, validators } = facts.provider;
  const phases = new Map<string, number>();
  for (const { consumerId, phase, shaping, optedIn } of facts.consumers) {
    const kind = `${phase}${shaping.topN > 0 ? " Top N" : ""}`;
    phases.set(kind, (phases.get(kind) ?? 0) + 1);
    const predicted = predictConsumerSet(validators, shaping, optedIn);
    const actual = await queries.consumerValidators(consumerId, { height });
    const powers = actual.map((each): [string, bigint] => [each.providerConsensusAddress, each.consumerPower]);
    const told = { consumerId, kind, shaping };
    expect({ ...told, powers: sorted(predicted.powers) }).toEqual({ ...told, powers: sorted(powers) });
  }
  return phases;
}

const sorted = (powers: Iterable<[string, bigint]>): readonly string[] =>
  [...powers].map(([address, power]) => `${address} ${power}`).toSorted();

test(`predicted sets and powers are the provider's for ${SETTINGS} random settings (seed ${seed})`, async () => {
  await onTestnet(topology, async ({ net }) => {
    const { provider } = net;
    await provider.connection.waitForHeight(2n);
    const addresses = provider.chain.validators.map(({ consensusAddress }) => consensusAddress);
    const shapings = Array.from({ length: SETTINGS }, () => randomShaping(addresses));
    await createSettings(net, shapings);
    await optIn(net);
    expect(await expectSameSets(net)).toEqual(new Map([["REGISTERED", SETTINGS]]));

    const owner = await provider.client("owner");
    const launched = Array.from({ length: LAUNCHED }, (_, id) => id * 3);
    await sendAll(
      owner,
      launched.map((id) => msgUpdateConsumer({ owner: owner.address, consumerId: String(id), ...launchNow(id) })),
      250_000,
    );
    await makeTopN(net, shapings);
    // Powers change after the launches: launched consumers are given the next set.
    await provider.delegate("validator-3", 17_000_000n);
    await provider.delegate("validator-17", 13_500_000n);
    const { height } = await provider.delegate("validator-20", 3_000_000n);
    await provider.connection.waitForHeight(height + 1n);
    const phases = await expectSameSets(net);
    expect(phases.get("LAUNCHED")).toBeGreaterThan(LAUNCHED / 2);
    expect(phases.get("LAUNCHED Top N")).toBe(TOP_N / 2);
    expect(phases.get("REGISTERED Top N")).toBe(TOP_N / 2);
  });
});
