import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toBase64 } from "@cosmjs/encoding";
import { diagnoseCommand } from "../../../../src/cli/consumer/diagnose-command.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { operatorOf } from "../../provider/fake-provider.ts";
import { alice } from "../../provider/overview-chain.ts";
import { consumerOf, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const { start } = useFakeComet();
const stranger = new Uint8Array(32).fill(50);
const unknown = new Uint8Array(32).fill(60);

/** A launched consumer of alice, with power 100, and somebody whom the provider does not know, with 40. */
async function consumer() {
  const made = await rig((owner) => [consumerOf(owner, "LAUNCHED")]);
  const at = (name: string): string => join(dirname(made.spec), name);
  const initial_val_set = [
    { pub_key: { ed25519: toBase64(alice.consumerKey) }, power: "100" },
    { pub_key: { ed25519: toBase64(unknown) }, power: "40" },
  ];
  await writeFile(at("g.json"), JSON.stringify({ app_state: { ccvconsumer: { provider: { initial_val_set } } } }));
  const home = async (name: string, key: Uint8Array | undefined): Promise<string> => {
    await mkdir(at(`${name}/config`), { recursive: true });
    const file = { pub_key: { type: "tendermint/PubKeyEd25519", value: key && toBase64(key) }, priv_key: "secret" };
    await writeFile(at(`${name}/config/priv_validator_key.json`), JSON.stringify(file));
    return at(name);
  };
  const flags = { genesis: at("g.json") };
  return { ...made, home, flags };
}

async function nodeWith(key: Uint8Array): Promise<string> {
  const comet = await start({ chainId: "consumer-1" });
  comet.validators = [{ key, power: 1n }];
  return comet.url;
}

it("says whose key is missing and how much power that leaves, and exits with 3", async () => {
  const { spec, context, stdout, home, flags } = await consumer();
  const other = await home("other", unknown);
  await diagnoseCommand(spec, { ...flags, home: [other] }, context);
  expect(stdout).toEqual([
    "alice                power 100        MISSING",
    `${toBase64(unknown)} power 40         ${other}`,
    expect.stringMatching(/^40 of 140 is there, 94 are needed: start the missing validators' nodes/),
  ]);
  expect(process.exitCode).toBe(3);
});

it("asks nodes and reads homes, and says with --json what each validator's are", async () => {
  const { spec, context, printed, home, flags } = await consumer();
  const [url, own] = [await nodeWith(alice.consumerKey), await home("own", unknown)];
  await diagnoseCommand(spec, { ...flags, json: true, node: [url], home: [own] }, context);
  expect(printed()).toEqual([
    expect.objectContaining({ moniker: "alice", validator: operatorOf("alice"), nodes: [url], missing: false }),
    expect.objectContaining({ moniker: "", power: "40", nodes: [own], missing: false }),
    { presentPower: "140", totalPower: "140", neededPower: "94", canMakeBlocks: true },
  ]);
  expect(process.exitCode).toBeUndefined();
});

it("warns of a key that two nodes sign with, and tells one of no validator", async () => {
  const { spec, context, stdout, home, flags } = await consumer();
  const url = await nodeWith(alice.consumerKey);
  const homes = [await home("copy", alice.consumerKey), await home("lost", stranger)];
  await diagnoseCommand(spec, { ...flags, node: [url], home: homes }, context);
  expect(stdout).toContain("alice is run by 2 nodes: stop all but one, or it signs twice and is punished");
  expect(stdout).toContain(`${homes[1]} signs with a key of no validator of this consumer`);
  expect(stdout.at(-1)).toBe("100 of 140 is there, 94 are enough: keys are not what holds it up");
});

it("counts a node that does not answer as one that runs no key, and says so", async () => {
  const { spec, context, printed, flags } = await consumer();
  await diagnoseCommand(spec, { ...flags, json: true, node: ["http://127.0.0.1:1"] }, context);
  expect(printed()[0]).toEqual({ node: "http://127.0.0.1:1", error: "RPC_UNREACHABLE" });
  expect(printed().at(-1)).toMatchObject({ presentPower: "0", canMakeBlocks: false });
  expect(process.exitCode).toBe(3);
});

it("tells no token in a node's address, and refuses what is none", async () => {
  const { spec, context, stdout, flags } = await consumer();
  const url = await nodeWith(alice.consumerKey);
  const node = [`${url}/hunter2/`, "http://127.0.0.1:1/?key=hunter2"];
  await diagnoseCommand(spec, { ...flags, json: true, node }, context);
  expect(stdout.join()).toContain(`${url}/…`);
  expect(stdout.join()).not.toContain("hunter2");
  await rejection("CONFIG_INVALID", diagnoseCommand(spec, { ...flags, node: ["127.0.0.1:26657"] }, context));
});

it("takes what the provider tells where no genesis file is given", async () => {
  const { spec, context, printed, home } = await consumer();
  const own = await home("own", alice.consumerKey);
  await diagnoseCommand(spec, { json: true, home: [own] }, context);
  expect(printed()).toEqual([
    expect.objectContaining({ moniker: "alice", power: "100", nodes: [own] }),
    { presentPower: "100", totalPower: "100", neededPower: "67", canMakeBlocks: true },
  ]);
});

it("never prints the private half of a key", async () => {
  const { spec, context, stdout, stderr, home, flags } = await consumer();
  await diagnoseCommand(spec, { ...flags, json: true, home: [await home("own", alice.consumerKey)] }, context);
  expect([...stdout, ...stderr].join()).not.toContain("secret");
});

it("refuses to look at nothing, at a home without a key, and at a genesis file without validators", async () => {
  const { spec, context, stdout, home, flags } = await consumer();
  const nothing = await rejection("CONFIG_INVALID", diagnoseCommand(spec, flags, context));
  expect(nothing.message).toMatch(/^No node to look at\nGive the consumer's nodes/);
  const keyless = { ...flags, home: [await home("keyless", undefined)] };
  const error = await rejection("CONFIG_INVALID", diagnoseCommand(spec, keyless, context));
  expect(error.message).toMatch(/^--home: .* holds no public key/);
  await rejection("CONFIG_INVALID", diagnoseCommand(spec, { ...flags, home: ["/nowhere"] }, context));
  await writeFile(flags.genesis, "{}");
  await rejection(
    "CONFIG_INVALID",
    diagnoseCommand(spec, { ...flags, home: [await home("own", alice.consumerKey)] }, context),
  );
  expect(stdout).toEqual([]);
});
