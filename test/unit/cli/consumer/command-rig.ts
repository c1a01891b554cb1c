import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { idFileOf } from "../../../../src/cli/consumer/connect-launch.ts";
import type { CliContext } from "../../../../src/cli/context.ts";
import { initializationParameters } from "../../../../src/provider/messages.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";
import { type FakeConsumer, type FakeProvider, provide } from "../../provider/fake-provider.ts";

/** Owner and spec of every consumer here. */
export const metadata = { name: "Mars", description: "A consumer", metadata: "none" };
/** Long ahead, so that no test depends on its time. */
export const spawnTime = new Date("2100-01-01T00:00:00Z");

/** A provider with consumers, a spec of `consumer-1`, and what commands with it print. */
export interface CommandRig {
  readonly provider: FakeProvider;
  readonly spec: string;
  readonly owner: string;
  readonly context: CliContext;
  readonly stdout: string[];
  readonly stderr: string[];
  /** What was printed on stdout, as JSON. */
  readonly printed: () => Record<string, unknown>[];
  /** Changes fields of the spec. */
  readonly write: (change: object) => Promise<void>;
  /** The id that is kept beside the spec; undefined where none is. */
  readonly keptId: () => Promise<string | undefined>;
}

/** A consumer of the spec's owner, in this phase. */
export const consumerOf = (owner: string, phase: string, consumerId = "7"): FakeConsumer => ({
  ...{ consumerId, chainId: "consumer-1", phase, ownerAddress: owner, metadata: { ...metadata } },
  initialization: initializationParameters("consumer-1", { spawnTime }),
});

/** Rigs that end after each test of the file that calls this; what commands print is caught, not shown. */
export function useCommandRig() {
  const { start } = useFakeComet();
  const temporaryFolder = useTemporaryFolder();
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });
  return async (consumers: (owner: string) => FakeConsumer[] = () => []): Promise<CommandRig> => {
    const owner = await ownerAddress();
    const provider = provide(await start({ chainId: "provider-1", blocks: 4 }), consumers(owner));
    const spec = join(await temporaryFolder(), "consumer.json");
    const [stdout, stderr]: [string[], string[]] = [[], []];
    jest.spyOn(console, "log").mockImplementation((line: string) => void stdout.push(line));
    jest.spyOn(console, "error").mockImplementation((line: string) => void stderr.push(line));
    const environment = { KEY: testMnemonic };
    const config = { logLevel: "error" };
    const context = {
      environment,
      signal: new AbortController().signal,
      config,
      version: "0",
    } as unknown as CliContext;
    const write = async (change: object) => {
      const written = {
        provider: { rpc: provider.comet.url, gasPrice: "0.01uatom", key: { env: "KEY" } },
        chainId: "consumer-1",
        metadata,
        initialization: { spawnTime: spawnTime.toISOString() },
        ...change,
      };
      await writeFile(spec, JSON.stringify(written));
    };
    await write({});
    const printed = () => stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
    const keptId = () => readFile(idFileOf(spec), "utf8").catch(() => undefined);
    return { provider, spec, owner, context, stdout, stderr, printed, write, keptId };
  };
}

async function ownerAddress(): Promise<string> {
  const [account] = await (await DirectSecp256k1HdWallet.fromMnemonic(testMnemonic)).getAccounts();
  return account?.address ?? "";
}
