import { readFileSync } from "node:fs";
import { setupStakingExtension } from "@cosmjs/stargate";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { sessionOf, withPlaceholders } from "../support/document-sessions.ts";
import { ownGenesis, spawnDelayMs, writeLaunchSpec } from "../support/launch-spec.ts";
import { cometSet, expectSameSet, onTestnet, providerView, type Scenario } from "../support/on-testnet.ts";
import { killRelayChildren, type RelayChild, type RelayLine } from "../support/relay-child.ts";

/**
 * One spec file is all that a launch needs, also where it is killed at every step and begun again.
 * @see x/ccv/provider/keeper/consumer_lifecycle.go
 */

afterEach(killRelayChildren);

const validators = [{ validator: 0, ownKey: true }, { validator: 1 }, { validator: 2 }];
const topology = (genesis: ReturnType<typeof ownGenesis>) => ({
  provider: { validators: 3 },
  consumers: [{ chainId: "consumer-1", validators, genesis: genesis.patch }],
});

/** What validators and their nodes do meanwhile. */
async function takePart(
  { consumer, watch, attach }: Scenario,
  launched: Promise<RelayLine>,
  written: () => Promise<unknown>,
) {
  const { consumerId } = await launched;
  consumer.adopt(String(consumerId));
  const observation = await watch();
  await consumer.optIn();
  await consumer.spawn();
  await written();
  await consumer.start();
  await attach();
  return observation;
}

const session = (command: string) => sessionOf("docs/launching.md", command).output;
const kind =
  (wanted: string) =>
  ({ event }: RelayLine): boolean =>
    event === wanted;

/** What there is of the launch on the provider, once. */
async function expectOnce(net: Testnet, consumer: TestnetConsumer): Promise<void> {
  const ids: string[] = [];
  for await (const { consumerId } of net.provider.queries.consumerChains()) ids.push(consumerId);
  expect(ids).toEqual([consumer.consumerId]);
  const { staking } = setupStakingExtension(net.provider.connection.queryClient);
  const { delegationResponses } = await staking.delegatorDelegations(net.provider.chain.account("owner").address);
  expect(delegationResponses.map(({ balance }) => balance.amount)).toEqual(["1000000"]);
}

test("a spec file becomes a secured chain by launch alone", async () => {
  const genesis = ownGenesis();
  await onTestnet(topology(genesis), async (scenario) => {
    const { net, consumer } = scenario;
    const launch = await writeLaunchSpec(net, consumer);
    genesis.path = launch.genesis;

    const owner = net.provider.chain.account("owner").address;
    const places = { [owner]: "OWNER", [launch.genesis]: "GENESIS" };
    const shown = await launch.print("launch", "--dry-run");
    expect(withPlaceholders(shown, places)).toEqual(session("icskit consumer launch consumer.json --dry-run"));
    const before = launch.run("preflight");
    expect([await before.exitCode, before.stderr]).toEqual([4, ""]);
    expect(before.lines.filter(({ verdict }) => verdict === "failure")).toEqual([]);

    const child = launch.run("launch", "--yes");
    const observation = await takePart(scenario, child.until(kind("created")), () => child.until(kind("genesis")));
    expect([await child.exitCode, child.stderr]).toEqual([0, ""]);
    await observation.until("vscPacketAcknowledged");
    expect(child.lines.filter(kind("step")).map(({ step }) => step)).toEqual([
      "create",
      "spawn",
      "start",
      "channel",
      "firstPacket",
      "done",
    ]);
    expect(child.lines.at(-1)).toMatchObject({ event: "secured", consumerId: consumer.consumerId, acknowledged: "1" });
    expect(readFileSync(`${launch.spec}.consumer-id`, "utf8")).toBe(`${consumer.consumerId}\n`);
    expectSameSet(
      await providerView(net, consumer),
      await cometSet(consumer.connection, (await consumer.connection.latestHeight()) + 1n),
    );
    await expectOnce(net, consumer);

    const again = launch.run("launch", "--yes");
    expect(await again.exitCode).toBe(0);
    expect(again.lines).toEqual([{ event: "secured", consumerId: consumer.consumerId }]);
    await expectLookedAfter(launch.run, consumer);
    const removal = await launch.print("remove", "--dry-run");
    expect(withPlaceholders(removal, {})).toEqual(session("icskit consumer remove consumer.json --dry-run"));
  });
});

/** The other commands on the launched consumer. */
async function expectLookedAfter(run: (command: string, ...flags: string[]) => RelayChild, consumer: TestnetConsumer) {
  const verified = run("genesis", "--verify", `${consumer.chain.nodes[0]?.home}/config/genesis.json`);
  expect([await verified.exitCode, verified.stderr]).toEqual([0, ""]);
  expect(verified.lines).toMatchObject([{ verified: true }]);
  const wrong = run("genesis", "--hash", "00");
  expect([await wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining("CHECK_FAILED")]);

  const health = run("health");
  expect(await health.exitCode).toBe(4);
  const verdicts = Object.fromEntries(health.lines.map(({ id, verdict }) => [id, verdict]));
  expect(verdicts).toMatchObject({
    phase: "pass",
    blocks: "pass",
    channel: "pass",
    "first-packet": "pass",
    rewards: "warning",
  });
  expect(verdicts).toMatchObject({ "provider-client": "pass", "consumer-client": "pass", "validator-set": "pass" });

  const update = run("update", "--dry-run");
  expect([await update.exitCode, update.stderr]).toEqual([0, ""]);
  expect(update.lines).toEqual([{ would: "nothing" }]);

  const keys = run("diagnose", ...consumer.chain.nodes.flatMap(({ rpcUrl }) => ["--node", rpcUrl]));
  expect([await keys.exitCode, keys.stderr]).toEqual([0, ""]);
  expect(keys.lines.at(-1)).toMatchObject({ canMakeBlocks: true });
}

test("killed at every step, it goes on where the chains are, and does nothing twice", async () => {
  const genesis = ownGenesis();
  await onTestnet(topology(genesis), async (scenario) => {
    const { net, consumer } = scenario;
    const launch = await writeLaunchSpec(net, consumer, (spec) => ({
      ...spec,
      initialization: { ...(spec.initialization as object), spawnTime: `+${spawnDelayMs(consumer, 5)}ms` },
    }));
    genesis.path = launch.genesis;
    let child = launch.run("launch", "--yes");
    const killedAt = async (passes: (line: RelayLine) => boolean): Promise<RelayLine> => {
      const line = await child.until(passes);
      child.process.kill("SIGKILL");
      expect(await child.exitCode).toBeNull();
      child = launch.run("launch", "--yes");
      return line;
    };
    // The transaction is on its way, or included: which one is told by the chain alone.
    await killedAt(({ event, step }) => event === "step" && step === "create");
    const created = child.until(({ consumerId }) => consumerId !== undefined && consumerId !== null);
    const written = Promise.withResolvers<void>();
    const observed = takePart(scenario, created, async () => {
      await killedAt(kind("genesis"));
      written.resolve();
    });
    observed.catch(written.reject);
    await created;
    await killedAt(kind("ready"));
    await written.promise;
    await killedAt(({ event, step }) => event === "step" && step === "channel");
    // Of the five hops the one after a told one may be on its way as well.
    await killedAt(kind("hop"));
    await killedAt(kind("hop"));
    await killedAt(({ what }) => String(what).startsWith("the first VSC packet"));
    expect([await child.exitCode, child.stderr]).toEqual([0, ""]);
    await (await observed).until("vscPacketAcknowledged");
    await expectOnce(net, consumer);
  });
});
