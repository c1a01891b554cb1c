/**
 * Run as a program: starts what its first argument says inside the folder of the second, prints its own folder as one
 * line of JSON, and waits to be killed. `fake` starts two stand-ins of which one ignores SIGTERM; `native` and
 * `container` start one by that runner; `real` starts a provider of two validators.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { accountNames, createTestnetAccounts } from "../../testnet/accounts.ts";
import { findBinary } from "../../testnet/binaries.ts";
import type { NodeBinary } from "../../testnet/binary-defaults.ts";
import { leasePorts } from "../../testnet/node/ports.ts";
import { prepareProvider } from "../../testnet/provider-chain.ts";
import { packBinary } from "../../testnet/runner/container/find-image.ts";
import { startChain } from "../../testnet/start-chain.ts";
import { resolveTopology } from "../../testnet/topology.ts";
import { Workspace } from "../../testnet/workspace.ts";
import { buildFakeChain } from "./fake-chain.ts";
import { writeFakeNode } from "./fake-node.ts";

const [kind, parentFolder] = process.argv.slice(2);
const workspace = await Workspace.create({ parentFolder });
if (kind === "real") await startReal();
else if (kind === "native" || kind === "container") await startOn(kind);
else await startFake();
process.stdout.write(`${JSON.stringify({ folder: workspace.folder, runId: workspace.runId })}\n`);
setInterval(() => undefined, 60_000);

async function startFake(): Promise<void> {
  const { ports } = await leasePorts(2);
  const { folder } = workspace;
  const specs = await Promise.all([
    writeFakeNode({ folder, name: "meek", port: ports[0] }),
    writeFakeNode({ folder, name: "stubborn", port: ports[1], ignoresTerm: true }),
  ]);
  await Promise.all(specs.map((spec) => workspace.runner.startNode(spec)));
}

async function startOn(name: "native" | "container"): Promise<void> {
  const stock = await buildFakeChain(workspace.folder);
  const binary: NodeBinary = name === "native" ? stock : await packBinary(stock);
  const chain = { name: "fake-1", binary, nodes: ["alice"], apiServers: false, networkFaults: false };
  const [placement] = (await workspace.runner.placeChain(chain)).nodes;
  if (placement === undefined) throw new TypeError("Nothing was placed");
  const home = join(workspace.folder, "alice");
  await mkdir(home);
  await workspace.runner.startNode({
    name: "fake-1/alice",
    chainId: "fake-1",
    nodeId: "id",
    binary: binary.path,
    image: binary.image,
    startFlags: ["--rpc", `${placement.listenHost}:${placement.ports.rpc}`],
    home,
    placement,
    logPath: join(home, "node.log"),
  });
}

async function startReal(): Promise<void> {
  const topology = resolveTopology({ provider: { validators: 2 } });
  const accounts = await createTestnetAccounts(accountNames(topology));
  const context = { topology, accounts, workspace };
  await startChain(context, await prepareProvider(context, await findBinary("pd")));
}
