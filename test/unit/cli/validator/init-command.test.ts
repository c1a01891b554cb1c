import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkCommand, initCommand } from "../../../../src/cli/validator/init-command.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { useFakeValidator } from "./fake-validator.ts";

const { setUp, said, json, folder } = useFakeValidator();

it("writes a file that check takes as it is, and never over one", async () => {
  const { context } = await setUp([]);
  const config = join(await folder(), "validator.yaml");
  await initCommand(config);
  expect(said.err).toEqual([`Wrote ${config}: fill it in, then try "icskit validator plan --config ${config}".`]);
  expect((await stat(config)).mode & 0o777).toBe(0o644);
  await checkCommand({ config }, context);
  await checkCommand({ config, json: true }, context);
  expect(said.out).toEqual([`${config} is right: 3 rules.`, '{"valid":true,"rules":3}']);
  await writeFile(config, "mine");
  const error = await rejection("CONFIG_INVALID", initCommand(config));
  expect(error.message).toContain("which exists");
  expect(await readFile(config, "utf8")).toBe("mine");
});

it("refuses a place where nothing can be written", async () => {
  const error = await rejection("CONFIG_INVALID", initCommand(join(await folder(), "none", "validator.yaml")));
  expect(error.message).toContain("which cannot be written (ENOENT)");
});

it("checks without a key, a password or a chain", async () => {
  const { config, context, comet } = await setUp([]);
  await checkCommand({ config, json: true }, { ...context, environment: {} });
  expect([json(), comet.asked]).toEqual([[{ valid: true, rules: 1 }], []]);
  await checkCommand({ config }, context);
  expect(said.out.at(-1)).toBe(`${config} is right: 1 rule.`);
});

it("tells every problem of a file, and one that is not there", async () => {
  const { config, context } = await setUp([], {
    policy: { rules: [{ name: "a", action: "join" }], maximumConsumers: -1 },
  });
  const { problems } = (await rejection("CONFIG_INVALID", checkCommand({ config }, context))).context;
  expect(problems).toMatchObject([
    { name: expect.stringContaining("policy.rules[0].action"), got: '"join"', wanted: "opt-in, opt-out or leave" },
    { name: expect.stringContaining("policy.maximumConsumers") },
  ]);
  await rejection("CONFIG_INVALID", checkCommand({ config: `${config}.none` }, context));
  expect(said.out).toEqual([]);
});
