import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { idFileOf, openLaunch } from "../../../../src/cli/consumer/connect-launch.ts";
import { placeGenesis, readBaseGenesis, readJsonFile } from "../../../../src/cli/consumer/launch-command.ts";
import type { CliContext } from "../../../../src/cli/context.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

describe("a genesis file", () => {
  it("is written where there is none, found where it is the same, and never overwritten", async () => {
    const path = join(await temporaryFolder(), "genesis.json");
    await expect(placeGenesis(path, "{}")).resolves.toEqual({ path, isNew: true });
    await expect(placeGenesis(path, "{}")).resolves.toEqual({ path, isNew: false });
    const error = await rejection("CONFIG_INVALID", placeGenesis(path, "{ }"));
    expect(error.message).toContain("holds another genesis file");
    expect(await readFile(path, "utf8")).toBe("{}");
  });

  it("is made of a base that is a JSON object", async () => {
    const folder = await temporaryFolder();
    await rejection("CONFIG_INVALID", readBaseGenesis(undefined));
    await rejection("CONFIG_INVALID", readBaseGenesis(join(folder, "none")));
    for (const text of ["", "[]", "{", "null"]) {
      await writeFile(join(folder, "base.json"), text);
      const error = await rejection(
        "CONFIG_INVALID",
        readJsonFile(join(folder, "base.json"), "--verify", "a genesis file"),
      );
      expect(error.message).toMatch(/^--verify: got .*base\.json, which is no JSON object\nWanted: a genesis file\.$/);
    }
    await writeFile(join(folder, "base.json"), '{"a":1}');
    await expect(readBaseGenesis(join(folder, "base.json"))).resolves.toEqual({ a: 1 });
  });
});

describe("what stands in the way of a launch", () => {
  const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

  async function open(change: object = {}, environment: Record<string, string> = { KEY: mnemonic }, id?: string) {
    const path = join(await temporaryFolder(), "consumer.json");
    const spec = {
      provider: { rpc: "http://127.0.0.1:1", gasPrice: "1uatom", key: { env: "KEY" } },
      chainId: "consumer-1",
      metadata: { name: "n", description: "d", metadata: "m" },
      initialization: { spawnTime: "+1h" },
      ...change,
    };
    await writeFile(path, JSON.stringify(spec));
    if (id !== undefined) await writeFile(idFileOf(path), id);
    const context = { environment, signal: new AbortController().signal, config: { logLevel: "error" }, version: "0" };
    return openLaunch(path, {}, context as unknown as CliContext);
  }

  it.each([
    ["a spec with a problem", "CONFIG_INVALID", () => open({ chainId: "" })],
    ["a key that is not there", "CONFIG_INVALID", () => open({}, {})],
    ["words that are no mnemonic", "TX_MNEMONIC_INVALID", () => open({}, { KEY: "abandon" })],
    ["a file beside the spec that holds no id", "CONFIG_INVALID", () => open({}, { KEY: mnemonic }, "consumer-1\n")],
    ["a provider that does not answer", "RPC_UNREACHABLE", () => open()],
  ] as const)("is told: %s", async (_what, code, attempt) => {
    const error = await rejection(code, attempt());
    expect(error.message).not.toContain("abandon");
  });
});
