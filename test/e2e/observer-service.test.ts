import {
  connectChain,
  consumerSource,
  createObserverService,
  type HealthCode,
  type ObserverService,
  pollUntil,
  providerSource,
} from "../../src/index.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { onTestnet } from "../support/on-testnet.ts";

const validators = [{ validator: 0 }, { validator: 1, ownKey: true }];
const topology = {
  provider: { validators: 2 },
  consumers: [
    { chainId: "first-1", validators },
    { chainId: "second-1", validators },
  ],
};

/** Resolves at the first health of this consumer that matches. */
async function untilHealth(
  service: ObserverService,
  consumerId: string,
  wanted: HealthCode | "secured",
): Promise<void> {
  const isReached = (): boolean => {
    const health = service.consumer(consumerId)?.summary().health;
    return wanted === "secured"
      ? health?.verdict === wanted
      : (health?.reasons ?? []).some(({ code }) => code === wanted);
  };
  for await (const _message of service.events({ signal: AbortSignal.timeout(60_000) })) if (isReached()) return;
  throw new Error(`The service ended before ${wanted}`);
}

/** Resolves once this consumer has acknowledged a packet sent at this height or later. */
async function untilAcknowledged(service: ObserverService, consumerId: string, height: bigint): Promise<void> {
  const { timeline } = service.consumer(consumerId) ?? {};
  const isDone = (): boolean =>
    [...(timeline?.vscPackets.values() ?? [])].some(
      ({ sent, acknowledged }) => sent !== undefined && sent.height >= height && acknowledged !== undefined,
    );
  for await (const _message of service.events({ signal: AbortSignal.timeout(60_000) })) if (isDone()) return;
  throw new Error("The service ended before the acknowledgement");
}

test("one service follows two consumers: each provider block is fetched once, and one that halts leaves the other secured", async () => {
  await onTestnet(topology, async ({ net }) => {
    await Promise.all(net.consumers.map((consumer) => consumer.launch()));
    const second = net.consumers[1];
    if (second === undefined) throw new Error("There are two consumers");
    const fetched: bigint[] = [];
    await using proxy = await FaultProxy.start(net.provider.chain.rpcUrl);
    proxy.fault = ({ method, params }) => {
      if (method === "block_results") fetched.push(BigInt(String(params.height)));
      return undefined;
    };
    await using provider = await connectChain({ url: proxy.url });
    const connections = await Promise.all(net.consumers.map(({ chain }) => connectChain({ url: chain.rpcUrl })));
    try {
      await using service = createObserverService({
        provider: providerSource(provider),
        consumers: net.consumers.map(({ consumerId }, index) => {
          const connection = connections[index];
          if (connection === undefined) throw new Error("Each consumer has a connection");
          return { consumerId, source: consumerSource(connection) };
        }),
        health: { haltedSeconds: 2 },
      });
      await Promise.all(net.consumers.map(({ consumerId }) => untilHealth(service, consumerId, "secured")));
      const { height } = await net.provider.delegate("validator-0", 50_000_000n);
      await Promise.all(net.consumers.map(({ consumerId }) => untilAcknowledged(service, consumerId, height)));
      await Promise.all(second.chain.nodes.map((node) => node.kill()));
      await untilHealth(service, second.consumerId, "consumer-halted");

      const verdicts = async () => service.consumers.map((consumer) => consumer.summary().health.verdict).join();
      await pollUntil(verdicts, (seen) => seen === "secured,at-risk", { what: "only the second at risk" });
      expect(service.consumers.flatMap(({ violations }) => violations)).toEqual([]);
      expect(new Set(fetched).size).toBe(fetched.length);
      expect(fetched.length).toBeGreaterThan(20);
    } finally {
      for (const connection of connections) await connection.close();
    }
  });
}, 300_000);
