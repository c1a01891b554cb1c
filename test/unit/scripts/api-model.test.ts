import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { undocumentedExports } from "../../../scripts/docs/api-model.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

interface Member {
  readonly name: string;
  readonly docComment?: string;
}

/** What the extractor would have written of two entries. */
async function models(library: readonly Member[], testnet: readonly Member[]): Promise<string> {
  const folder = await temporaryFolder();
  const write = (name: string, members: readonly Member[]) =>
    writeFile(join(folder, `${name}.api.json`), JSON.stringify({ members: [{ members }] }));
  await write("icskit", library);
  await write("icskit-testnet", testnet);
  return folder;
}

it("names the exports without a docstring, and those whose docstring has tags only", async () => {
  const folder = await models(
    [
      { name: "said", docComment: "/**\n * What it gives.\n *\n * @throws RPC_UNREACHABLE\n */\n" },
      { name: "silent" },
      { name: "tagsOnly", docComment: "/**\n * @throws RPC_UNREACHABLE\n */\n" },
    ],
    [{ name: "empty", docComment: "/**\n *\n */\n" }],
  );
  expect(await undocumentedExports(folder)).toEqual({
    exports: 4,
    undocumented: ["icskit: silent", "icskit: tagsOnly", "icskit-testnet: empty"],
  });
});

it("counts the overloads of a function as one", async () => {
  const overloads = [{ name: "poll", docComment: "/** Asks. */" }, { name: "poll" }];
  expect(await undocumentedExports(await models(overloads, []))).toEqual({ exports: 1, undocumented: [] });
});
