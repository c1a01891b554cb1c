import { BinaryWriter as CosmjsBinaryWriter } from "cosmjs-types/binary";

export { BinaryReader } from "cosmjs-types/binary";

const lowest = 2n ** 31n;
const highest = 2n ** 32n - 1n;

/**
 * The writer of cosmjs-types, with its 64-bit integers put right: cosmjs-types 0.11 writes wrong bytes, silently,
 * for every value from 2^31 to 2^32 - 1 (`writeVarint64` compares the low word as a signed number), such as a
 * total power of three billion or any time after January 2038.
 *
 * Generated messages use it for themselves and for what they nest. When a type of cosmjs-types is the outermost
 * message and holds powers or times (a light-client header), hand it one: `Header.encode(header, BinaryWriter.create())`.
 */
export class BinaryWriter extends CosmjsBinaryWriter {
  static override create(): BinaryWriter {
    return new BinaryWriter();
  }

  override int64(value: string | number | bigint): CosmjsBinaryWriter {
    const exact = BigInt(value);
    // In this range a varint of 32 bits and one of 64 bits are the same bytes.
    return exact >= lowest && exact <= highest ? this.uint32(Number(exact)) : super.int64(exact);
  }

  override uint64 = (value: string | number | bigint): CosmjsBinaryWriter => this.int64(value);
}
