import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseValidatorKeyFile, placeKey } from "../../../../src/validator/keys/place-key.ts";
import { useFakeComet } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { publicKey } from "../plan-fixtures.ts";

const { start } = useFakeComet();
const folder = useTemporaryFolder();
const key = { publicKey: new Uint8Array(32).fill(7), seed: new Uint8Array(32).fill(1) };
const own = publicKey(7);

async function nodeHome(present?: string, height?: string): Promise<string> {
  const home = await folder();
  await mkdir(join(home, "config"));
  await mkdir(join(home, "data"));
  const write = (path: string, value: unknown) => writeFile(join(home, path), JSON.stringify(value));
  if (present !== undefined) await write("config/priv_validator_key.json", { pub_key: { value: present } });
  if (height !== undefined) await write("data/priv_validator_state.json", { height, round: 0, step: 0 });
  return home;
}

async function nodeWith(value: string): Promise<string> {
  const comet = await start();
  comet.overrides.set("status", () => ({
    node_info: { network: "consumer-1" },
    sync_info: { latest_block_height: "5", catching_up: false },
    validator_info: { pub_key: { value } },
  }));
  return comet.url;
}

const refused = (reason: string) =>
  expect.objectContaining({ code: "VALIDATOR_KEY_REFUSED", context: expect.objectContaining({ reason }) });
const written = (home: string): Promise<string> => readFile(join(home, "config/priv_validator_key.json"), "utf8");

it("puts the key where CometBFT reads it, in place of a fresh node's own", async () => {
  const home = await nodeHome(publicKey(3), "0");
  expect(await placeKey(key, { home, nodes: [await nodeWith(publicKey(4))] })).toBe("placed");
  const file = JSON.parse(await written(home));
  expect(file.pub_key).toEqual({ type: "tendermint/PubKeyEd25519", value: own });
  expect(Buffer.from(file.priv_key.value, "base64")).toEqual(Buffer.concat([key.seed, key.publicKey]));
  expect(file.address).toMatch(/^[0-9A-F]{40}$/);
  expect(parseValidatorKeyFile(await written(home))).toEqual(key.seed);
  expect(await placeKey(key, { home, nodes: [] })).toBe("was-there");
});

it("refuses a key that a node signs with already, wherever that is", async () => {
  const home = await nodeHome();
  const nodes = [await nodeWith(publicKey(4)), await nodeWith(own)];
  await expect(placeKey(key, { home, nodes })).rejects.toEqual(refused("signs-already"));
  await expect(written(home)).rejects.toMatchObject({ code: "ENOENT" });
});

it("refuses while a node does not tell, unless it is known to be stopped", async () => {
  const home = await nodeHome();
  const nodes = ["http://127.0.0.1:1"];
  await expect(placeKey(key, { home, nodes })).rejects.toEqual(refused("signs-already"));
  expect(await placeKey(key, { home, nodes, stoppedNodes: true })).toBe("placed");
});

it.each([
  ["has signed", "12"],
  ["may have signed", undefined],
])("leaves another key that %s as it is", async (_what, height) => {
  const home = await nodeHome(publicKey(3), height);
  const before = await written(home);
  await expect(placeKey(key, { home, nodes: [] })).rejects.toEqual(refused("other-key"));
  expect(await written(home)).toBe(before);
});

it.each(["{}", "no json", '{"priv_key":{"type":"tendermint/PrivKeyEd25519","value":"c2VjcmV0"}}'])(
  "refuses %j as a key file without quoting it",
  (text) => {
    expect(() => parseValidatorKeyFile(text)).toThrow(refused("other-key"));
    expect(() => parseValidatorKeyFile(text)).not.toThrow(/c2VjcmV0/);
  },
);

it("reads the seed that belongs to the public key", () => {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const der = Buffer.concat([head, key.seed]);
  const { x = "" } = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({
    format: "jwk",
  });
  const value = Buffer.concat([key.seed, Buffer.from(x, "base64url")]).toString("base64");
  const file = JSON.stringify({ priv_key: { type: "tendermint/PrivKeyEd25519", value } });
  expect(parseValidatorKeyFile(file)).toEqual(key.seed);
});
