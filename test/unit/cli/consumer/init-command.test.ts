import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { initCommand } from "../../../../src/cli/consumer/init-command.ts";
import { parseLaunchFile } from "../../../../src/cli/consumer/launch-file.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const { signal } = new AbortController();
const temporaryFolder = useTemporaryFolder();

/** A terminal at which each question is answered with the next of these. */
function terminal(...answers: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  output.on("data", (chunk) => {
    if (!String(chunk).trimEnd().endsWith(":")) return;
    const answer = answers.shift();
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
  });
  return { input, output, signal };
}

beforeEach(() => {
  jest.spyOn(console, "error").mockReturnValue();
});

it("writes the defaults with --yes, and never over a file", async () => {
  const path = join(await temporaryFolder(), "consumer.yaml");
  await initCommand(path, { yes: true }, { signal });
  const written = await readFile(path, "utf8");
  expect(parseLaunchFile(written, path, {}).chainId).toBe("consumer-1");
  await rejection("CONFIG_INVALID", initCommand(path, { yes: true }, { signal }));
  expect(await readFile(path, "utf8")).toBe(written);
});

it("asks, and takes an empty answer for what it offers", async () => {
  const path = join(await temporaryFolder(), "consumer.yaml");
  await initCommand(path, {}, terminal("mars-1", 'The "red" one: #4', ...new Array<string>(10).fill("")));
  const file = parseLaunchFile(await readFile(path, "utf8"), path, {});
  expect(file).toMatchObject({
    chainId: "mars-1",
    metadata: { name: 'The "red" one: #4' },
    rewards: { denoms: ["ucon"] },
  });
});

it("writes nothing where an answer fits no spec, nobody is there, or the input ends", async () => {
  const path = join(await temporaryFolder(), "consumer.yaml");
  const wrong = await rejection(
    "CONFIG_INVALID",
    initCommand(path, {}, terminal("stride-1", ...new Array<string>(11).fill(""))),
  );
  expect(wrong.message).toContain("chainId");
  await rejection("CONFIG_INVALID", initCommand(path, {}, { input: new PassThrough(), signal }));
  await expect(initCommand(path, {}, terminal("mars-1"))).rejects.toThrow();
  await expect(readFile(path)).rejects.toThrow("ENOENT");
});
