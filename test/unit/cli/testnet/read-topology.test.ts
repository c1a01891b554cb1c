import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTopology, readTopology } from "../../../../src/cli/testnet/read-topology.ts";
import { isIcsError, type Problem } from "../../../../src/index.ts";
import { resolveTopology } from "../../../../testnet/index.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const text = `
blockTimeMs: 500
mnemonic: \${WORDS}
provider:
  validators: [{ stake: 300000000 }, { stake: "200000000" }]
consumers:
  - chainId: team-1
    binary: { path: "\${HOME_OF_TEAM}/teamd" }
    addressPrefix: team
    spawnTime: 2100-01-01T00:00:00Z
    genesis: { app_state: { gov: { params: { quorum: "0.25" } } } }
    validators: [{ validator: 0 }, { validator: validator-1, ownKey: true }]
`;
const environment = { WORDS: `${"abandon ".repeat(11)}about`, HOME_OF_TEAM: "/opt" };

function problemsOf(source: string): readonly Problem[] {
  try {
    parseTopology(source, "net.yaml", environment);
    return [];
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID")) return error.context.problems;
    throw error;
  }
}

test("a file has the fields of a topology, with variables of the environment in it", () => {
  const resolved = resolveTopology(parseTopology(text, "net.yaml", environment));
  expect(resolved).toMatchObject({
    blockTimeMs: 500,
    mnemonic: environment.WORDS,
    consumers: [
      { binary: { path: "/opt/teamd", name: "teamd" }, addressPrefix: "team", spawnTime: new Date("2100-01-01") },
    ],
  });
});

test("JSON is as good as YAML", () => {
  expect(parseTopology('{"provider":{"validators":2}}', "net.json", {})).toEqual({ provider: { validators: 2 } });
});

test("all problems are told at once, each with its place in the file", () => {
  const wrong = text.replace("blockTimeMs: 500", "blockTimeMs: 5").replace("validator: 0", "validator: 7");
  expect(problemsOf(wrong).map(({ name }) => name)).toEqual([
    "blockTimeMs (net.yaml:2:1)",
    expect.stringMatching(/^consumers\[0\]\.validators\[0\]\.validator \(net\.yaml:12:\d+\)$/),
  ]);
  expect(problemsOf("three")).toMatchObject([{ name: "the file" }]);
  expect(problemsOf("provder: {}")).toMatchObject([
    { name: "provder (net.yaml:1:1)", wanted: expect.stringContaining("spelling") },
  ]);
});

test("a wrong mnemonic is not repeated", () => {
  const words = "correct horse battery";
  const error = (() => {
    try {
      return parseTopology(text, "net.yaml", { ...environment, WORDS: words });
    } catch (caught) {
      return caught;
    }
  })();
  expect(String(error)).toContain("3 words");
  expect(String(error)).not.toContain("horse");
});

test("a file that cannot be read is told, and without one there is a testnet with one consumer", async () => {
  const path = join(await temporaryFolder(), "net.yaml");
  await expect(readTopology(path, {})).rejects.toThrow("cannot be read");
  await writeFile(path, "{}");
  expect(await readTopology(path, {})).toEqual({});
  expect(resolveTopology(await readTopology(undefined, {})).consumers).toHaveLength(1);
});
