/**
 * Run as a program on a small disk, the folder of its argument: a node fills it, then a genesis file is written there.
 * Prints both failures as JSON, one a line.
 */
import { writeGenesis } from "../../testnet/node/node-home.ts";
import { createProcessRunner } from "../../testnet/runner/process-runner.ts";
import { Reaper } from "../../testnet/runner/reaper.ts";
import { writeFakeNode } from "./fake-node.ts";

const [folder = ""] = process.argv.slice(2);
const reaper = new Reaper();
const shell = `mkdir -p "$HOME_FOLDER/config"; exec dd if=/dev/zero "of=$HOME_FOLDER/data" bs=64k`;
const spec = await writeFakeNode({ folder, shell });
await tell(createProcessRunner(reaper).startNode(spec));
await tell(writeGenesis(spec.home, { app_hash: "0".repeat(2 ** 20) }));
await reaper.close();

async function tell(work: Promise<unknown>): Promise<void> {
  const failure = await work.then(
    () => ({ message: "no failure" }),
    ({ code, context, message, cause }) => ({ code, context, message, cause: cause?.code }),
  );
  process.stdout.write(`${JSON.stringify(failure)}\n`);
}
