import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assignKeyCommand, rotateKeyCommand } from "../../../../src/cli/validator/assign-key-command.ts";
import {
  generateKeyCommand,
  importKeyCommand,
  listKeysCommand,
  placeKeyCommand,
} from "../../../../src/cli/validator/keys-command.ts";
import { KeyFolder } from "../../../../src/validator/keys/key-folder.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { readTx } from "../../../support/fake-account.ts";
import { publicKey } from "../../validator/plan-fixtures.ts";
import { typing, useFakeValidator } from "./fake-validator.ts";

const { start, setUp, said, json } = useFakeValidator();
const registered = { chainId: "consumer-1", phase: "REGISTERED" } as const;
const oldKey = new Uint8Array(32).fill(5);
const password = "a password of a test";
const purpose = { providerChainId: "provider-1", consumerId: "0", chainId: "consumer-1" };

/** A folder that has a key for each of these already, made cheaply. */
async function withKeys(consumers: Parameters<typeof setUp>[0], ...purposes: readonly (typeof purpose)[]) {
  const f = await setUp(consumers);
  const keys = await KeyFolder.open(join(f.home, "keys"), { cost: 2 ** 14 });
  const made: string[] = [];
  for (const each of purposes) made.push(await keys.generate(each, password));
  return { ...f, made };
}

describe("keys generate", () => {
  it("makes a key for a consumer of the provider once, and tells its public half only", async () => {
    const { config, context, home } = await setUp([registered]);
    await generateKeyCommand({ config, consumer: "0", json: true }, context);
    expect(json()).toEqual([{ ...purpose, publicKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) }]);
    const { publicKey: made } = json()[0] ?? {};
    const again = await rejection("VALIDATOR_KEY_REFUSED", generateKeyCommand({ config, consumer: "0" }, context));
    expect(again.message).toContain(`The key ${made} is refused: consumer 0 has it; "keys rotate" makes another`);
    expect(await readdir(join(home, "keys"))).toHaveLength(1);
    said.out.length = 0;
    await listKeysCommand({ config }, context);
    expect(said.out).toEqual([
      expect.stringMatching(/^\S{44} {2}consumer 0 \(consumer-1\) of provider-1, \d{4}-\d\d-\d\dT[\d:.]+Z$/),
    ]);
    said.out.length = 0;
    await listKeysCommand({ config, json: true }, context);
    expect(json()).toEqual([{ keys: [{ ...purpose, publicKey: made, createdAt: expect.any(String) }] }]);
  });

  it("makes none for a consumer that there is not, and none without the password", async () => {
    const { config, context, home } = await setUp([registered]);
    await rejection("CCV_CONSUMER_NOT_FOUND", generateKeyCommand({ config, consumer: "9" }, context));
    const without = { ...context, environment: { ...context.environment, PASSWORD: undefined } };
    const error = await rejection("CONFIG_INVALID", generateKeyCommand({ config, consumer: "0" }, without));
    expect(error.message).toContain("the environment variable PASSWORD to be set");
    await listKeysCommand({ config }, context);
    expect([said.out, await readdir(join(home, "keys"))]).toEqual([["no keys"], []]);
  });

  it("takes its password from a file beside its own, and not from one that is empty or open to others", async () => {
    const { config, context, home, made } = await withKeys([registered], purpose);
    const file = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify({ ...file, keys: { folder: "keys", passwordFile: "password" } }));
    const node = join(home, "node");
    await mkdir(join(node, "config"), { recursive: true });
    const place = () => placeKeyCommand({ config, consumer: "0", home: node }, context);
    await writeFile(join(home, "password"), "\n", { mode: 0o600 });
    expect((await rejection("CONFIG_INVALID", place())).message).toContain("keys.passwordFile: got nothing");
    await chmod(join(home, "password"), 0o640);
    expect((await rejection("CONFIG_INVALID", place())).message).toContain("with mode 640");
    await writeFile(join(home, "password"), `${password}\n`);
    await chmod(join(home, "password"), 0o600);
    await place();
    expect(said.out).toEqual([expect.stringContaining(`Placed ${made[0]}`)]);
  });

  it("needs the folder to be named", async () => {
    const { config, context } = await setUp([registered]);
    const { keys: _keys, ...file } = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify(file));
    const { problems } = (await rejection("CONFIG_INVALID", listKeysCommand({ config }, context))).context;
    expect(problems).toMatchObject([{ name: "keys", got: "nothing" }]);
  });
});

