import fc from "fast-check";
import { parseRelayConfig } from "../../../../src/cli/relay/relay-config.ts";
import { configTemplate } from "../../../../src/cli/relay/relay-init.ts";
import { isIcsError, type Problem } from "../../../../src/errors.ts";

const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

const minimal = {
  provider: { rpc: "http://127.0.0.1:26657", gasPrice: "0.005uatom", key: { env: "KEY" } },
  consumers: [{ rpc: "http://127.0.0.1:26757", gasPrice: "0.001ucon" }],
};

/** How a configuration names an environment variable. */
const variable = (name: string): string => `\${${name}}`;

function problems(source: string | object, environment: Record<string, string> = {}): readonly Problem[] {
  const text = typeof source === "string" ? source : JSON.stringify(source);
  try {
    parseRelayConfig(text, "relay.yaml", environment);
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID")) return error.context.problems;
    throw error;
  }
  throw new Error("The configuration was taken");
}

describe("a configuration", () => {
  it("may be YAML or JSON, with as little as it needs", () => {
    expect(parseRelayConfig(JSON.stringify(minimal), "relay.json", {})).toEqual(minimal);
    const yaml = `
provider: { rpc: "http://127.0.0.1:26657", gasPrice: 0.005uatom, key: { env: KEY } }
consumers:
  - rpc: http://127.0.0.1:26757
    gasPrice: 0.001ucon
`;
    expect(parseRelayConfig(yaml, "relay.yaml", {})).toEqual(minimal);
  });

  it("of `icskit relay init` is taken, with every commented field as well", () => {
    const asWritten = parseRelayConfig(configTemplate, "relay.yaml", {});
    expect(asWritten.consumers).toMatchObject([{ consumerId: "0", chainId: "consumer-1" }]);
    const uncommented = configTemplate.replace(/^( *)#(?=[a-z ] *[a-zA-Z]+:)/gm, "$1");
    expect(parseRelayConfig(uncommented, "relay.yaml", {})).toMatchObject({
      provider: { addressPrefix: "cosmos", grpc: "http://127.0.0.1:9090", requestTimeoutMs: 10_000 },
      handshake: true,
      evidence: true,
      listen: "127.0.0.1:9464",
      allowedHosts: ["relayer.internal"],
    });
  });

  it("takes values from the environment, whatever they hold, and never as structure", () => {
    const source = {
      ...minimal,
      consumers: [
        { rpc: `http://${variable("HOST")}:1`, gasPrice: variable("PRICE"), chainId: `$${variable("HOST")}` },
      ],
    };
    const environment = { HOST: "node", PRICE: "1ucon" };
    expect(parseRelayConfig(JSON.stringify(source), "x", environment).consumers).toEqual([
      { rpc: "http://node:1", gasPrice: "1ucon", chainId: variable("HOST") },
    ]);
    expect(problems(`provider: ${variable("A")}\nconsumers: []`, { A: "{ rpc: http://x }" })).toContainEqual(
      expect.objectContaining({ name: "provider (relay.yaml:1:1)" }),
    );
  });

  it("names each variable that is not set, once", () => {
    const source = { ...minimal, consumers: [{ rpc: "http://x", gasPrice: variable("PRICE") }] };
    expect(problems(source)).toEqual([
      { name: "relay.yaml:1:132", got: variable("PRICE"), wanted: "the environment variable PRICE to be set" },
    ]);
  });
});

describe("what is wrong", () => {
  it("is told all at once, with fields and lines", () => {
    const source = `provider:
  rpc: ftp://x
  gasPrice: 5
consumers:
  - rpc: http://127.0.0.1:1
    consumerId: consumer-1
    gasPrice: 1ucon
    nonsense: 1
listen: "99"
`;
    expect(problems(source).map(({ name }) => name)).toEqual([
      "provider.rpc (relay.yaml:2:3)",
      "provider.gasPrice (relay.yaml:3:3)",
      "provider.key (relay.yaml:1:1)",
      "consumers[0].consumerId (relay.yaml:6:5)",
      "consumers[0].nonsense (relay.yaml:8:5)",
      "listen (relay.yaml:9:1)",
    ]);
  });

  it.each([
    ["no YAML", "a: [", "relay.yaml:1:5"],
    ["a key twice", "a: 1\na: 2", "relay.yaml:2:1"],
    ["an alias to nothing", "provider: *x", "the file"],
    ["nothing", "", "provider"],
    ["a text", "hello", "the file"],
    ["a list", "[]", "the file"],
  ])("may be %s", (_what, source, name) => {
    expect(problems(source)[0]).toMatchObject({ name });
  });

  const withKey = (key: unknown) => ({ ...minimal, provider: { ...minimal.provider, key } });
  const withConsumer = (...consumers: object[]) => ({
    ...minimal,
    consumers: consumers.map((consumer) => ({ ...minimal.consumers[0], ...consumer })),
  });
  it.each([
    ["a key without a source", withKey({}), "provider.key", "exactly one of env, file and encryptedFile"],
    ["two sources of a key", withKey({ env: "A", file: "b" }), "provider.key", "exactly one of env"],
    ["no password", withKey({ encryptedFile: "a" }), "provider.key", "exactly one of passwordEnv and passwordFile"],
    ["a password for nothing", withKey({ env: "A", passwordEnv: "B" }), "provider.key", "with encryptedFile only"],
    ["a bad HD path", withKey({ env: "A", hdPath: "44/118" }), "provider.key.hdPath", "an HD path"],
    ["no consumers", { ...minimal, consumers: [] }, "consumers", "at least one consumer"],
    ["a prefix in capitals", withConsumer({ addressPrefix: "Cosmos" }), "consumers[0].addressPrefix", "lower case"],
    ["an impatient timeout", withConsumer({ requestTimeoutMs: 5 }), "consumers[0].requestTimeoutMs", "milliseconds"],
    [
      "the same consumer twice",
      withConsumer({ consumerId: 3, rpc: "http://a" }, { consumerId: "3" }),
      "consumers[1].consumerId",
      "once",
    ],
    ["the same node twice", withConsumer({}, {}), "consumers[1].rpc", "once"],
    ["a port that is none", { ...minimal, listen: "localhost:70000" }, "listen", "host and port"],
    ["a switch that is none", { ...minimal, evidence: "perhaps" }, "evidence", "true or false"],
  ])("may be %s", (_what, source, name, wanted) => {
    expect(problems(source)).toEqual([
      expect.objectContaining({ name: expect.stringContaining(name), wanted: expect.stringContaining(wanted) }),
    ]);
  });

  it.each([
    ["instead of a key", { ...minimal, provider: { ...minimal.provider, key: mnemonic } }],
    ["as the name of a variable", { ...minimal, provider: { ...minimal.provider, key: { env: mnemonic } } }],
    ["in an unknown field of the key", { ...minimal, provider: { ...minimal.provider, key: { mnemonic } } }],
    ["in another field", { ...minimal, consumers: [{ ...minimal.consumers[0], gasPrice: mnemonic }] }],
    ["as the whole file", mnemonic],
    ["in the environment", { ...minimal, listen: variable("SECRET") }],
  ])("never shows a mnemonic %s", (_where, source) => {
    expect(JSON.stringify(problems(source, { SECRET: mnemonic }))).not.toContain("abandon");
  });

  it.each(["http://me:hunter2@node", "htp://node/hunter2", "node:26657/hunter2", "//node?key=hunter2"])(
    "never shows the secret of an address: %s",
    (rpc) => {
      const consumer = { rpc, gasPrice: "1ucon" };
      expect(JSON.stringify(problems({ ...minimal, consumers: [consumer] }))).not.toContain("hunter2");
    },
  );
});

describe("any text at all", () => {
  const readOrRefuse = (source: string): void => {
    try {
      parseRelayConfig(source, "x", {});
    } catch (error) {
      if (!isIcsError(error, "CONFIG_INVALID")) throw error;
      expect(error.context.problems.length).toBeGreaterThan(0);
      for (const { name, got, wanted } of error.context.problems) {
        expect([name, got, wanted].every((text) => text.length > 0 && !text.includes("undefined"))).toBe(true);
      }
    }
  };

  it("is read or refused with its problems", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), readOrRefuse), { numRuns: 300 });
  });

  it("is read or refused where it has the right shape with anything in it", () => {
    const anything = fc.jsonValue({ maxDepth: 2 });
    const chain = fc.dictionary(fc.constantFrom("rpc", "gasPrice", "key", "chainId", "consumerId", "x"), anything);
    const config = fc.record({ provider: chain, consumers: fc.array(chain), listen: anything }, { requiredKeys: [] });
    fc.assert(
      fc.property(config, (value) => readOrRefuse(JSON.stringify(value))),
      { numRuns: 300 },
    );
  });
});
