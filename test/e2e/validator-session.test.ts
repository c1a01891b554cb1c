import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { durationOfSeconds, msgCreateConsumer } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { validatorEnvironment, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const document = join(import.meta.dirname, "../../docs/validators.md");

/** A command of the document, and what it says that follows. */
interface Session {
  readonly command: string;
  readonly output: string;
}

async function sessions(): Promise<readonly Session[]> {
  const text = await readFile(document, "utf8");
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...lines] = part.trimEnd().split("\n");
        return { command, output: lines.join("\n") };
      }),
  );
}

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

const BROKEN = `provider:
  rpc: http://127.0.0.1:26657
  gasPrice: 0.005uatom
  key: { env: ICSKIT_KEY_VALIDATOR }
policy:
  rules:
    - name: ours
      action: join
      when: { minimumPower: much }
`;

test("the sessions of the document are what happens", async () => {
  const validators = [{ stake: 400_000_000 }, { stake: 100_000_000, running: false }];
  await onTestnet({ provider: { validators, signedBlocksWindow: 100_000 } }, async ({ net }) => {
    await net.provider.connection.waitForHeight(2n);
    await createConsumers(net);
    const file = await writeValidatorFile(net, { validator: "validator-1", rules });
    const broken = join(net.folder, "broken.yaml");
    await writeFile(broken, BROKEN);
    const named = await sessions();
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
      const said = [child.stderr, child.stdout].filter(Boolean).join("");
      const inOrder = child.stderr.startsWith("Error") ? `${child.stdout}${child.stderr}` : said;
      expect({ command, output: normalized(inOrder, net.folder) }).toEqual({ command, output });
    }
  });
});
