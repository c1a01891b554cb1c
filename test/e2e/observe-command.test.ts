import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ObserverEvent, openSqliteStore, pollUntil } from "../../src/index.ts";
import { ObserveChild } from "../support/observe-child.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren } from "../support/relay-child.ts";

const validators = [{ validator: 0 }, { validator: 1, ownKey: true }];
const topology = {
  provider: { validators: 2, unbondingSeconds: 1_200, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators }],
};
const ofState = new Set(["providerStateRead", "consumerStateRead"]);

afterEach(killRelayChildren);

/** Runs a command that must end by itself. */
async function refused(args: readonly string[]): Promise<{ readonly code: number | null; readonly told: string }> {
  const child = new ObserveChild(args, { json: false });
  return { code: await child.exitCode, told: child.stderr };
}

test("a launch is watched until it is healthy, killed and resumed, to the consumer's stop", async () => {
  const folder = await mkdtemp(join(tmpdir(), "icskit-observe-"));
  const store = join(folder, "observer.sqlite");
  try {
    await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
      const provider = ["--provider", net.provider.chain.rpcUrl];
      const [witness] = await Promise.all([launchWatched()]);
      const both = [...provider, "--consumer", consumer.chain.rpcUrl];

      const blind = new ObserveChild([...provider, "--consumer-id", consumer.consumerId]);
      const healthy = new ObserveChild([...both, "--until-healthy", "--timeout", "60"]);
      const first = new ObserveChild([...both, "--from", "1", "--store", store]);
      expect(await first.until(({ type }) => type === "started")).toMatchObject({
        providerChainId: "provider-1",
        consumers: [{ consumerId: "0", chainId: "consumer-1" }],
      });
      expect([await healthy.exitCode, healthy.stderr]).toEqual([0, ""]);
      expect(healthy.lines.at(-1)).toMatchObject({ type: "health", health: { verdict: "secured", reasons: [] } });
      expect((await blind.untilHealth("consumer-unobserved")).health?.verdict).toBe("unknown");
      expect(await blind.kill("SIGTERM")).toBe(130);

      await first.untilHealth("secured");
      expect(await first.kill("SIGKILL")).toBeNull();
      const delegated = await net.provider.delegate("validator-0", 50_000_000n);
      const failOn = ["--fail-on", "consumer-stopped,channel-closed"];
      const second = new ObserveChild([...both, "--store", store, "--listen", "127.0.0.1:0", ...failOn]);
      const { url } = await second.until(({ type }) => type === "started");
      await second.until(
        ({ event }) => event?.kind === "vscPacketAcknowledged" && BigInt(String(event.height)) > delegated.height,
      );
      const status = async () => (await fetch(`${url}/health`)).status;
      await pollUntil(status, (code) => code === 200, { what: "a healthy answer" });
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
        /health_verdict\{consumer="0",verdict="secured"\} 1/,
      );
      const { version } = JSON.parse(await readFile("package.json", "utf8"));
      expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ info: { version } });
      const owner = await net.provider.client("owner");
      const removed = await owner.removeConsumer(consumer.consumerId);
      expect(await second.exitCode).toBe(3);
      expect(second.stderr).toContain("[OBSERVER_CONDITION_VIOLATED]");
      expect(second.stderr).toContain("--fail-on consumer-stopped");

      await witness.until("consumerPhaseChanged", ({ to }) => to === "STOPPED");
      const told = [...first.lines, ...second.lines].flatMap(({ event }) => (event ? [event] : []));
      const ids = told.filter(({ kind }) => !ofState.has(kind)).map((event) => JSON.stringify(event));
      expect(new Set(ids).size).toBe(ids.length);
      await using kept = await openSqliteStore({ path: store, readOnly: true });
      const stored: ObserverEvent[] = [];
      for await (const { event } of kept.events({ providerChainId: "provider-1", consumerId: "0" })) stored.push(event);
      const onProvider = (events: readonly ObserverEvent[]): readonly ObserverEvent[] =>
        events.filter(
          ({ chain, height, kind }) => chain === "provider" && height <= removed.height && !ofState.has(kind),
        );
      expect(onProvider(stored)).toEqual(onProvider(witness.events));
      expect(stored.filter(({ kind }) => kind === "stateDisagrees" || kind === "blocksMissing")).toEqual([]);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("chains that are not what they are called are refused, each with its reason and all at once", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    await launchWatched();
    const [provider, follower] = [net.provider.chain.rpcUrl, consumer.chain.rpcUrl];
    const dead = "http://127.0.0.1:1";
    const runs = await Promise.all([
      refused(["--provider", "ftp://x", "--consumer", "nonsense", "--fail-on", "bad-luck"]),
      refused(["--provider", follower, "--consumer", follower]),
      refused(["--provider", provider, "--consumer", provider]),
      refused(["--provider", provider, "--consumer-id", "77"]),
      refused(["--provider", provider, "--consumer", follower, "--consumer-id", consumer.consumerId]),
      refused(["--provider", provider, "--consumer", dead, "--consumer", provider]),
      refused(["--provider", provider, "--consumer", follower, "--store", "mysql://root:secret@x/y"]),
    ]);
    const [flags, noProvider, noConsumer, unknown, twice, several, store] = runs;
    expect(runs.map(({ code }) => code)).toEqual([2, 2, 2, 1, 2, 1, 2]);
    expect(flags?.told).toMatch(/--provider: got ftp[\s\S]*--consumer: got nonsense[\s\S]*--fail-on: got bad-luck/);
    expect(noProvider?.told).toContain("is not a node of a provider chain");
    expect(noConsumer?.told).toContain("is not a node of a consumer chain");
    expect(unknown?.told).toContain("CCV_CONSUMER_NOT_FOUND");
    expect(twice?.told).toContain("Name each consumer once");
    expect(several?.told).toContain("RPC_UNREACHABLE");
    expect(store?.told).not.toContain("secret");

    const late = new ObserveChild(["--provider", provider, "--consumer-id", "0", "--until-healthy", "--timeout", "2"]);
    expect(await late.exitCode).toBe(3);
    expect(late.stderr).toContain("consumer 0 is unknown:");
  });
});

