import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import type { ConsumerTopology } from "../../testnet/topology.ts";
import { accountHdPath, RelayChild } from "./relay-child.ts";

/** A spec as it is written. */
export type WrittenSpec = Readonly<Record<string, unknown>>;

/** A consumer of a testnet that `icskit consumer` launches. */
export interface LaunchedByCommand {
  readonly spec: string;
  readonly genesis: string;
  /** `icskit consumer <command> <spec> --json …`. */
  run(command: string, ...flags: readonly string[]): RelayChild;
  /** The same for people: what it prints on stdout, where it ends well. */
  print(command: string, ...flags: readonly string[]): Promise<string>;
}

/** A place for the genesis file that a launch writes, and the patch by which a testnet's nodes run that very file. */
export function ownGenesis(): { path: string; readonly patch: NonNullable<ConsumerTopology["genesis"]> } {
  const place = { path: "", patch: () => JSON.parse(readFileSync(place.path, "utf8")) };
  return place;
}

/** Milliseconds: `times` what it takes on this machine to create a consumer and to opt in. */
export function spawnDelayMs(consumer: TestnetConsumer, times = 2): number {
  const spawn = consumer.initializationParameters().spawnTime?.getTime() ?? 0;
  return Math.ceil(times * (spawn - Date.now()));
}

/** Writes a spec for a consumer of a testnet, with the testnet's accounts, and the base of its genesis file. */
export async function writeLaunchSpec(
  net: Testnet,
  consumer: TestnetConsumer,
  change: (spec: WrittenSpec) => WrittenSpec = (spec) => spec,
): Promise<LaunchedByCommand> {
  const { chain } = net.provider;
  const prepared = await consumer.prepare();
  const [node] = prepared.nodes;
  if (node === undefined) throw new TypeError("The consumer has a node");
  const { host, ports } = node.placement.outside;
  const at = (name: string): string => join(net.folder, name);
  await writeFile(at("base.json"), JSON.stringify(prepared.defaultGenesis));
  const coins = [`1000000000000${prepared.denom}`];
  const spec = change({
    provider: {
      rpc: chain.rpcUrl,
      chainId: chain.chainId,
      gasPrice: chain.gasPrice,
      key: { env: "ICSKIT_KEY_OWNER", hdPath: accountHdPath(net, "owner") },
    },
    consumer: {
      rpc: `http://${host}:${ports.rpc}`,
      gasPrice: prepared.gasPrice,
      addressPrefix: prepared.addressPrefix,
    },
    chainId: consumer.spec.chainId,
    metadata: { name: "By command", description: "Launched by icskit consumer", metadata: "none" },
    initialization: {
      spawnTime: `+${spawnDelayMs(consumer)}ms`,
      unbondingPeriod: `${consumer.spec.unbondingSeconds}s`,
    },
    rewards: { denoms: [prepared.denom] },
    genesis: {
      base: "base.json",
      retryDelayPeriod: "10s",
      accounts: prepared.accounts.map(({ address }) => ({ address, coins })),
    },
    firstPacket: { delegate: `1000000${chain.denom}` },
  });
  await writeFile(at("consumer.json"), JSON.stringify(spec, undefined, 2));
  const environment = { ICSKIT_KEY_OWNER: net.accounts.mnemonic };
  const run = (command: string, ...flags: readonly string[]): RelayChild =>
    new RelayChild(["consumer", command, at("consumer.json"), "--json", ...flags], environment);
  const print = async (command: string, ...flags: readonly string[]): Promise<string> => {
    const child = new RelayChild(["consumer", command, at("consumer.json"), ...flags], environment, { json: false });
    expect([await child.exitCode, child.stderr]).toEqual([0, ""]);
    return child.stdout;
  };
  return { spec: at("consumer.json"), genesis: at("genesis.json"), run, print };
}
