import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { changeNodeKey, missBlocks, nodesOf, startNodes, stopNodes } from "../../../../testnet/actions/nodes.ts";
import type { RunningChain } from "../../../../testnet/chain.ts";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

/** A chain of two nodes that write down what they are asked for. */
function chain(folder = ""): { readonly chain: RunningChain; readonly log: string[] } {
  const log: string[] = [];
  const nodes = ["alice", "bob"].map((name) => ({
    name: `chain-1/${name}`,
    home: join(folder, name),
    stop: async () => log.push(`stop ${name}`),
    restart: async () => log.push(`start ${name}`),
  }));
  const nodeOf = (validator: string) => nodes.find(({ name }) => name === `chain-1/${validator}`);
  return { log, chain: { name: "chain-1", nodes, nodeOf } as unknown as RunningChain };
}

test("stops and starts the named nodes, or all of them", async () => {
  const { chain: running, log } = chain();
  await stopNodes(running, ["bob"]);
  await startNodes(running, ["bob"]);
  await stopNodes(running);
  await startNodes(running);
  expect(log).toEqual(["stop bob", "start bob", "stop alice", "stop bob", "start alice", "start bob"]);
});

test("says which validator has no node", () => {
  expect(() => nodesOf(chain().chain, ["alice", "carol"])).toThrow("carol runs no node of chain-1");
});

test("a validator misses blocks until what is waited for is there, and then comes back", async () => {
  const { chain: running, log } = chain();
  const jailed = await missBlocks(running, "alice", async () => {
    log.push("waiting");
    return 7;
  });
  expect(jailed).toBe(7);
  expect(log).toEqual(["stop alice", "waiting", "start alice"]);
});

test("it comes back also where the wait fails", async () => {
  const { chain: running, log } = chain();
  const failing = missBlocks(running, "alice", () => Promise.reject(new Error("never jailed")));
  await expect(failing).rejects.toThrow("never jailed");
  expect(log).toEqual(["stop alice", "start alice"]);
});

test("a node signs with another key from its restart on", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "bob", "config"), { recursive: true });
  const { chain: running, log } = chain(folder);
  const key = createConsensusKey();
  await changeNodeKey(running, "bob", key);
  expect(log).toEqual(["stop bob", "start bob"]);
  const file = JSON.parse(await readFile(join(folder, "bob", "config", "priv_validator_key.json"), "utf8"));
  expect(file.pub_key.value).toBe(Buffer.from(key.publicKey).toString("base64"));
});
