import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseScenario, readScenarioFiles } from "../../../../scripts/scenarios/scenario-files.ts";
import { scenariosPage } from "../../../../scripts/scenarios/scenarios-page.ts";

const header = (lines: readonly string[]): string =>
  `import x from "y";\n\n/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
const whole = ["@scenario S1,S2 slashing", "@proves that it is so", "@see Where in where.go"];

test("reads ids, group, claim and rule of a scenario from its header", () => {
  expect(parseScenario("/e2e/it-is-so.test.ts", header(whole))).toEqual({
    name: "it-is-so",
    path: "/e2e/it-is-so.test.ts",
    ids: ["S1", "S2"],
    group: "slashing",
    proves: "that it is so",
    rule: "Where in where.go",
  });
});

test("takes a file without a header for another test", () => {
  expect(parseScenario("/e2e/other.test.ts", header(["Only a comment."]))).toBeUndefined();
});

test.each([
  ["no claim", [whole[0], whole[2]]],
  ["no rule", whole.slice(0, 2)],
  ["an unknown group", ["@scenario S1 sports", ...whole.slice(1)]],
])("refuses a header with %s", (_what, lines) => {
  expect(() => parseScenario("/e2e/half.test.ts", header(lines as string[]))).toThrow(
    /half\.test\.ts.*@scenario ID GROUP/,
  );
});

const e2e = join(import.meta.dirname, "..", "..", "..", "e2e");

test("the page of the docs says what the headers say", async () => {
  const written = await readFile(join(e2e, "..", "..", "docs", "scenarios.md"), "utf8");
  // The formatter pads the cells.
  const text = (page: string): string =>
    page
      .replaceAll(/ *\| *[\d.]* *\| *[\d., ]* *\|$/gm, " |")
      .replaceAll(/-{2,}/g, "-")
      .replaceAll(/ {2,}/g, " ");
  expect(text(written)).toBe(text(scenariosPage(await readScenarioFiles(e2e), [])));
});

test("finds a scenario for each row of the table, in its order", async () => {
  const scenarios = await readScenarioFiles(e2e);
  const ids = [...new Set(scenarios.flatMap((scenario) => scenario.ids))];
  const launch = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"];
  const validators = ["V1", "V2", "V3", "V4", "V5", "V6"];
  const slashing = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"];
  expect(ids).toEqual([...launch, ...validators, ...slashing, "F1", "F2", "F3", "F4", "F5", "F6", "F8"]);
});