it("imports a key of the validator's own, and refuses a file that others can read", async () => {
  const { config, context, home } = await setUp([registered]);
  const value = Buffer.concat([new Uint8Array(32).fill(5), new Uint8Array(32)]).toString("base64");
  const content = JSON.stringify({ priv_key: { type: "tendermint/PrivKeyEd25519", value } });
  const file = join(home, "priv_validator_key.json");
  await writeFile(file, content, { mode: 0o644 });
  const open = await rejection("CONFIG_INVALID", importKeyCommand({ config, consumer: "0", file }, context));
  expect(open.message).toContain("chmod 600");
  const closed = join(home, "closed.json");
  await writeFile(closed, content, { mode: 0o600 });
  await importKeyCommand({ config, consumer: "0", file: closed }, context);
  expect(said.out).toEqual([expect.stringMatching(/^Keeps [A-Za-z0-9+/]{43}= for consumer 0\.$/)]);
  const [name = ""] = await readdir(join(home, "keys"));
  expect(await readFile(join(home, "keys", name), "utf8")).not.toContain(value.slice(0, 40));
});

describe("keys place", () => {
  async function nodeHome(home: string): Promise<string> {
    await mkdir(join(home, "node", "config"), { recursive: true });
    return join(home, "node");
  }
  const placed = async (node: string): Promise<string> =>
    JSON.parse(await readFile(join(node, "config/priv_validator_key.json"), "utf8")).pub_key.value;

  it("puts the newest key for this provider's consumer into a home, once", async () => {
    const { config, context, home, made } = await withKeys([registered], purpose, purpose, {
      ...purpose,
      providerChainId: "another-1",
    });
    const node = await nodeHome(home);
    await placeKeyCommand({ config, consumer: "0", home: node }, context);
    await placeKeyCommand({ config, consumer: "0", home: node, json: true }, context);
    expect(await placed(node)).toBe(made[1]);
    expect(said.out[0]).toBe(`Placed ${made[1]} into ${node}: start its node, and no other with this key.`);
    expect(JSON.parse(said.out[1] ?? "")).toMatchObject({ publicKey: made[1], home: node, outcome: "was-there" });
  });

  it("refuses where there is no key, a node does not tell its own, or the password is another", async () => {
    const { config, context, home } = await withKeys([registered], purpose);
    const node = await nodeHome(home);
    const none = await rejection(
      "VALIDATOR_KEY_REFUSED",
      placeKeyCommand({ config, consumer: "7", home: node }, context),
    );
    expect(none.context.reason).toBe("missing");
    const wrong = { ...context, environment: { ...context.environment, PASSWORD: "another" } };
    const locked = await rejection(
      "VALIDATOR_KEY_REFUSED",
      placeKeyCommand({ config, consumer: "0", home: node }, wrong),
    );
    expect(locked.context.reason).toBe("locked");
    const file = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify({ ...file, nodes: [{ consumerId: "0", rpc: "http://127.0.0.1:1" }] }));
    const away = await rejection(
      "VALIDATOR_KEY_REFUSED",
      placeKeyCommand({ config, consumer: "0", home: node }, context),
    );
    expect(away.context.reason).toBe("signs-already");
    expect(await readdir(join(node, "config"))).toEqual([]);
    await placeKeyCommand({ config, consumer: "0", home: node, stoppedNodes: true }, context);
    expect(said.out).toEqual([expect.stringContaining("Placed")]);
  });

  it("refuses a key that a node of the file signs with", async () => {
    const { config, context, home, made } = await withKeys([registered], purpose);
    const running = await start({ chainId: "consumer-1" });
    running.validators = [{ key: Buffer.from(made[0] ?? "", "base64"), power: 1n }];
    const file = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify({ ...file, nodes: [{ consumerId: "0", rpc: running.url }] }));
    const placing = placeKeyCommand({ config, consumer: "0", home: await nodeHome(home) }, context);
    const error = await rejection("VALIDATOR_KEY_REFUSED", placing);
    expect(error.message).toContain(`the node at ${running.url} (consumer-1) signs with it`);
  });
});

