import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QueryClient, setupBankExtension } from "@cosmjs/stargate";
import { findBinary } from "../../testnet/index.ts";
import { fakeCommand } from "../support/fake-command.ts";
import { onTestnet } from "../support/on-testnet.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "icskit-own-chain-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What a team brings: a program of its own name that needs a flag of its own, and is a consumer app for the rest. */
async function teamBinary(): Promise<string> {
  const { path } = await findBinary("cdd");
  return fakeCommand(
    folder,
    "teamd",
    `case "$1" in
  start)
    [ "$4" = --team-mode=fast ] || { echo "teamd: start needs --team-mode" >&2; exit 64; }
    home=$3; shift 4; exec '${path}' start --home "$home" "$@" ;;
  *) exec '${path}' "$@" ;;
esac`,
  );
}

test("a team's own binary, denomination, coin type, flags and genesis make a secured consumer", async () => {
  const topology = {
    blockTimeMs: 100,
    provider: { validators: 3 },
    consumers: [
      {
        chainId: "team-1",
        binary: { path: await teamBinary() },
        // The stock apps have their prefix compiled in.
        addressPrefix: "consumer",
        coinType: 564,
        denom: "uteam",
        startFlags: ["--team-mode=fast", "--log_format=json"],
        genesis: { app_state: { gov: { params: { quorum: "0.25" } } } },
        validators: [{ validator: 0 }, { validator: 1, ownKey: true }, { validator: 2 }],
      },
    ],
  };
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const { height } = await net.provider.delegate("validator-0", 5_000_000n);
    await observation.until("validatorSetApplied", (applied) => applied.sequences.length > 0);
    expect(height).toBeGreaterThan(0n);

    // The relayer of the launch paid with a key of that coin type, in that denomination.
    const { bank } = QueryClient.withExtensions(consumer.connection.comet, setupBankExtension);
    const account = consumer.chain.account("relayer");
    expect(account.hdPath).toMatch(/^m\/44'\/564'\//);
    const { amount } = await bank.balance(account.address, "uteam");
    expect(BigInt(amount)).toBeLessThan(1_000_000_000_000n);

    const [node] = consumer.chain.nodes;
    const [first = ""] = (await readFile(node?.logPath ?? "", "utf8"))
      .split("\n")
      .filter((line) => line.startsWith("{"));
    expect(JSON.parse(first)).toHaveProperty("level");
    const genesis = JSON.parse(await readFile(join(node?.home ?? "", "config", "genesis.json"), "utf8"));
    expect(genesis.app_state.gov.params.quorum).toBe("0.25");
  });
});
