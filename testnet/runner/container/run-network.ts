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

/**
 * Makes a network whose subnet the engine chose. Fixed addresses can be had only where the subnet was asked for, so the
 * engine is made to choose one first, which is then asked for.
 */
export async function createRunNetwork(
  { client }: Engine,
  name: string,
  labels: Record<string, string>,
  options: { readonly internal: boolean },
): Promise<RunNetwork> {
  const { dockerode } = client.container;
  const settings = { Name: name, Driver: "bridge", Labels: labels, Internal: options.internal };
  for (let attempt = 1; ; attempt += 1) {
    const chosen = await dockerode.createNetwork(settings);
    const { IPAM } = (await chosen.inspect()) as { IPAM?: { Config?: { Subnet?: string; Gateway?: string }[] } };
    await chosen.remove();
    const subnet = IPAM?.Config?.find(({ Subnet }) => Subnet?.includes("."))?.Subnet;
    if (subnet === undefined) throw new Error(`The container engine gave the network ${name} no IPv4 subnet`);
    try {
      const network = await dockerode.createNetwork({ ...settings, IPAM: { Config: [{ Subnet: subnet }] } });
      return runNetwork(network, name, subnet);
    } catch (error) {
      // Somebody else was given the same subnet in between.
      if (attempt === attempts || !/overlap|already being used|conflict/i.test(errorMessage(error))) throw error;
    }
  }
}

function runNetwork(network: Network, name: string, subnet: string): RunNetwork {
  // The first addresses are the engine's: the network's own and the gateway.
  let host = 9;
  return {
    name,
    nextAddress() {
      host += 1;
      return addressIn(subnet, host);
    },
    async connect(Container, IPv4Address, alias) {
      await network.connect({ Container, EndpointConfig: { IPAMConfig: { IPv4Address }, Aliases: [alias] } });
    },
    async disconnect(Container) {
      await network.disconnect({ Container, Force: true });
    },
  };
}

/** The address at this place of a subnet such as `172.18.0.0/16`. @throws RangeError past its end */
export function addressIn(subnet: string, place: number): string {
  const [base = "", bits = "24"] = subnet.split("/");
  if (place >= 2 ** (32 - Number(bits)) - 1) throw new RangeError(`The network ${subnet} has no room for more nodes`);
  const value = base.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0) + place;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
