import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CheckpointFile,
  readCheckpointFile,
  writeCheckpointFile,
} from "../../../../testnet/checkpoint/checkpoint-file.ts";
import { createConsensusKey } from "../../../../testnet/node/consensus-key.ts";
import { resolveTopology } from "../../../../testnet/topology.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";

const temporaryFolder = useTemporaryFolder();

function checkpoint(): CheckpointFile {
  return {
    stoppedAt: new Date(0),
    topology: resolveTopology({ consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }] }] }),
    mnemonic: testMnemonic,
    provider: { name: "provider-1", height: 12n },
    consumers: [{ name: "consumer-1", height: 5n, consumerId: "0", isOpen: true }],
    clients: [{ chainId: "provider-1", clientId: "07-tendermint-0", expiresAt: new Date(1) }],
    keys: new Map([["provider-1/validator-0", createConsensusKey()]]),
  };
}

test("a checkpoint's file gives again what was written, readable by its owner only", async () => {
  const folder = await temporaryFolder();
  const written = checkpoint();
  await writeCheckpointFile(folder, written);
  expect(await readCheckpointFile(folder)).toMatchObject(written);
  expect((await stat(join(folder, "checkpoint.json"))).mode & 0o777).toBe(0o600);
});

test.each([
  ["a folder without one", undefined],
  ["text of another kind", "mnemonic words"],
  ["another format", '[{"format":1},99]'],
])("refuses %s", async (_what, text) => {
  const folder = await temporaryFolder();
  if (text !== undefined) await writeFile(join(folder, "checkpoint.json"), text);
  const error: unknown = await readCheckpointFile(folder).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "TESTNET_CHECKPOINT_INVALID", context: { path: folder } });
  expect(String(error)).not.toContain("mnemonic words");
});
