/**
 * Run as a program: starts what its first argument says inside the folder of the second, prints its own folder as one
 * line of JSON, and waits to be killed. `fake` starts two stand-ins of which one ignores SIGTERM; `real` starts a
 * provider of two validators.
 */
import { accountNames, createTestnetAccounts } from "../../testnet/accounts.ts";
import { findBinary } from "../../testnet/binaries.ts";
import { leasePorts } from "../../testnet/node/ports.ts";
import { prepareProvider } from "../../testnet/provider-chain.ts";
import { startChain } from "../../testnet/start-chain.ts";
import { resolveTopology } from "../../testnet/topology.ts";
import { Workspace } from "../../testnet/workspace.ts";
import { writeFakeNode } from "./fake-node.ts";

const [kind, parentFolder] = process.argv.slice(2);
const workspace = await Workspace.create({ parentFolder });
if (kind === "real") await startReal();
else await startFake();
process.stdout.write(`${JSON.stringify({ folder: workspace.folder })}\n`);
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

async function startReal(): Promise<void> {
  const topology = resolveTopology({ provider: { validators: 2 } });
  const accounts = await createTestnetAccounts(accountNames(topology));
  const context = { topology, accounts, workspace };
  await startChain(context, await prepareProvider(context, await findBinary("pd")));
}
