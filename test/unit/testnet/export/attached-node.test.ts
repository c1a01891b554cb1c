import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAttachedRunner } from "../../../../testnet/export/attached-node.ts";
import type { NodeSpec } from "../../../../testnet/runner/runner.ts";

const status = {
  node_info: { network: "provider-1", id: "ab" },
  sync_info: { latest_block_height: "3", latest_block_time: "2030-01-01T00:00:00Z" },
};

/** Something that answers as a node does, and is not ours. */
async function foreignNode() {
  const server = createServer((_request, response) => response.end(JSON.stringify({ result: status })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const spec: NodeSpec = {
    name: "provider-1/alice",
    chainId: "provider-1",
    nodeId: "ab",
    binary: "/x",
    home: "/nowhere",
    logPath: "/nowhere/node.log",
    placement: {
      name: "alice",
      listenHost: "0.0.0.0",
      ports: { rpc: 1, p2p: 2 },
      peers: [],
      outside: { host: "127.0.0.1", ports: { rpc: port, p2p: 2 } },
    },
  };
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { spec, [Symbol.asyncDispose]: close };
}

test("a node that something else runs is awaited once per chain, and is left alone at the end", async () => {
  await using foreign = await foreignNode();
  const told: string[] = [];
  const runner = createAttachedRunner(async (chainId) => void told.push(chainId));
  const nodes = await Promise.all([1, 2].map(() => runner.startNode(foreign.spec)));
  expect(told).toEqual(["provider-1"]);
  const [node] = nodes;
  await node?.close();
  await node?.close();
  expect((await fetch(`${node?.rpcUrl}/status`)).ok).toBe(true);
});

test("what only its own runner could do to it is refused", async () => {
  await using foreign = await foreignNode();
  const node = await createAttachedRunner(async () => undefined).startNode(foreign.spec);
  await expect(node.kill()).rejects.toMatchObject({ code: "TESTNET_FAULT_UNAVAILABLE" });
  await expect(node.pause()).rejects.toThrow("cannot be paused");
});

test("another chain at the address is not taken for it", async () => {
  await using foreign = await foreignNode();
  const runner = createAttachedRunner(async () => undefined);
  await expect(runner.startNode({ ...foreign.spec, nodeId: "cd" }, { timeoutMs: 60 })).rejects.toMatchObject({
    code: "TESTNET_NODE_NOT_READY",
  });
});