test("a CCV channel that times out ends a watch with --fail-on channel-closed", async () => {
  const short = { ...topology, provider: { validators: 2, ccvTimeoutSeconds: 4 } };
  await onTestnet(short, async ({ net, consumer, startWatched }) => {
    const witness = await startWatched();
    await consumer.openChannel();
    await witness.until("channelOpened", ({ portId, chain }) => portId === "transfer" && chain === "provider");
    await consumer.stopRelaying();
    const both = ["--provider", net.provider.chain.rpcUrl, "--consumer", consumer.chain.rpcUrl];
    const watching = new ObserveChild([...both, "--fail-on", "channel-closed"]);
    await watching.untilHealth("secured");
    await net.provider.delegate("validator-1", 30_000_000n);
    const packet = await witness.until("vscPacketSent");
    for await (const { time } of consumer.connection.blocks()) if (time >= packet.timeoutTime) break;
    const late = new ObserveChild(both);
    expect((await late.untilHealth("vsc-unseen")).health?.verdict).toBe("unknown");
    expect(await late.kill("SIGINT")).toBe(130);

    consumer.startRelaying();
    expect(await watching.exitCode).toBe(3);
    // Which chain's block is read first is nobody's promise.
    expect(watching.stderr).toMatch(/The (provider|consumer)'s end channel-0 has closed/);
    expect(await watching.untilHealth("vsc-near-timeout")).toMatchObject({ health: { verdict: "at-risk" } });
    expect((await watching.untilHealth("channel-half-closed")).health?.verdict).toBe("unsecured");
  });
});
