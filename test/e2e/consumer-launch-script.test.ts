import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pollUntil } from "../../src/index.ts";
import { ownGenesis, writeLaunchSpec } from "../support/launch-spec.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";

afterEach(killRelayChildren);

test("the script to copy takes a spec to a secured chain", async () => {
  const genesis = ownGenesis();
  const validators = [{ validator: 0, ownKey: true }, { validator: 1 }, { validator: 2 }];
  const topology = { consumers: [{ chainId: "consumer-1", validators, genesis: genesis.patch }] };
  await onTestnet(topology, async ({ net, consumer, watch, attach }) => {
    const launch = await writeLaunchSpec(net, consumer);
    genesis.path = launch.genesis;
    const spec = JSON.parse(readFileSync(launch.spec, "utf8"));
    const nodes = [spec.provider.rpc, spec.provider.gasPrice, spec.consumer.rpc, spec.consumer.gasPrice];
    const child = new RelayChild(
      [launch.spec, ...nodes, join(net.folder, "base.json"), launch.genesis],
      { ICSKIT_KEY_OWNER: net.accounts.mnemonic },
      { json: false, script: join(import.meta.dirname, "../../scripts/launch-consumer.ts") },
    );
    const [created] = await pollUntil(
      async () => {
        expect([child.process.exitCode, child.stderr]).toEqual([null, expect.anything()]);
        return Array.fromAsync(net.provider.queries.consumerChains());
      },
      (all) => all.length > 0,
      { what: "the consumer" },
    );
    consumer.adopt(created?.consumerId ?? "");
    const observation = await watch();
    await consumer.optIn();
    await consumer.spawn();
    await pollUntil(
      async () => existsSync(launch.genesis),
      (isThere) => isThere,
      { what: "the genesis file" },
    );
    await consumer.start();
    await attach();
    expect([await child.exitCode, child.stdout]).toEqual([0, `consumer ${consumer.consumerId} is secured\n`]);
    await observation.until("vscPacketAcknowledged");

    const { consumerId } = consumer;
    const secured = { consumerId, chainId: "consumer-1", phase: "LAUNCHED" };
    const ask = async (...args: readonly string[]) => {
      const asked = new RelayChild(["consumer", ...args, "--provider", spec.provider.rpc, "--json"]);
      expect([await asked.exitCode, asked.stderr]).toEqual([0, ""]);
      return asked.lines;
    };
    expect(await ask("list")).toEqual([expect.objectContaining({ ...secured, validators: 3 })]);
    const [shown] = await ask("show", consumerId);
    expect(shown).toMatchObject(secured);
    expect(shown?.validators).toHaveLength(3);
  });
});
