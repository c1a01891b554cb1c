import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import { parse } from "yaml";
import { parseLaunchFile } from "../../../../src/cli/consumer/launch-file.ts";
import { launchFileJsonSchema } from "../../../../src/cli/consumer/launch-file-schema.ts";
import { type SpecAnswers, specQuestions, specTemplate } from "../../../../src/cli/consumer/spec-template.ts";
import { isIcsError } from "../../../../src/errors.ts";

const answers = Object.fromEntries(Object.entries(specQuestions).map(([name, [, fallback]]) => [name, fallback]));
const template = specTemplate(answers as unknown as SpecAnswers);
const minimal = {
  provider: { rpc: "http://127.0.0.1:26657", gasPrice: "0.005uatom", key: { env: "KEY" } },
  chainId: "consumer-1",
  metadata: { name: "n", description: "d", metadata: "m" },
  initialization: { spawnTime: "+1h" },
};

function problems(source: string | object): string[] {
  try {
    parseLaunchFile(typeof source === "string" ? source : JSON.stringify(source), "spec.yaml", {});
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID"))
      return error.context.problems.map(({ name, wanted }) => `${name}: ${wanted}`);
    throw error;
  }
  return [];
}

describe("a spec", () => {
  it("needs little, and has the provider module's defaults", () => {
    const file = parseLaunchFile(JSON.stringify(minimal), "/specs/spec.json", {});
    expect(file.initialization).toMatchObject({
      spawnTime: { delayMs: 3_600_000 },
      initialHeight: 1n,
      unbondingPeriod: { seconds: 1_728_000n, nanos: 0 },
      ccvTimeoutPeriod: { seconds: 2_419_200n, nanos: 0 },
      historicalEntries: 10_000n,
    });
    expect(file.genesis.out).toBe("/specs/genesis.json");
  });

  it("has its paths from its own folder, those of keys too, wherever it is read", () => {
    const key = { encryptedFile: "keys/owner.json", passwordFile: "../password", hdPath: "m/44'/118'/0'/0/1" };
    const spec = {
      ...minimal,
      provider: { ...minimal.provider, key: { file: "owner.key" } },
      consumer: { rpc: "http://127.0.0.1:1", gasPrice: "1ucon", key },
      voters: [{ file: "voter.key" }, { file: "/absolute.key" }, { env: "VOTER" }],
      genesis: { base: "base.json", out: "out/genesis.json" },
      binary: "consumerd",
    };
    expect(parseLaunchFile(JSON.stringify(spec), "/specs/mars/spec.json", {})).toMatchObject({
      provider: { key: { file: "/specs/mars/owner.key" } },
      consumer: {
        key: { ...key, encryptedFile: "/specs/mars/keys/owner.json", passwordFile: "/specs/password" },
      },
      voters: [{ file: "/specs/mars/voter.key" }, { file: "/absolute.key" }, { env: "VOTER" }],
      genesis: { base: "/specs/mars/base.json", out: "/specs/mars/out/genesis.json" },
      binary: "/specs/mars/consumerd",
    });
    expect(parseLaunchFile(JSON.stringify(minimal), "/specs/spec.json", {})).not.toHaveProperty("consumer");
  });

  it("of init is taken, with every commented field as well", () => {
    expect(problems(template)).toEqual([]);
    const uncommented = template
      .replace(/^#.*\n/, "")
      .replace(/^( *)#(?=[a-z- ]*\{? ?[a-zA-Z_]+:| {2}- )/gm, "$1")
      .replaceAll("consumer1…", "consumer1x");
    const file = parseLaunchFile(uncommented, "spec.yaml", {});
    expect(file).toMatchObject({
      consumerId: "0",
      voters: [{ env: "ICSKIT_KEY_VOTER" }],
      infractions: { downtime: { jailDuration: { seconds: 600n, nanos: 0 } } },
      genesis: { consumerVersion: "v7", accounts: [{ coins: [{ amount: 1_000_000n, denom: "ucon" }] }] },
      firstPacket: { delegate: { amount: 1_000_000n, denom: "uatom" } },
    });
  });

  it("tells everything at once that the schema or the provider would refuse", () => {
    expect(
      problems({
        ...minimal,
        chainId: "",
        initialization: { spawnTime: "tomorrow", unbondingPeriod: "1 week" },
        more: 1,
      }),
    ).toEqual([
      expect.stringMatching(/^chainId \(spec\.yaml:1:\d+\): a chain id$/),
      expect.stringMatching(/^initialization\.spawnTime .*: a time such as/),
      expect.stringMatching(/^initialization\.unbondingPeriod .*: a number with its unit/),
      expect.stringMatching(/^more .*: a field that the help names$/),
    ]);
    const refused = {
      ...minimal,
      chainId: "stride-1",
      metadata: { ...minimal.metadata, name: "n".repeat(51) },
      powerShaping: { denylist: ["cosmos1x"] },
      rewards: { allowlist: ["ibc/short"] },
      initialization: { ...minimal.initialization, connectionId: "c" },
    };
    expect(problems(refused)).toEqual([
      expect.stringMatching(/^initialization\.connectionId .*: an identifier of 10 to 64 characters/),
      expect.stringMatching(/^rewards\.allowlist\[0\] .*: ibc\/ and a hash/),
      expect.stringMatching(/^chainId .*: a chain id that is not reserved/),
      expect.stringMatching(/^metadata\.name .*: at most 50 bytes/),
      expect.stringMatching(/^powerShaping\.denylist\[0\] .*: a cosmosvalcons address/),
    ]);
  });

  it.each([
    ["1.5h", { seconds: 5_400n, nanos: 0 }],
    ["250ms", { seconds: 0n, nanos: 250_000_000 }],
    ["0.000000001s", { seconds: 0n, nanos: 1 }],
    ["20d", { seconds: 1_728_000n, nanos: 0 }],
  ])("reads the duration %s", (written, duration) => {
    const spec = { ...minimal, initialization: { ...minimal.initialization, transferTimeoutPeriod: written } };
    expect(parseLaunchFile(JSON.stringify(spec), "x", {}).initialization.transferTimeoutPeriod).toEqual(duration);
  });

  it("is refused with problems, whatever one of its fields holds, or taken", () => {
    const paths = fieldPaths(parse(template) as object);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.string(), fc.bigInt().map(String)),
        (path, value) => {
          const spec = structuredClone(parse(template)) as Record<string, unknown>;
          const parent = path
            .slice(0, -1)
            .reduce<Record<string, unknown>>((node, key) => node[key] as Record<string, unknown>, spec);
          parent[path.at(-1) ?? ""] = value;
          expect(Array.isArray(problems(spec))).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** The paths of all fields of an object. */
function fieldPaths(value: object, path: readonly string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key];
    const inner = typeof item === "object" && item !== null && !Array.isArray(item) ? fieldPaths(item, here) : [];
    return [here, ...inner];
  });
}

describe("the JSON Schema for editors", () => {
  const schema = launchFileJsonSchema();
  const validate = formats.default(new Ajv({ strict: false })).compile(schema);

  it("is the one in docs (node scripts/consumer-schema.ts writes it)", () => {
    expect(JSON.parse(readFileSync("docs/consumer-spec.schema.json", "utf8"))).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
  });

  it("takes what is taken, and tells unknown fields and wrong kinds", () => {
    expect(validate(minimal)).toBe(true);
    expect(validate(parse(template))).toBe(true);
    expect(validate({ ...minimal, more: 1 })).toBe(false);
    expect(validate({ ...minimal, initialization: { spawnTime: 5 } })).toBe(false);
  });
});
