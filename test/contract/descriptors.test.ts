import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type {
  DescriptorProto,
  EnumDescriptorProto,
  FileDescriptorProto,
} from "cosmjs-types/google/protobuf/descriptor";
import { FieldDescriptorProto_Type as Type } from "cosmjs-types/google/protobuf/descriptor";
import { findBinary } from "../../testnet/binaries.ts";
import { binaryDescriptors } from "../support/binary-descriptors.ts";
import { fieldSample } from "../support/field-sample.ts";

interface Codec {
  readonly typeUrl: string;
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Record<string, unknown>;
}

const codecFolder = join(process.cwd(), "src/codec");
const isCodec = (value: unknown): value is Codec => typeof (value as Codec | undefined)?.decode === "function";

async function generatedModule(file: string): Promise<Record<string, unknown>> {
  return import(join(codecFolder, file.replace(/\.proto$/, ".ts")));
}

function codecOf(module: Record<string, unknown>, name: string): Codec {
  const codec = module[name];
  if (!isCodec(codec)) throw new Error(`There is no codec for ${name}`);
  return codec;
}

/** A message of the package, by its full name in descriptors. */
type Known = ReadonlyMap<string, { readonly codec: Codec; readonly message: DescriptorProto }>;

async function knownMessages(files: ReadonlyMap<string, FileDescriptorProto>): Promise<Known> {
  const known = new Map<string, { codec: Codec; message: DescriptorProto }>();
  for (const [file, { messageType, package: packageName }] of files) {
    const module = await generatedModule(file);
    for (const message of messageType) {
      known.set(`.${packageName}.${message.name}`, { codec: codecOf(module, message.name), message });
    }
  }
  return known;
}

/** Every field of a message but other messages; nothing for one of another package. */
function innerBytes(typeName: string, known: Known): Uint8Array {
  const scalars = known.get(typeName)?.message.field.filter(({ type }) => type !== Type.TYPE_MESSAGE) ?? [];
  return Buffer.concat(scalars.map((field) => fieldSample(field).bytes));
}

/** Each field, alone and written by its descriptor, is read as what it is, and written again as it was. */
function expectFields(codec: Codec, message: DescriptorProto, known: Known): void {
  const empty = codec.decode(new Uint8Array());
  expect(Object.keys(empty).sort()).toEqual(message.field.map((field) => fieldSample(field).property).sort());
  for (const field of message.field) {
    const inner = innerBytes(field.typeName, known);
    const { property, bytes, value, isRepeated } = fieldSample(field, inner);
    const decoded = codec.decode(bytes);
    const item = known.get(field.typeName)?.codec.decode(inner) ?? expect.any(Object);
    const message = isRepeated ? [item, item] : item;
    const wanted = field.type === Type.TYPE_MESSAGE ? message : value;
    expect({ field: field.name, decoded }).toEqual({ field: field.name, decoded: { ...empty, [property]: wanted } });
    const isOfPackage = field.type !== Type.TYPE_MESSAGE || known.has(field.typeName);
    if (isOfPackage)
      expect({ field: field.name, bytes: written(codec, decoded) }).toEqual({ field: field.name, bytes: [...bytes] });
  }
}

const written = (codec: Codec, message: unknown): number[] => [...codec.encode(message).finish()];

function expectEnum(module: Record<string, unknown>, { name, value }: EnumDescriptorProto): void {
  const known = value.map((member): [string, number] => [member.name, member.number]);
  expect(module[name]).toEqual(Object.fromEntries([...known, ["UNRECOGNIZED", -1]]));
}

describe.each(["pd", "cd"] as const)("the codec and what %s registers:", (binary) => {
  let files: Map<string, FileDescriptorProto>;

  beforeAll(async () => {
    files = await binaryDescriptors((await findBinary(binary)).path, "interchain_security/");
  });

  it("have the same files", async () => {
    const entries = await readdir(join(codecFolder, "interchain_security"), { recursive: true });
    const generated = entries.filter((entry) => entry.endsWith(".ts"));
    const expected = [...files.keys()].map((name) => name.replace("interchain_security/", "").replace(".proto", ".ts"));
    expect(generated.sort()).toEqual(expected.sort());
  });

  it("have the same messages, under the same names", async () => {
    for (const [name, { messageType, package: packageName }] of files) {
      const module = await generatedModule(name);
      const generated = Object.values(module).filter(isCodec);
      const expected = messageType.map((message) => `/${packageName}.${message.name}`);
      expect(generated.map(({ typeUrl }) => typeUrl).sort()).toEqual(expected.sort());
    }
  });

  it("have the same fields in each: number, type, label", async () => {
    const known = await knownMessages(files);
    for (const { codec, message } of known.values()) expectFields(codec, message, known);
    const fields = [...known.values()].flatMap(({ message }) => message.field);
    expect([known.size, fields.length]).toEqual([119, 367]);
  });

  it("have the same enumerations", async () => {
    for (const [name, { enumType }] of files) {
      const module = await generatedModule(name);
      for (const each of enumType) expectEnum(module, each);
    }
  });
});
