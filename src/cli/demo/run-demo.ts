import { setupStakingExtension } from "@cosmjs/stargate";
import type { ProviderValidator, Testnet } from "../../../testnet/index.ts";
import { createValidatorSet, totalPower } from "../../ccv/validator-set.ts";
import { type ChainConnection, connectChain } from "../../chain/chain-connection.ts";
import { queryValidators } from "../../chain/validators.ts";
import { ConsumerDemo } from "./consumer-demo.ts";
import { DemoSteps, type DemoView, type FinishedStep, type StepEvidence, verify } from "./demo-step.ts";

/** Base units that the demo delegates: fifty of voting power. */
const DELEGATION = 50_000_000n;

/**
 * Shows, step by step on a running provider, that its consumers are secured by it. Resolves with all steps, each
 * verified against the chains by an observer that shares nothing with the relayer. `begun` is when the provider began
 * to start, in `performance.now()` milliseconds.
 * @throws CHECK_FAILED where the chains do not show it
 */
export async function runDemo(
  net: Testnet,
  view: DemoView,
  options: { readonly signal: AbortSignal; readonly begun: number },
): Promise<readonly FinishedStep[]> {
  const { signal } = options;
  const { connection, chain } = net.provider;
  const steps = new DemoSteps(view, () => connection.knownHeight);
  // The observer asks another node than the relayer does.
  const watched = await connectChain({ url: chain.nodes.at(-1)?.rpcUrl ?? chain.rpcUrl, signal });
  const demos = net.consumers.map(
    (consumer) => new ConsumerDemo(net, consumer, { watched, signal, seen: (sight) => view.seen(sight) }),
  );
  try {
    await steps.run("provider", "Provider makes blocks", () => providerEvidence(net), options.begun);
    for (const demo of demos) await launch(steps, demo);
    await powerChange(net, steps, demos, signal);
    await downtime(net, steps, demos, signal);
    for (const demo of demos) demo.verifyInvariants();
  } catch (error) {
    // What ended the steps is what the user must know; an observer that failed is often the same.
    await closeAll(demos, watched).catch(() => undefined);
    throw error;
  }
  await closeAll(demos, watched);
  return steps.finished;
}

async function closeAll(demos: readonly ConsumerDemo[], watched: ChainConnection): Promise<void> {
  const closed = await Promise.allSettled([...demos.map((demo) => demo.close()), watched.close()]);
  const failures = closed.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, "The observers did not end well");
}

async function launch(steps: DemoSteps, demo: ConsumerDemo): Promise<void> {
  const { chainId } = demo;
  await steps.run("create", `${chainId}: created by anybody`, () => demo.create());
  await steps.run("opt-in", `${chainId}: validators opt in`, () => demo.optIn());
  await steps.run("spawn", `${chainId}: launched at its spawn time`, () => demo.spawn());
  await steps.run("start", `${chainId}: up, secured by the provider`, () => demo.start());
  await steps.run("channel", `${chainId}: CCV channel open`, () => demo.openChannel());
}

async function providerEvidence(net: Testnet): Promise<StepEvidence> {
  const { connection, chain } = net.provider;
  const height = await connection.waitForHeight(1n);
  const validators = await queryValidators(connection, height);
  verify("every validator signs", validators.length, chain.validators.length);
  const power = totalPower(createValidatorSet(validators));
  return {
    proof: `${validators.length} validators sign, power ${power}`,
    facts: { validators: validators.length, power: Number(power) },
    heights: { [chain.chainId]: height },
    txHashes: [],
  };
}

async function powerChange(
  net: Testnet,
  steps: DemoSteps,
  demos: readonly ConsumerDemo[],
  signal: AbortSignal,
): Promise<void> {
  const [strongest] = net.provider.chain.validators;
  if (strongest === undefined) throw new TypeError("A provider has validators");
  const begun = performance.now();
  const delegated = net.provider.delegate(strongest.name, DELEGATION, { signal });
  // All consumers follow at the same time; each is waited for from the delegation on.
  const followed = demos.map(async (demo) => demo.powerChange(await delegated));
  for (const following of followed) following.catch(() => undefined); // Thrown by its step below.
  for (const [index, demo] of demos.entries()) {
    const evidence = followed[index];
    if (evidence === undefined) continue;
    await steps.run("power-change", `${demo.chainId}: a delegation changes power`, () => evidence, begun);
  }
}

/** The smallest validator that opted in stops signing on the first consumer, and loses its power everywhere. */
async function downtime(
  net: Testnet,
  steps: DemoSteps,
  demos: readonly ConsumerDemo[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = demos;
  const silent = first?.consumer.chain.validators.at(-1);
  if (first === undefined || silent === undefined) throw new TypeError("The demo has a consumer with validators");
  await steps.run("downtime", `${first.chainId}: ${silent.name} down, jailed`, async () => {
    const { provider, observation, consumer } = {
      provider: silent.provider,
      observation: first.observation,
      consumer: first.consumer,
    };
    const waiting = { signal, timeoutMs: 60_000 + 60 * net.topology.blockTimeMs };
    await consumer.chain.nodeOf(silent.name)?.stop();
    const sent = await observation.until("slashPacketSent", () => true, waiting);
    verify("the slash packet is for downtime", sent.packet.infraction, "downtime");
    const received = await observation.until(
      "slashPacketReceived",
      (event) => event.sequence === sent.sequence,
      waiting,
    );
    verify("the provider handled the slash packet", received.verdict.kind, "handled");
    verify("the provider slashed this validator", received.executedOn, provider.consensusAddress);
    const address = provider.consensusAddress;
    const jailed = await observation.until(
      "validatorJailed",
      (event) => event.providerConsensusAddress === address,
      waiting,
    );
    await verifyJailed(net, provider, jailed.height, signal);
    const gone = await Promise.all(demos.map((demo) => demo.powerGone(keyOn(demo, silent.name), jailed.height)));
    const onConsumer = await observation.until(
      "slashPacketAcknowledged",
      (event) => event.sequence === sent.sequence,
      waiting,
    );
    return {
      txHashes: [received.txHash, onConsumer.txHash].filter((hash) => hash !== undefined),
      heights: {
        [net.provider.chain.chainId]: jailed.height,
        ...Object.fromEntries(demos.map((demo, index) => [demo.chainId, gone[index]?.height ?? 0n])),
      },
      proof: `slash packet ${received.verdict.kind}; its power gone from every chain`,
      facts: { jailed: silent.name, slashPacketSentAt: Number(sent.height), verdict: received.verdict.kind },
    };
  });
}

function keyOn(demo: ConsumerDemo, validatorName: string): Uint8Array {
  const validator = demo.consumer.chain.validators.find(({ name }) => name === validatorName);
  return validator?.consensusKey.publicKey ?? new Uint8Array();
}

/** Jailed in the staking module, and without power in the provider's own CometBFT set two heights later. */
async function verifyJailed(
  net: Testnet,
  provider: ProviderValidator,
  height: bigint,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = net.provider;
  // The observer's node may be ahead of this one.
  await connection.waitForHeight(height + 2n, { signal });
  const { staking } = setupStakingExtension(connection.queryClient);
  const { validator } = await staking.validator(provider.operatorAddress);
  verify(`${provider.name} is jailed on the provider`, validator.jailed, true);
  const set = createValidatorSet(await queryValidators(connection, height + 2n));
  const key = Buffer.from(provider.consensusKey.publicKey).toString("base64");
  verify(`${provider.name} has no power on the provider`, set.has(key), false);
}
