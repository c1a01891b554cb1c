import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { CliContext } from "../../../../src/cli/context.ts";
import { readConfig } from "../../../../src/config.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";
import { type StakedConsumer, StakedProvider } from "../../validator/staked-provider.ts";

/** What a test's file says beside where its provider is. */
export interface FileContent {
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly nodes?: readonly Readonly<Record<string, string>>[];
  readonly webhook?: string;
  readonly listen?: string;
  /** Default: the variable KEY. */
  readonly key?: Readonly<Record<string, string>>;
}

export const optInToAll = { rules: [{ name: "all", action: "opt-in" }], requireNode: false };

/** Commands of a validator over a fake provider, with what they write. */
export function useFakeValidator() {
  const { start } = useFakeComet();
  const folder = useTemporaryFolder();
  const said = { out: [] as string[], err: [] as string[] };

  beforeEach(() => {
    said.out.length = 0;
    said.err.length = 0;
    jest.spyOn(console, "log").mockImplementation((line: unknown) => void said.out.push(String(line)));
    jest.spyOn(console, "error").mockImplementation((line: unknown) => void said.err.push(String(line)));
  });
  afterEach(() => void jest.restoreAllMocks());

  const setUp = async (consumers: readonly StakedConsumer[], given: FileContent = {}) => {
    const { key = { env: "KEY" }, ...content } = given;
    const comet = await start({ chainId: "provider-1", blocks: 3 });
    const provider = await StakedProvider.on(comet, consumers);
    const home = await folder();
    const config = join(home, "validator.json");
    const keys = { folder: "keys", passwordEnv: "PASSWORD" };
    const file = {
      provider: { rpc: comet.url, chainId: "provider-1", gasPrice: "0.01stake", key },
      ...{ keys, policy: optInToAll, ...content },
    };
    await writeFile(config, JSON.stringify(file));
    const controller = new AbortController();
    const context: CliContext = {
      signal: controller.signal,
      config: readConfig({}),
      version: "1.0.0",
      environment: { KEY: testMnemonic, PASSWORD: "a password of a test" },
    };
    return { comet, provider, home, config, context, controller };
  };

  /** What a command has written to stdout as `--json`, one object a line. */
  const json = (): readonly Record<string, unknown>[] => said.out.map((line) => JSON.parse(line));
  return { start, folder, setUp, said, json };
}

/** Has the process's stdin be a terminal at which this is typed, or (undefined) no terminal, until it is disposed of. */
export function typing(text: string | undefined): Disposable {
  const before = Object.getOwnPropertyDescriptor(process, "stdin");
  const input = Object.assign(new PassThrough(), { isTTY: text !== undefined });
  input.end(text);
  Object.defineProperty(process, "stdin", { value: input, configurable: true });
  return {
    [Symbol.dispose]: () => {
      if (before) Object.defineProperty(process, "stdin", before);
      else Reflect.deleteProperty(process, "stdin");
    },
  };
}
