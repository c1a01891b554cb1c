import type { Engine } from "../../../../../testnet/runner/container/engine.ts";
import { portsInUse } from "../../../../../testnet/runner/container/ports-in-use.ts";

/** An engine that publishes on this address, and has these containers. */
const engineWith = (publishOn: string, containers: readonly unknown[]): Engine =>
  ({
    publishOn,
    client: { container: { dockerode: { listContainers: async () => containers } } },
  }) as unknown as Engine;

test("an engine elsewhere is asked for the ports that it publishes", async () => {
  const containers = [
    { Ports: [{ PublicPort: 20_000 }, { PublicPort: 20_000 }, { PublicPort: 20_001 }] },
    { Ports: [{ PrivatePort: 80 }] },
    {},
  ];
  const ports = await portsInUse(engineWith("", containers));
  expect([20_000, 20_001, 20_002].map((port) => ports?.has(port))).toEqual([true, true, false]);
});

test("of an engine of this machine nothing is asked: ports are tried here", async () => {
  expect(await portsInUse(engineWith("127.0.0.1", [{ Ports: [{ PublicPort: 20_000 }] }]))).toBeUndefined();
});
