import { stat } from "node:fs/promises";
import { join } from "node:path";
import { accountFromAny, QueryClient, setupAuthExtension } from "@cosmjs/stargate";
import { parse } from "smol-toml";
import type { ChainConnection } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet, type Scenario } from "../support/on-testnet.ts";
import { processesWith } from "../support/processes.ts";
import {
  accountHdPath,
  killRelayChildren,
  RelayChild,
  type RelayLine,
  relayEnvironment,
  writeRelayConfig,
} from "../support/relay-child.ts";

afterEach(killRelayChildren);

const validators = [{ validator: 0 }, { validator: 1 }];
const twoConsumers = {
  provider: { validators: 2 },
  consumers: [
    { chainId: "consumer-1", validators },
    { chainId: "other-1", validators },
  ],
};

/** Everything up to the running chain; no channel. */
async function start(consumer: TestnetConsumer, { watch, attach }: Scenario) {
  await consumer.create();
  const observation = await watch(consumer);
  await consumer.optIn();
  await consumer.spawn();
  await consumer.start();
  await attach(consumer);
  return observation;
}

async function sequenceOf({ comet }: ChainConnection, address: string): Promise<number> {
  const { auth } = QueryClient.withExtensions(comet, setupAuthExtension);
  const account = await auth.account(address);
  if (account === null) throw new Error(`${address} does not exist`);
  return accountFromAny(account).sequence;
}

/** How many transactions the relayer's account has sent, chain by chain. */
function sent(net: Testnet): Promise<number[]> {
  const chains = [net.provider, ...net.consumers];
  return Promise.all(chains.map(({ connection, chain }) => sequenceOf(connection, chain.account("relayer").address)));
}

