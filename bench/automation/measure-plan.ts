import { connectChain, msgOptIn, type SigningProviderClient } from "../../src/index.ts";
import { makePlan } from "../../src/validator/plan/make-plan.ts";
import { changedConsumers } from "../../src/validator/plan/plan.ts";
import { readPlanFacts } from "../../src/validator/plan/read-facts.ts";
import type { Policy } from "../../src/validator/policy/policy-schema.ts";
import { createTestnet } from "../../testnet/index.ts";
import { createConsumers } from "../clients/create-consumers.ts";
import { countRequests } from "../clients/list-consumers.ts";

/** How a plan over many consumers was made. */
export interface PlanMeasurement {
  readonly consumers: number;
  /** From the first request to the plan. */
  readonly seconds: number;
  /** HTTP requests. */
  readonly roundTrips: number;
  readonly changes: number;
}

/** Messages of one transaction that opts in. */
const OPT_INS = 100;

/** Every rule of it depends on what only a query for each consumer tells. */
const policy = (owner: string): Policy => ({
  rules: [
    { name: "others'", action: "leave", when: { owners: ["cosmos1nobody"] } },
    { name: "ours", action: "opt-in", commission: "0.2", when: { owners: [owner], minimumPower: 1n } },
  ],
});

/** Plans over so many consumers, of which another validator has opted in to each; the median of `runs`. */
export async function measurePlan(consumers: number, runs: number): Promise<PlanMeasurement> {
  await using net = await createTestnet({ provider: { validators: 3 } }, { launch: false });
  await net.provider.connection.waitForHeight(2n);
  const owner = await net.provider.client("owner");
  await createConsumers(owner, consumers, new Date(Date.now() + 90 * 86_400_000));
  const [first, second] = net.provider.chain.validators;
  if (first === undefined || second === undefined) throw new TypeError("A provider of three has two");
  await optIn(await net.provider.client(first.name), first.operatorAddress, consumers);
  const measured: PlanMeasurement[] = [];
  for (let run = 0; run < runs; run += 1) {
    measured.push(await planOnce(net.provider.chain.rpcUrl, second.operatorAddress, policy(owner.address)));
  }
  const sorted = measured.toSorted((left, right) => left.seconds - right.seconds);
  const median = sorted[Math.floor(runs / 2)];
  if (median === undefined || median.changes !== 2 * consumers)
    throw new Error(`Not all were planned: ${median?.changes}`);
  return median;
}

async function planOnce(url: string, operatorAddress: string, rules: Policy): Promise<PlanMeasurement> {
  await using connection = await connectChain({ url });
  const requests = countRequests();
  const begun = performance.now();
  try {
    const facts = await readPlanFacts(connection, { operatorAddress, policy: rules });
    const plan = makePlan(facts, rules, { generatedKey: () => undefined, node: () => undefined });
    const seconds = (performance.now() - begun) / 1000;
    const changes = changedConsumers(plan, true).reduce((sum, each) => sum + each.changes.length, 0);
    return { consumers: plan.consumers.length, seconds, roundTrips: requests.count, changes };
  } finally {
    requests.stop();
  }
}

async function optIn(validator: SigningProviderClient, operatorAddress: string, consumers: number): Promise<void> {
  const messages = Array.from({ length: consumers }, (_, at) =>
    msgOptIn({ signer: validator.address, providerOperatorAddress: operatorAddress, consumerId: String(at) }),
  );
  const groups = Array.from({ length: Math.ceil(consumers / OPT_INS) }, (_, at) =>
    messages.slice(at * OPT_INS, (at + 1) * OPT_INS),
  );
  await Promise.all(groups.map((group) => validator.sender.send(group)));
}