describe("keys assign", () => {
  it("assigns the newest key, and tells how long the old one is known", async () => {
    const launched = { ...registered, phase: "LAUNCHED", isOptedIn: true, assignedKey: oldKey } as const;
    const { config, context, comet, made } = await withKeys([launched], purpose);
    await assignKeyCommand({ config, consumer: "0", yes: true, json: true }, context);
    expect(comet.broadcasts.map((bytes) => readTx(bytes).typeUrls)).toEqual([
      ["/interchain_security.ccv.provider.v1.MsgAssignConsumerKey"],
    ]);
    const assigned = {
      event: "assigned",
      ...purpose,
      publicKey: made[0],
      old: publicKey(5),
      prunedAfterSeconds: "1000",
    };
    expect(json()).toEqual([{ ...assigned, hash: expect.any(String), height: "4" }]);
  });

  it("refuses before it asks where the folder has no key, or somebody uses it", async () => {
    const { config, context, comet, provider, made } = await withKeys([registered, registered], purpose);
    const refused = (consumer: string) =>
      rejection("VALIDATOR_KEY_REFUSED", assignKeyCommand({ config, consumer }, context));
    const none = await refused("1");
    expect([none.context.reason, none.message]).toEqual(["missing", expect.stringContaining("none for consumer 1")]);
    provider.consumers = [registered, { ...registered, assignedKey: Buffer.from(made[0] ?? "", "base64") }];
    const used = await refused("0");
    expect([used.context.reason, used.message]).toEqual(["in-use", expect.stringContaining("for consumer 1")]);
    expect(comet.broadcasts).toEqual([]);
  });

  it("refuses a consumer that the provider does not have", async () => {
    const { config, context } = await setUp([registered]);
    await rejection("CCV_CONSUMER_NOT_FOUND", assignKeyCommand({ config, consumer: "4", yes: true }, context));
  });
});

describe("keys rotate", () => {
  it("makes no key in a dry run, or after a no", async () => {
    const { config, context, home, comet } = await setUp([registered]);
    await rotateKeyCommand({ config, consumer: "0", dryRun: true }, context);
    expect(said.out).toEqual([
      `Would replace ${publicKey(1)} for consumer 0.`,
      `${publicKey(1)} is the provider's key, which stays known.`,
    ]);
    using _terminal = typing("n\n");
    const asked = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    await rejection("CONFIG_INVALID", rotateKeyCommand({ config, consumer: "0" }, context));
    expect(asked.mock.calls.join("")).toContain(
      `Generate a key for consumer 0, and assign it in place of ${publicKey(1)}? [y/N] `,
    );
    expect([await readdir(join(home, "keys")), comet.broadcasts]).toEqual([[], []]);
  });

  it("makes another key, assigns it, and says that the old one is forgotten before a launch", async () => {
    const { config, context, home, comet, made } = await withKeys([{ ...registered, assignedKey: oldKey }], purpose);
    await rotateKeyCommand({ config, consumer: "0", yes: true }, context);
    const [assigned = "", forgotten] = said.out;
    expect(assigned).toMatch(
      /^Assigned \S{44} in [0-9A-F]{64}, block 4; it signs once the next validator set has come to consumer-1\.$/,
    );
    expect(assigned).not.toContain(made[0]);
    expect(forgotten).toBe(`The provider forgets ${publicKey(5)} at once, since the consumer has not launched.`);
    expect(await readdir(join(home, "keys"))).toHaveLength(2);
    expect(comet.broadcasts).toHaveLength(1);
  });

  it("says until when what the old key signed can be punished", async () => {
    const launched = { ...registered, phase: "LAUNCHED", isOptedIn: true, assignedKey: oldKey } as const;
    const { config, context } = await setUp([launched]);
    await rotateKeyCommand({ config, consumer: "0", dryRun: true }, context);
    expect(said.out[1]).toMatch(/^What \S{44} signed can be punished, .*, until about 2026-01-01T00:16:43\.123Z\.$/);
  });
});