async function ask(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

/** Asks with every line that the relayer writes, and with every block, until the answer passes. */
async function askUntil(net: Testnet, url: string, passes: (answer: { status: number; text: string }) => boolean) {
  for await (const _block of net.provider.connection.blocks()) {
    const answer = await ask(url);
    if (passes(answer)) return answer;
  }
  throw new Error("The blocks have come to an end");
}

const isRelaying =
  (name: string) =>
  ({ event, path, to }: RelayLine): boolean =>
    event === "state" && path === name && to === "relaying";

test("the command opens and relays what --check says, serves its figures, and tells which consumer is down", async () => {
  await onTestnet(twoConsumers, async (scenario) => {
    const { net } = scenario;
    const [first, second] = [await start(net.consumer(0), scenario), await start(net.consumer(1), scenario)];
    const config = await writeRelayConfig(net, join(net.folder, "relay.json"));
    const environment = relayEnvironment(net);

    const before = await sent(net);
    const check = await checkWithEncryptedKey(net);
    expect(await check.exitCode).toBe(0);
    for (const { consumerId } of net.consumers) {
      expect(check.lines).toContainEqual(
        expect.objectContaining({ event: "plan", path: consumerId, message: expect.stringContaining("CCV channel") }),
      );
    }
    expect(await sent(net)).toEqual(before);

    const child = new RelayChild(["relay", "--config", config, "--json", "--listen", "127.0.0.1:0"], environment);
    const { url } = await child.until(({ event }) => event === "listening");
    for (const { consumerId } of net.consumers) await child.until(isRelaying(consumerId));
    await net.provider.delegate("validator-1", 30_000_000n);
    for (const observation of [first, second]) await observation.until("vscPacketAcknowledged");

    expect(JSON.parse((await askUntil(net, `${url}/health`, ({ status }) => status === 200)).text)).toMatchObject({
      healthy: true,
      reasons: [],
      paths: [
        { name: "0", state: "relaying", consumer: { chainId: "consumer-1", client: { status: "Active" } } },
        { name: "1", state: "relaying", consumer: { chainId: "other-1", client: { status: "Active" } } },
      ],
    });
    const { text: metrics } = await ask(`${url}/metrics`);
    for (const line of [
      /^icskit_relay_packets_total\{path="0",source="provider",port="provider",channel="channel-\d",kind="packet"\} \d/m,
      /^icskit_relay_packets_total\{path="1",source="consumer",.*kind="acknowledgement"\} \d/m,
      /^icskit_relay_packet_latency_blocks_count\{path="0",stage="received",port="provider",source="provider"\} [1-9]/m,
      /^icskit_relay_path_state\{path="1",state="relaying"\} 1/m,
      /^icskit_relay_client_active\{path="0",chain="provider-1",client="07-tendermint-0"\} 1/m,
      /^icskit_relay_block_height\{chain="other-1"\} \d/m,
      /^icskit_relay_balance\{chain="provider-1",/m,
    ]) {
      expect(metrics).toMatch(line);
    }

    await expectHermesConfig(net, environment);

    await Promise.all(net.consumer(1).chain.nodes.map((node) => node.kill()));
    const delegated = await net.provider.delegate("validator-1", 30_000_000n);
    const packet = await first.until("vscPacketSent", ({ height }) => height >= delegated.height);
    await first.until("vscPacketAcknowledged", ({ sequence }) => sequence === packet.sequence);
    const reasonsOf = ({ text }: { readonly text: string }): readonly string[] => JSON.parse(text).reasons ?? [];
    await askUntil(net, `${url}/health`, (answer) => {
      const [reason = "", ...others] = reasonsOf(answer);
      return answer.status === 503 && others.length === 0 && /^1: .*(other-1|RPC_UNREACHABLE)/.test(reason);
    });

    child.process.kill("SIGTERM");
    expect(await child.exitCode).toBe(130);
    expect(child.lines.map(({ event }) => event)).toContain("stopping");
    expect(child.stderr).toBe("Interrupted\n");
    expect(processesWith(config)).toEqual([]);
    const written = child.lines.map((line) => JSON.stringify(line)).join("\n");
    for (const word of net.accounts.mnemonic.split(" ").filter((word) => word.length > 6)) {
      expect(written).not.toContain(word);
    }
  });
});

/** `--check` with a key file that the command itself has made. */
async function checkWithEncryptedKey(net: Testnet): Promise<RelayChild> {
  const environment = { ...relayEnvironment(net), ICSKIT_KEY_PASSWORD: "hunter2" };
  const encryptedFile = join(net.folder, "relayer.key");
  const password = ["--password-env", "ICSKIT_KEY_PASSWORD"];
  const flags = ["--out", encryptedFile, "--mnemonic-env", "ICSKIT_KEY_RELAYER", ...password];
  const encrypt = new RelayChild(["relay", "encrypt-key", ...flags], environment);
  expect(await encrypt.exitCode).toBe(0);
  expect((await stat(encryptedFile)).mode & 0o777).toBe(0o600);
  const config = await writeRelayConfig(net, join(net.folder, "encrypted.json"), (full) => ({
    ...full,
    provider: {
      ...full.provider,
      key: { encryptedFile, passwordEnv: "ICSKIT_KEY_PASSWORD", hdPath: accountHdPath(net, "relayer") },
    },
  }));
  return new RelayChild(["relay", "--config", config, "--check", "--json"], environment);
}

/** The same paths for Hermes, with the channels that are open now. */
async function expectHermesConfig(net: Testnet, environment: Record<string, string>): Promise<void> {
  const grpc = "http://127.0.0.1:9090";
  const path = await writeRelayConfig(net, join(net.folder, "hermes.json"), ({ provider, consumers }) => ({
    provider: { ...provider, grpc },
    consumers: consumers.map((consumer) => ({ ...consumer, grpc })),
  }));
  const child = new RelayChild(["relay", "--config", path, "--config-for", "hermes"], environment, { json: false });
  expect([await child.exitCode, child.stderr]).toEqual([0, ""]);
  const { chains } = parse(child.stdout) as { chains: Record<string, unknown>[] };
  expect(chains).toMatchObject([
    { id: "provider-1", ccv_consumer_chain: false, account_prefix: "cosmos" },
    { id: "consumer-1", ccv_consumer_chain: true, account_prefix: "consumer" },
    { id: "other-1", ccv_consumer_chain: true },
  ]);
  expect(chains[0]?.packet_filter).toMatchObject({
    policy: "allow",
    list: expect.arrayContaining([
      ["provider", "channel-0"],
      ["provider", "channel-1"],
      ["transfer", expect.any(String)],
    ]),
  });
  expect(chains[1]?.packet_filter).toMatchObject({ list: expect.arrayContaining([["consumer", "channel-0"]]) });
}

test("what cannot be relayed is refused before anything is sent", async () => {
  await onTestnet(twoConsumers, async (scenario) => {
    const { net } = scenario;
    for (const consumer of net.consumers) await start(consumer, scenario);
    const before = await sent(net);
    const environment = relayEnvironment(net);
    const key = { env: "ICSKIT_KEY_RELAYER", hdPath: accountHdPath(net, "relayer") };
    const [one, other] = net.consumers;
    const refused = async (name: string, code: string, exitCode: number, consumer: object, provider = {}) => {
      const config = await writeRelayConfig(net, join(net.folder, `${name}.json`), (full) => ({
        provider: { ...full.provider, ...provider },
        consumers: [{ ...full.consumers[0], ...consumer }],
      }));
      const run = async (...flags: string[]) => {
        const child = new RelayChild(["relay", "--config", config, "--json", ...flags], environment);
        const ended = await child.exitCode;
        return { ended, told: child.stderr + child.lines.map((line) => JSON.stringify(line)).join("\n") };
      };
      for (const { ended, told } of await Promise.all([run("--check"), run()])) {
        expect([name, ended]).toEqual([name, exitCode]);
        expect(told).toContain(code);
      }
    };
    await refused("prefix", "CONFIG_INVALID", 2, { addressPrefix: "cosmos" });
    await refused("provider-prefix", "CONFIG_INVALID", 2, {}, { addressPrefix: "consumer" });
    await refused("chain", "RPC_WRONG_CHAIN", 1, { chainId: "consumer-9" });
    await refused("unfunded", "TX_FUNDS_MISSING", 1, { key: { ...key, hdPath: "m/44'/118'/0'/0/99" } });
    await refused("foreign", "IBC_CLIENT_MISMATCH", 1, { consumerId: other?.consumerId });
    await refused("provider-as-consumer", "IBC_CLIENT_MISMATCH", 1, { rpc: net.provider.chain.rpcUrl });
    await refused("unknown", "CCV_CONSUMER_NOT_FOUND", 1, { consumerId: "77" });
    expect(await sent(net)).toEqual(before);
    expect(one?.isRunning).toBe(true);
  });
});

test("a channel that has timed out is closed for good, told as such, and no longer to be relayed", async () => {
  const topology = {
    provider: { validators: 2, ccvTimeoutSeconds: 4 },
    consumers: [{ chainId: "consumer-1", validators }],
  };
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const observation = await start(consumer, scenario);
    await consumer.openChannel({ relay: false });
    await net.provider.delegate("validator-1", 30_000_000n);
    const packet = await observation.until("vscPacketSent");
    for await (const { time } of consumer.connection.blocks()) {
      if (time.getTime() > packet.time.getTime() + 4_000) break;
    }
    const config = await writeRelayConfig(net, join(net.folder, "relay.json"));
    const run = (...flags: string[]) =>
      new RelayChild(["relay", "--config", config, "--json", ...flags], relayEnvironment(net));
    const isClosed = ({ code }: RelayLine): boolean => code === "IBC_CHANNEL_CLOSED";

    const relayer = run("--listen", "127.0.0.1:0");
    const { url } = await relayer.until(({ event }) => event === "listening");
    await relayer.until(isClosed);
    await relayer.until(({ event, items }) => event === "relayed" && String(items).includes("close"));
    expect(await net.provider.queries.consumerChain(consumer.consumerId)).toMatchObject({ phase: "STOPPED" });
    expect(await ask(`${url}/health`)).toMatchObject({
      status: 503,
      text: expect.stringContaining("IBC_CHANNEL_CLOSED"),
    });
    relayer.process.kill("SIGTERM");
    expect(await relayer.exitCode).toBe(130);

    const before = await sent(net);
    const check = run("--check");
    expect(await check.exitCode).toBe(1);
    expect(check.lines).toContainEqual(expect.objectContaining({ event: "problem", code: "IBC_CHANNEL_CLOSED" }));
    expect(await sent(net)).toEqual(before);
  });
});
