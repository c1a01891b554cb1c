import { BinaryWriter } from "cosmjs-types/binary";
import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "cosmjs-types/google/protobuf/descriptor";

/** A value of a field's type that no other type would read from the same bytes, or undefined for another message. */
type Sample = readonly [value: unknown, write: (writer: BinaryWriter) => BinaryWriter];

const [VARINT, BYTES] = [0, 2];
const samples: ReadonlyMap<Type, Sample> = new Map<Type, Sample>([
  [Type.TYPE_INT64, [-5n, (writer) => writer.int64(-5n)]],
  [Type.TYPE_UINT64, [2n ** 64n - 1n, (writer) => writer.uint64(2n ** 64n - 1n)]],
  [Type.TYPE_INT32, [-7, (writer) => writer.int32(-7)]],
  [Type.TYPE_UINT32, [2 ** 32 - 1, (writer) => writer.uint32(2 ** 32 - 1)]],
  [Type.TYPE_BOOL, [true, (writer) => writer.bool(true)]],
  [Type.TYPE_ENUM, [1, (writer) => writer.int32(1)]],
  [Type.TYPE_STRING, ["é", (writer) => writer.string("é")]],
  [Type.TYPE_BYTES, [Uint8Array.of(0xc3, 0x28, 0), (writer) => writer.bytes(Uint8Array.of(0xc3, 0x28, 0))]],
]);

/** What decoding a message with one field set must give for that field, and its bytes. */
export interface FieldSample {
  readonly property: string;
  readonly bytes: Uint8Array;
  /** Undefined for a message, which is any object. */
  readonly value: unknown;
  readonly isRepeated: boolean;
}

/** Writes one field, as its descriptor says, without any generated code; `inner` is what a message in it holds. */
export function fieldSample(field: FieldDescriptorProto, inner: Uint8Array = new Uint8Array()): FieldSample {
  const isRepeated = field.label === Label.LABEL_REPEATED;
  const times = isRepeated ? [1, 2] : [1];
  const property = field.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const writer = BinaryWriter.create();
  const sample = samples.get(field.type);
  if (field.type === Type.TYPE_MESSAGE) {
    for (const _ of times) writer.uint32(tag(field, BYTES)).bytes(inner);
    return { property, bytes: writer.finish(), value: undefined, isRepeated };
  }
  if (sample === undefined) throw new Error(`${field.name} is of type ${field.type}, which has no sample`);
  const [value, write] = sample;
  const isText = field.type === Type.TYPE_STRING || field.type === Type.TYPE_BYTES;
  if (isRepeated && !isText) {
    writer.uint32(tag(field, BYTES)).fork();
    for (const _ of times) write(writer);
    writer.ldelim();
  } else {
    for (const _ of times) write(writer.uint32(tag(field, isText ? BYTES : VARINT)));
  }
  return { property, bytes: writer.finish(), value: isRepeated ? times.map(() => value) : value, isRepeated };
}

function tag({ number }: FieldDescriptorProto, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}
