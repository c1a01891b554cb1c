import { toBase64 } from "@cosmjs/encoding";
import { pollUntil } from "../../src/index.ts";
import type { TestnetConsumer } from "../../testnet/index.ts";
import { createConsensusKey } from "../../testnet/node/consensus-key.ts";
import { ownGenesis, writeLaunchSpec } from "../support/launch-spec.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, type RelayLine } from "../support/relay-child.ts";

/**
 * A failed spawn is explained, and set again once somebody can validate; of a consumer stuck at height 0 it is told whose key is missing.
 * @see BeginBlockLaunchConsumers in x/ccv/provider/keeper/consumer_lifecycle.go
 */

afterEach(killRelayChildren);

const kind =
  (wanted: string) =>
  ({ event }: RelayLine): boolean =>
    event === wanted;
const soon = (spec: Readonly<Record<string, unknown>>) => ({
  ...spec,
  initialization: { ...(spec.initialization as object), spawnTime: "+3s" },
});

test("a failed spawn is explained; with --watch the next one is set once somebody has opted in", async () => {
  const validators = [{ validator: 0 }, { validator: 1 }];
  await onTestnet(
    { provider: { validators: 2 }, consumers: [{ chainId: "consumer-1", validators }] },
    async ({ net, consumer, watch }) => {
      const launch = await writeLaunchSpec(net, consumer, soon);
      const alone = launch.run("launch", "--yes");
      expect(await alone.exitCode).toBe(1);
      expect(alone.stderr).toMatch(
        /did not launch at its spawn time .*: no validator had opted in \[CCV_LAUNCH_FAILED\]/,
      );
      expect(alone.stderr).toContain("To retry");

      const preflight = launch.run("preflight");
      expect(await preflight.exitCode).toBe(3);
      expect(preflight.lines).toContainEqual(expect.objectContaining({ id: "opted-in", verdict: "failure" }));
      expect(preflight.lines).toContainEqual(expect.objectContaining({ id: "spawn-time", verdict: "warning" }));

      const watching = launch.run("launch", "--yes", "--watch");
      const { consumerId } = await watching.until(({ event, step }) => event === "step" && step === "schedule");
      consumer.adopt(String(consumerId));
      await watch();
      await watching.until(({ event, power }) => event === "ready" && power === "0");
      await consumer.optIn();
      await watching.until(kind("scheduled"));
      const spawned = await watching.until(kind("spawned"));
      expect(spawned).toMatchObject({ clientId: "07-tendermint-0" });
      watching.process.kill("SIGTERM");
      expect(await watching.exitCode).toBe(130);
      expect((await net.provider.queries.consumerChain(consumer.consumerId)).phase).toBe("LAUNCHED");
    },
  );
});

/** The RPC of each of a consumer's nodes, once it answers. */
async function answering(consumer: TestnetConsumer): Promise<readonly string[]> {
  const { nodes } = await consumer.prepare();
  return Promise.all(
    nodes.map(async ({ placement: { outside } }) => {
      const url = `http://${outside.host}:${outside.ports.rpc}`;
      const isThere = async (): Promise<boolean> => (await fetch(`${url}/status`).catch(() => undefined))?.ok === true;
      await pollUntil(isThere, (is) => is, { what: `${url} to answer`, timeoutMs: 60_000 });
      return url;
    }),
  );
}

test("a consumer stuck at height 0 is told whose key is missing, from its nodes and from their homes", async () => {
  const genesis = ownGenesis();
  const validators = [{ validator: 0 }, { validator: 1, ownKey: true }, { validator: 2 }];
  const topology = {
    provider: { validators: 3 },
    consumers: [{ chainId: "consumer-1", validators, genesis: genesis.patch }],
  };
  await onTestnet(topology, async ({ net, consumer, watch }) => {
    const launch = await writeLaunchSpec(net, consumer);
    genesis.path = launch.genesis;
    const child = launch.run("launch", "--yes");
    const { consumerId } = await child.until(kind("created"));
    consumer.adopt(String(consumerId));
    await watch();
    await consumer.optIn();
    // The third validator assigns a key that its node does not have.
    const assigned = createConsensusKey().publicKey;
    await (await net.provider.client("validator-2")).assignConsumerKey(consumer.consumerId, assigned);
    await consumer.spawn();
    await child.until(({ what }) => String(what).startsWith("a node of consumer-1"));

    const ended = new AbortController();
    const starting = consumer.start({ signal: ended.signal }).catch((error: unknown) => error);
    const [first = "", second = "", third = ""] = await answering(consumer);
    const asked = launch.run("diagnose", ...[first, second, third].flatMap((url) => ["--node", url]));
    expect([await asked.exitCode, asked.stderr]).toEqual([3, ""]);
    expect(asked.lines.filter(({ missing }) => missing === true)).toMatchObject([
      { key: toBase64(assigned), moniker: "validator-2", power: "100" },
    ]);
    expect(asked.lines).toContainEqual(expect.objectContaining({ stranger: third }));
    const verdict = { presentPower: "200", totalPower: "300", neededPower: "201", canMakeBlocks: false };
    expect(asked.lines.at(-1)).toEqual(verdict);
    ended.abort(new Error("Stuck, as it should be"));
    await starting;

    // The provider's node signs with the key of the consumer's first one.
    const { nodes } = await consumer.prepare();
    const homes = nodes.flatMap(({ home }) => ["--home", home]);
    const twice = net.provider.chain.nodes[0]?.rpcUrl ?? "";
    const looked = launch.run("diagnose", ...homes, "--node", twice, "--node", "http://127.0.0.1:1");
    expect([await looked.exitCode, looked.stderr]).toEqual([3, ""]);
    expect(looked.lines.at(-1)).toEqual(verdict);
    expect(looked.lines).toContainEqual(
      expect.objectContaining({ doubled: expect.any(String), nodes: [nodes[0]?.home, twice] }),
    );
    expect(looked.lines).toContainEqual(
      expect.objectContaining({ node: "http://127.0.0.1:1", error: "RPC_UNREACHABLE" }),
    );
    child.process.kill("SIGTERM");
    expect(await child.exitCode).toBe(130);
  });
});
