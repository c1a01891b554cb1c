import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { parseSpecText, readSpecFile } from "../../../src/cli/spec-text.ts";
import { isIcsError } from "../../../src/errors.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const schema = z.strictObject({
  list: z.array(z.strictObject({ name: z.string({ error: "a name" }) })).default([]),
  key: z.string({ error: "a key" }).optional(),
});
const options = { fileName: "spec.yaml", environment: { SET: "value", EMPTY: "" }, schema, advice: "Look it up." };

function problems(source: string, check?: Parameters<typeof parseSpecText<typeof schema>>[1]["check"]) {
  try {
    parseSpecText(source, { ...options, ...(check && { check }) });
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID")) return error.context.problems;
    throw error;
  }
  throw new Error("The file was taken");
}

const temporaryFolder = useTemporaryFolder();

describe("a file of the user's", () => {
  it("may hold variables, which never add fields", () => {
    const variable = (name: string): string => `\${${name}}`;
    expect(parseSpecText(`list: [{ name: "${variable("SET")}-$${variable("SET")}" }]`, options).list).toEqual([
      { name: `value-${variable("SET")}` },
    ]);
    expect(problems(`key: ${variable("EMPTY")}`)).toEqual([
      { name: "spec.yaml:1:6", got: variable("EMPTY"), wanted: "the environment variable EMPTY to be set" },
    ]);
  });

  it("tells each problem with its field, file, line and column", () => {
    expect(problems("list:\n  - name: x\n  - name: 5\n    more: 1\n")).toEqual([
      { name: "list[1].name (spec.yaml:3:5)", got: "5", wanted: "a name" },
      { name: "list[1].more (spec.yaml:4:5)", got: "an unknown field", wanted: "a field that the help names" },
    ]);
  });

  it("tells what fields say about each other, where each alone is right", () => {
    const check = () => [{ path: ["list", 0, "name"], wanted: "another name" }];
    expect(problems("list: [{ name: x }]", check)).toEqual([
      { name: "list[0].name (spec.yaml:1:10)", got: '"x"', wanted: "another name" },
    ]);
    expect(problems("list: [{ name: 1 }]", check)).toHaveLength(1);
  });

  it("never shows what may be a key", () => {
    expect(problems("key: [hunter2]")).toMatchObject([{ got: "(not shown)" }]);
  });

  it("must be there", async () => {
    const folder = await temporaryFolder();
    const error = await rejection("CONFIG_INVALID", readSpecFile(join(folder, "none"), options));
    expect(error.message).toMatch(/cannot be read \(ENOENT\)\nLook it up\.$/);
    await writeFile(join(folder, "spec.yaml"), "key: x");
    await expect(readSpecFile(join(folder, "spec.yaml"), options)).resolves.toEqual({ list: [], key: "x" });
  });

  it("is refused with a problem, whatever it holds, or taken", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.lorem()), (source) => {
        try {
          parseSpecText(source, options);
        } catch (error) {
          if (!isIcsError(error, "CONFIG_INVALID")) throw error;
          expect(error.context.problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
