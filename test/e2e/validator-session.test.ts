import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { durationOfSeconds, msgCreateConsumer } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { sessionsOf } from "../support/document-sessions.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { brokenValidatorFile, validatorEnvironment, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const document = join(import.meta.dirname, "../../docs/validators.md");

/** What differs from run to run. */
function normalized(text: string, folder: string): string {
  return text
    .replaceAll(`${folder}/`, "")
    .replace(/cosmosvaloper1[a-z0-9]+/g, "VALOPER")
    .replace(/[A-Za-z0-9+/]{43}=/g, "KEY")
    .replace(/[0-9A-F]{64}/g, "HASH")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/(height|block) \d+/g, "$1 N")
    .replace(/(withdrawn|commission): ([\d.]+stake|none)/g, "$1: REWARDS")
    .trimEnd();
}

async function createConsumers(net: Testnet): Promise<void> {
  const owner = await net.provider.client("owner");
  const jailDuration = durationOfSeconds(600);
  const infractionParameters = {
    doubleSign: { slashFraction: "0.05", jailDuration, tombstone: true },
    downtime: { slashFraction: "0", jailDuration, tombstone: false },
  };
  await owner.send(
    ["consumer-1", "other-1"].map((chainId) => {
      const metadata = { name: chainId, description: "d", metadata: "m" };
      return msgCreateConsumer({ submitter: owner.address, chainId, metadata, infractionParameters });
    }),
  );
}

const rules = [
  { name: "ours", action: "opt-in", key: "generated", commission: "0.2", when: { chainIds: ["consumer-*"] } },
  { name: "others", action: "opt-in", approval: true },
];

test("the sessions of the document are what happens", async () => {
  const validators = [{ stake: 400_000_000 }, { stake: 100_000_000, running: false }];
  await onTestnet({ provider: { validators, signedBlocksWindow: 100_000 } }, async ({ net }) => {
    await net.provider.connection.waitForHeight(2n);
    await createConsumers(net);
    const file = await writeValidatorFile(net, { validator: "validator-1", rules });
    const broken = join(net.folder, "broken.yaml");
    await writeFile(broken, brokenValidatorFile);
    const named = sessionsOf(document);
    expect(named.length).toBeGreaterThan(6);
    for (const { command, output } of named) {
      const [program, ...words] = command.split(" ");
      expect(program).toBe("icskit");
      const args = words.map(
        (word) => ({ "plan.json": join(net.folder, "plan.json"), "broken.yaml": broken })[word] ?? word,
      );
      const given = args.includes("--config") ? args : [...args, "--config", file];
      const child = new RelayChild(given, validatorEnvironment(net), { json: false });
      await child.exitCode;
      const inOrder = child.stderr.startsWith("Error")
        ? `${child.stdout}${child.stderr}`
        : `${child.stderr}${child.stdout}`;
      const said = { command, output: normalized(inOrder, net.folder) };
      expect(said).toEqual({ command, output: output.join("\n") });
    }
  });
});
