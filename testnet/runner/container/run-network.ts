import { errorMessage } from "../../../src/index.ts";
import type { Engine } from "./engine.ts";

type Network = ReturnType<Engine["client"]["network"]["getById"]>;

/** A network of a testnet, with addresses that can be known before anything runs. */
export interface RunNetwork {
  readonly name: string;
  /** The next free IPv4 address. */
  nextAddress(): string;
  connect(containerId: string, address: string, alias: string): Promise<void>;
  disconnect(containerId: string): Promise<void>;
}

const attempts = 5;

/** The names of a run's networks. */
export function networkNames(runId: string): { readonly peers: string; readonly outside: string } {
  return { peers: `icskit-${runId}`, outside: `icskit-${runId}-outside` };
}

/**
 * Makes a network whose subnet the engine chose. Fixed addresses can be had only where the subnet was asked for, so the
 * engine is made to choose one first, which is then asked for.
 */
export async function createRunNetwork(
  engine: Engine,
  name: string,
  labels: Record<string, string>,
  options: { readonly internal: boolean },
): Promise<RunNetwork> {
  const { dockerode } = engine.client.container;
  const settings = { Name: name, Driver: "bridge", Labels: labels, Internal: options.internal };
  for (let attempt = 1; ; attempt += 1) {
    const chosen = await dockerode.createNetwork(settings);
    const { IPAM } = (await chosen.inspect()) as { IPAM?: { Config?: { Subnet?: string; Gateway?: string }[] } };
    await chosen.remove();
    const subnet = IPAM?.Config?.find(({ Subnet }) => Subnet?.includes("."))?.Subnet;
    if (subnet === undefined) throw new Error(`The container engine gave the network ${name} no IPv4 subnet`);
    try {
      const network = await dockerode.createNetwork({ ...settings, IPAM: { Config: [{ Subnet: subnet }] } });
      return runNetwork(engine, network, name, subnet);
    } catch (error) {
      // Somebody else was given the same subnet in between.
      if (attempt === attempts || !/overlap|already being used|conflict/i.test(errorMessage(error))) throw error;
    }
  }
}

/** A network that was made before; its free addresses are not known. @throws what the engine says of one that is gone */
export async function findRunNetwork(engine: Engine, name: string): Promise<RunNetwork> {
  const network = engine.client.network.getById(name);
  const { IPAM } = (await network.inspect()) as { IPAM?: { Config?: { Subnet?: string }[] } };
  return runNetwork(engine, network, name, IPAM?.Config?.[0]?.Subnet ?? "");
}

function runNetwork({ client }: Engine, network: Network, name: string, subnet: string): RunNetwork {
  const has = async (containerId: string): Promise<boolean> =>
    name in (await client.container.getById(containerId).inspect()).NetworkSettings.Networks;
  // The first addresses are the engine's: the network's own and the gateway.
  let host = 9;
  return {
    name,
    nextAddress() {
      host += 1;
      return addressIn(subnet, host);
    },
    async connect(Container, IPv4Address, alias) {
      const MacAddress = hardwareAddress(IPv4Address);
      const EndpointConfig = { IPAMConfig: { IPv4Address }, MacAddress, Aliases: [alias] };
      await unlessDone(network.connect({ Container, EndpointConfig }), () => has(Container));
    },
    async disconnect(Container) {
      await unlessDone(network.disconnect({ Container, Force: true }), async () => !(await has(Container)));
    },
  };
}

/** Cutting a node off that is cut off, or healing one that is not, is nothing; each engine refuses it in its own way. */
async function unlessDone(request: Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(await isDone())) throw error;
  }
}

/** Always the same for the same IPv4 address: its peers would go on sending to the one that it had before a cut. */
export function hardwareAddress(address: string): string {
  const bytes = [0x02, 0x42, ...address.split(".").map(Number)];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** The address at this place of a subnet such as `172.18.0.0/16`. @throws RangeError past its end */
export function addressIn(subnet: string, place: number): string {
  const [base = "", bits = "24"] = subnet.split("/");
  if (place >= 2 ** (32 - Number(bits)) - 1) throw new RangeError(`The network ${subnet} has no room for more nodes`);
  const value = base.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0) + place;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
