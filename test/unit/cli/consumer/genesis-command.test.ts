import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toBase64 } from "@cosmjs/encoding";
import { type GenesisFlags, genesisCommand } from "../../../../src/cli/consumer/genesis-command.ts";
import { hashOf } from "../../../../src/launch/genesis/consumer-genesis-file.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { alice } from "../../provider/overview-chain.ts";
import { consumerOf, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();

/** A launched consumer, whose spec names a base. */
async function launched() {
  const made = await rig((owner) => [consumerOf(owner, "LAUNCHED")]);
  const at = (name: string): string => join(dirname(made.spec), name);
  await made.write({ genesis: { base: "base.json" }, rewards: { denoms: ["ucon"] } });
  await writeFile(at("base.json"), JSON.stringify({ app_state: { ccvconsumer: {}, auth: {}, bank: {} } }));
  const make = (flags: GenesisFlags = {}) => genesisCommand(made.spec, flags, made.context);
  const written = () => readFile(at("genesis.json"), "utf8");
  return { ...made, at, make, written };
}

it("writes the file, and prints its hash as sha256sum does", async () => {
  const { stdout, at, make, written } = await launched();
  await make();
  const text = await written();
  expect(stdout).toEqual([`${hashOf(text)}  ${at("genesis.json")}`]);
  expect(JSON.parse(text)).toMatchObject({
    chain_id: "consumer-1",
    app_state: {
      ccvconsumer: {
        params: { reward_denoms: ["ucon"] },
        provider: { initial_val_set: [{ pub_key: { ed25519: toBase64(alice.consumerKey) }, power: "100" }] },
      },
    },
  });
});

it("makes the same file for everybody, and says with --json whether it was there", async () => {
  const { printed, make, written } = await launched();
  await make({ json: true });
  await make({ json: true });
  const shared = { consumerId: "7", hash: hashOf(await written()), path: expect.stringMatching(/genesis\.json$/) };
  expect(printed()).toEqual([
    { ...shared, isNew: true },
    { ...shared, isNew: false },
  ]);
});

it("writes nothing that has another hash than the one agreed", async () => {
  const { make, written, stdout } = await launched();
  const error = await rejection("CHECK_FAILED", make({ hash: "ab".repeat(32) }));
  expect(error.context).toMatchObject({ expected: "ab".repeat(32), actual: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await expect(written()).rejects.toThrow("ENOENT");
  await make({ hash: error.context.actual.toUpperCase() });
  expect(stdout).toHaveLength(1);
});

it("takes a file of somebody else that says the same, however it is written", async () => {
  const { stdout, at, make, written } = await launched();
  await make();
  const dense = JSON.stringify(JSON.parse(await written()));
  await writeFile(at("theirs.json"), dense);
  await make({ verify: at("theirs.json") });
  expect(stdout.at(-1)).toBe(`${hashOf(dense)}  ${at("theirs.json")} is right for consumer 7`);
});

it("refuses one with other values, and says where they are", async () => {
  const { stdout, at, make, written } = await launched();
  await make();
  const theirs = JSON.parse(await written());
  theirs.app_state.ccvconsumer.provider.initial_val_set[0].power = "7";
  await writeFile(at("theirs.json"), JSON.stringify(theirs));
  const error = await rejection("CHECK_FAILED", make({ verify: at("theirs.json") }));
  expect(error.message).toContain("theirs.json is not the genesis file of consumer 7");
  expect(error.message).toContain('initial_val_set[0].power: got "7", wanted "100"');
  await rejection("CHECK_FAILED", make({ verify: at("genesis.json"), hash: "00" }));
  expect(stdout).toHaveLength(1);
});

it("refuses one that gives somebody else coins, and shows no more than people read", async () => {
  const { at, make, written } = await launched();
  await make();
  const theirs = JSON.parse(await written());
  theirs.app_state.bank.balances = Array.from({ length: 30 }, (_, index) => ({ address: `thief${index}` }));
  await writeFile(at("theirs.json"), JSON.stringify(theirs));
  expect((await rejection("CHECK_FAILED", make({ verify: at("theirs.json") }))).message).toContain(
    "  app_state.bank.balances: got [",
  );
  await make({ verify: at("genesis.json") });
  theirs.app_state.bank = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`denom${index}`, {}]));
  await writeFile(at("theirs.json"), JSON.stringify(theirs));
  const { message } = await rejection("CHECK_FAILED", make({ verify: at("theirs.json") }));
  expect(message.match(/app_state\.bank\./g)).toHaveLength(20);
  expect(message).toContain("\n  and 10 more\n");
});

it("needs the base, and a file to verify that can be read", async () => {
  const { at, make, write } = await launched();
  await rejection("CONFIG_INVALID", make({ verify: at("nothing.json") }));
  await write({});
  const error = await rejection("CONFIG_INVALID", make());
  expect(error.message).toMatch(/^genesis\.base: got nothing/);
});
