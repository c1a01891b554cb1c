import { toHex } from "@cosmjs/encoding";
import { BinaryWriter as CosmjsBinaryWriter } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import fc from "fast-check";
import { BinaryReader, BinaryWriter } from "../../../src/codec/wire.ts";

const hex = (writer: CosmjsBinaryWriter): string => toHex(writer.finish());

describe("the writer", () => {
  it("writes 64-bit integers between 2^31 and 2^32 - 1, which cosmjs-types gets wrong", () => {
    expect(hex(BinaryWriter.create().int64(2n ** 31n))).toBe("8080808008");
    expect(hex(BinaryWriter.create().uint64(2n ** 32n - 1n))).toBe("ffffffff0f");
    // When this fails, cosmjs-types is repaired and src/codec/wire.ts can go.
    expect(hex(CosmjsBinaryWriter.create().int64(2n ** 31n))).toBe("0000000000");
  });

  it("reads back every signed and unsigned 64-bit integer", () => {
    const edges = fc.constantFrom(0n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n - 1n);
    const unsigned = fc.oneof(
      edges,
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: 0n, max: 2n ** 33n }),
    );
    fc.assert(
      fc.property(unsigned, (value) => {
        expect(new BinaryReader(BinaryWriter.create().uint64(value).finish()).uint64()).toBe(value);
        const signed = BigInt.asIntN(64, -value);
        expect(new BinaryReader(BinaryWriter.create().int64(signed).finish()).int64()).toBe(signed);
      }),
    );
  });

  it("serves types of cosmjs-types: a time in 2040, a total power of three billion", () => {
    const time = { seconds: 2_208_988_800n, nanos: 1 };
    expect(Timestamp.decode(Timestamp.encode(time, BinaryWriter.create()).finish())).toEqual(time);
    const set = ValidatorSet.fromPartial({
      totalVotingPower: 3_000_000_000n,
      validators: [{ votingPower: 3_000_000_000n }],
    });
    expect(ValidatorSet.decode(ValidatorSet.encode(set, BinaryWriter.create()).finish())).toEqual(set);
  });
});
