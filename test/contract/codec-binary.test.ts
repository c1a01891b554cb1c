import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fromBase64, toBase64, toHex } from "@cosmjs/encoding";
import { type EncodeObject, Registry } from "@cosmjs/proto-signing";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import fc from "fast-check";
import type { MessageCatalog } from "../../src/ccv/json/message-catalog.ts";
import { MsgUpdateParams } from "../../src/codec/interchain_security/ccv/consumer/v1/tx.ts";
import { consumerMessages } from "../../src/consumer/message-json.ts";
import { providerMessages } from "../../src/provider/message-json.ts";
import { providerRegistryTypes } from "../../src/provider/registry.ts";
import { findBinary } from "../../testnet/binaries.ts";
import { binaryEnvironment } from "../../testnet/binary-environment.ts";
import { consumerMessageArbitrary, providerMessageArbitraries } from "../support/arbitraries/messages.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
const temporaryFolder = useTemporaryFolder();
const registry = new Registry([...providerRegistryTypes, [MsgUpdateParams.typeUrl, MsgUpdateParams]]);

/** A command line takes no longer argument. */
const LONGEST_TX = 90_000;
const SAMPLES_OF_EACH = 40;
const SEED = 20_250_401;

/** Fields of the SDK's own types that cosmjs-types does not have yet; in chains of ICS they are false. */
const UNKNOWN_TO_COSMJS = ["prehash_key_before_comparison"];

interface BinaryTx {
  readonly body: { readonly messages: readonly unknown[] };
}

/** `tx` commands of a chain binary, which reads and writes transactions without a chain. */
class TxCommands {
  readonly #path: string;
  readonly #folder: string;

  constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
  }

  async decode(tx: Uint8Array): Promise<BinaryTx> {
    return JSON.parse(await this.#run("decode", toBase64(tx))) as BinaryTx;
  }

  async encode(tx: BinaryTx): Promise<Uint8Array> {
    const file = join(this.#folder, "tx.json");
    await writeFile(file, JSON.stringify(tx));
    return fromBase64((await this.#run("encode", file)).trim());
  }

  async #run(command: string, argument: string): Promise<string> {
    const options = { env: binaryEnvironment(this.#folder), maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run(this.#path, ["tx", command, argument, "--home", this.#folder], options);
    return stdout;
  }
}

function txOf(messages: readonly EncodeObject[]): Uint8Array {
  const body = TxBody.fromPartial({ messages: messages.map((message) => registry.encodeAsAny(message)) });
  const authInfo = AuthInfo.fromPartial({ fee: { gasLimit: 1n } });
  const bytes = { bodyBytes: TxBody.encode(body).finish(), authInfoBytes: AuthInfo.encode(authInfo).finish() };
  return TxRaw.encode(TxRaw.fromPartial(bytes)).finish();
}

/** As few transactions as their length allows: each costs a start of the binary. */
function batches(messages: readonly EncodeObject[]): EncodeObject[][] {
  const found: EncodeObject[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = registry.encode(message).length + 100;
    if (length + size > LONGEST_TX) {
      found.push([]);
      length = 0;
    }
    found.at(-1)?.push(message);
    length += size;
  }
  return found;
}

/** JSON of protobuf says some things in several ways: null for what is empty, and any number of zeros after a point. */
function plain(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json === "string") return json.replace(/^([\dT:-]+\.\d*?)0*([sZ])$/, "$1$2").replace(/\.([sZ])$/, "$1");
  if (typeof json !== "object" || json === null) return json;
  const isSaid = ([name, value]: [string, unknown]) =>
    value !== null && value !== undefined && value !== "" && !UNKNOWN_TO_COSMJS.includes(name);
  const members = Object.entries(json).filter(isSaid);
  return Object.fromEntries(members.map(([name, value]) => [name, plain(value)]));
}

const hex = ({ typeUrl, value }: Any): string => `${typeUrl} ${toHex(value)}`;

async function expectSameInBinary(commands: TxCommands, catalog: MessageCatalog, messages: readonly EncodeObject[]) {
  for (const batch of batches(messages)) {
    const tx = txOf(batch);
    const decoded = await commands.decode(tx);
    for (const [index, message] of batch.entries()) {
      expect(plain(decoded.body.messages[index])).toEqual(plain(catalog.toJson(message)));
      const back = catalog.fromJson(decoded.body.messages[index]);
      expect(toHex(registry.encode(back))).toBe(toHex(registry.encode(message)));
    }
    const written = TxBody.decode(TxRaw.decode(await commands.encode(decoded)).bodyBytes).messages.map(hex);
    const ours = batch.map((message) => hex(registry.encodeAsAny(message)));
    expect(written).toHaveLength(ours.length);
    expect(written.filter((each, index) => each !== ours[index])).toEqual([]);
  }
}

const samples = (arbitrary: fc.Arbitrary<EncodeObject>): EncodeObject[] =>
  fc.sample(arbitrary, { numRuns: SAMPLES_OF_EACH, seed: SEED });

it("the provider's binary reads every message as the same JSON, and writes it as the same bytes", async () => {
  const commands = new TxCommands((await findBinary("pd")).path, await temporaryFolder());
  const messages = providerMessageArbitraries.flatMap(samples);
  expect(new Set(messages.map(({ typeUrl }) => typeUrl)).size).toBe(11);
  await expectSameInBinary(commands, providerMessages, messages);
}, 300_000);

it("the consumer's binary reads its message as the same JSON, and writes it as the same bytes", async () => {
  const commands = new TxCommands((await findBinary("cd")).path, await temporaryFolder());
  await expectSameInBinary(commands, consumerMessages, samples(consumerMessageArbitrary));
}, 300_000);
