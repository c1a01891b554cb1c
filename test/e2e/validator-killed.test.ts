import { msgCreateConsumer } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { type Fault, FaultProxy } from "../support/fault-proxy.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { messagesOf, validatorEnvironment, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const topology = { provider: { validators: 2 } };
const rules = [{ name: "all", action: "opt-in", commission: "0.3" }];

async function createConsumer(net: Testnet, id: number): Promise<void> {
  const owner = await net.provider.client("owner");
  const chainId = `consumer${id}-1`;
  const metadata = { name: chainId, description: "d", metadata: "m" };
  await owner.send([msgCreateConsumer({ submitter: owner.address, chainId, metadata })]);
}

/** When the process is killed, and what the node has of its transaction by then. */
const moments: readonly { readonly name: string; readonly method: string; readonly fault: Fault }[] = [
  { name: "before it plans", method: "abci_query", fault: "hang" },
  { name: "with a transaction that it kept, and nobody has", method: "broadcast_tx_sync", fault: "hang" },
  {
    name: "with a transaction that the node has, and it does not know",
    method: "broadcast_tx_sync",
    fault: "lose-answer",
  },
];

test("killed at any point, watch neither repeats nor forgets a transaction", async () => {
  await onTestnet(topology, async ({ net }) => {
    await using proxy = await FaultProxy.start(net.provider.chain.rpcUrl);
    const environment = validatorEnvironment(net);
    const file = await writeValidatorFile(net, { validator: "validator-1", rules, rpc: proxy.url });
    const start = () => new RelayChild(["validator", "watch", "--config", file, "--json"], environment);
    await net.provider.connection.waitForHeight(2n);
    for (const [id, { method, fault }] of moments.entries()) {
      await createConsumer(net, id);
      const struck = Promise.withResolvers<void>();
      let isStruck = false;
      proxy.fault = (request) => {
        // From then on the killed process hears of nothing.
        if (isStruck) return "hang";
        if (request.method !== method) return undefined;
        isStruck = true;
        struck.resolve();
        return fault;
      };
      const killed = start();
      await struck.promise;
      if (fault === "lose-answer")
        await net.provider.connection.waitForHeight((await net.provider.connection.latestHeight()) + 2n);
      killed.process.kill("SIGKILL");
      await killed.exitCode;
      proxy.fault = () => undefined;
      const next = start();
      await next.until(({ event, optedIn }) => event === "round" && optedIn === id + 1);
      const left = next.lines.some(({ event, wasLeft }) => event === "applied" && wasLeft === true);
      expect([id, left]).toEqual([id, method === "broadcast_tx_sync"]);
      next.process.kill("SIGTERM");
      await next.exitCode;
    }
    const each = moments.flatMap((_moment, id) => [`MsgOptIn ${id}`, `MsgSetConsumerCommissionRate ${id}`]);
    expect((await messagesOf(net, "validator-1")).toSorted()).toEqual(each.toSorted());
  });
});
