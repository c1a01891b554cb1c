import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { connectChain, type IcsErrorCode, isIcsError } from "../../src/index.ts";
import { createTestnet, type TestnetOptions, type Topology } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { processesWith } from "../support/processes.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const twoValidators = [{ validator: 0 }, { validator: 1 }];

/** The error with which a testnet refuses to start, having left neither a process nor a folder. */
async function refusal(topology: Topology, options: TestnetOptions = {}) {
  const parentFolder = await temporaryFolder();
  const error: unknown = await createTestnet(topology, { parentFolder, ...options }).then(
    async (net) => {
      await net.close();
      return undefined;
    },
    (reason) => reason,
  );
  expect(await readdir(parentFolder)).toEqual([]);
  expect(processesWith(parentFolder)).toEqual([]);
  if (!isIcsError(error)) throw error ?? new Error("The testnet started");
  expect(error.message).toContain("\n"); // What to do next stands below the first line.
  return error;
}

/** Listens on a port that nobody else has. */
async function listen(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

test("refuses to start without its binaries", async () => {
  const binariesDirectory = await temporaryFolder();
  const error = await refusal({}, { binariesDirectory });
  expect(error.code).toBe("TESTNET_BINARY_MISSING");
  expect(error.message).toContain(binariesDirectory);
});

test("refuses a binary of another release", async () => {
  const binariesDirectory = join(await temporaryFolder(), "bin");
  await mkdir(binariesDirectory);
  const path = join(binariesDirectory, "interchain-security-pd");
  await writeFile(path, `#!/bin/sh\necho '{"name":"pd","version":"v5.2.0","build_deps":[]}'\n`);
  await chmod(path, 0o755);
  const error = await refusal({}, { binariesDirectory });
  expect(error.code).toBe("TESTNET_BINARY_VERSION");
  expect(error.context).toMatchObject({ path, got: "v5.2.0", wanted: "v7.0.1" });
});

test("refuses a port that is in use", async () => {
  const { server, port: firstPort } = await listen();
  try {
    const error = await refusal({ provider: { validators: 1, firstPort } });
    expect(error.code).toBe("TESTNET_PORT_IN_USE");
    expect(error.context).toMatchObject({ port: firstPort });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test.each<[string, Topology, string]>([
  ["a provider without validators", { provider: { validators: 0 } }, "provider.validators"],
  [
    "a consumer without validators",
    { consumers: [{ chainId: "consumer-1", validators: [] }] },
    "consumers[0].validators",
  ],
  [
    "a spawn time in the past",
    { consumers: [{ chainId: "consumer-1", validators: twoValidators, spawnTime: new Date(0) }] },
    "consumers[0].spawnTime",
  ],
  [
    "an initial height that contradicts the chain id's revision",
    {
      consumers: [
        {
          chainId: "consumer-2",
          validators: twoValidators,
          initialHeight: { revisionNumber: 1, revisionHeight: 1 },
        },
      ],
    },
    "consumers[0].initialHeight",
  ],
])("refuses %s", async (_what, topology, field) => {
  const error = await refusal(topology);
  expect(error.code).toBe<IcsErrorCode>("TESTNET_TOPOLOGY_INVALID");
  const { problems } = error.context as { problems: readonly { name: string }[] };
  expect(problems.map(({ name }) => name).join(" ")).toContain(field);
});

test("refuses a wrong mnemonic without repeating a word of it", async () => {
  const error = await refusal({ mnemonic: "seventeen platypus" });
  expect(error.code).toBe("TESTNET_TOPOLOGY_INVALID");
  expect(error.context).toMatchObject({ problems: [{ name: "mnemonic" }] });
  expect(JSON.stringify([error.message, error.context, String(error.stack)])).not.toMatch(/seventeen|platypus/);
});

test("an RPC that does not answer, or belongs to another chain, is refused before anything is sent", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const [node] = net.provider.chain.nodes;
    if (node === undefined) throw new Error("The provider has no node");
    await expect(connectChain({ url: node.rpcUrl, expectedChainId: "cosmoshub-4" })).rejects.toMatchObject({
      code: "RPC_WRONG_CHAIN",
      context: { expectedChainId: "cosmoshub-4", actualChainId: "provider-1" },
    });
    await node.stop();
    await expect(connectChain({ url: node.rpcUrl, expectedChainId: "provider-1" })).rejects.toMatchObject({
      code: "RPC_UNREACHABLE",
      retryable: true,
    });
  });
});

test("a message that the provider would refuse is not sent", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const owner = await net.provider.client("owner");
    const before = await net.provider.connection.latestHeight();
    await expect(
      owner.createConsumer({ chainId: "stride-1", metadata: { name: "", description: "x", metadata: "x" } }),
    ).rejects.toMatchObject({ code: "TX_MESSAGE_INVALID" });
    const { chainId } = net.provider.chain;
    const after = await net.provider.connection.waitForHeight(before + 2n);
    for (let height = before; height <= after; height += 1n) {
      expect({ chainId, height, txs: (await net.provider.connection.block(height)).txs }).toMatchObject({ txs: [] });
    }
  });
});
