import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileExamples, documents, examplesOf } from "../../support/examples.ts";

const examples = documents.flatMap(examplesOf);

it("compiles every example of the documents, and would tell one that does not compile", async () => {
  expect(examples.length).toBeGreaterThan(0);
  expect(new Set(examples.map(({ file }) => file)).size).toBe(examples.length);
  const wrong = { file: "wrong.ts", source: 'import { connectChain } from "icskit";\nconnectChain({ adress: "" });\n' };
  const complaints = (await compileExamples([...examples, wrong])).trim().split("\n");
  expect(complaints.filter((line) => !line.startsWith(" ") && !line.includes(wrong.file))).toEqual([]);
  expect(complaints[0]).toContain("adress");
}, 300_000);

describe.each(documents)("%s", (document) => {
  const text = readFileSync(document, "utf8");

  it("links to files that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(dirname(document), link)))).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it("explains every environment variable in README.md", () => {
  const known = [...readFileSync(".env.example", "utf8").matchAll(/^#?(ICSKIT_\w+)=/gm)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(0);
  expect(known.filter((name) => !readFileSync("README.md", "utf8").includes(`\`${name}\``))).toEqual([]);
});
