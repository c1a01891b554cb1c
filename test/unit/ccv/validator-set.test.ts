import { toBase64 } from "@cosmjs/encoding";
import fc from "fast-check";
import {
  applyValidatorUpdates,
  compareValidatorSets,
  createValidatorSet,
  isTwoThirds,
  totalPower,
  twoThirds,
  type ValidatorUpdate,
} from "../../../src/ccv/validator-set.ts";

function validator(seed: number, power: bigint): ValidatorUpdate {
  return { pubkey: new Uint8Array(32).fill(seed), power };
}

const key = (seed: number): string => toBase64(validator(seed, 0n).pubkey);
const updates = fc.array(fc.tuple(fc.nat(5), fc.bigInt(0n, 9n)).map(([seed, power]) => validator(seed, power)));

describe("applyValidatorUpdates", () => {
  const set = createValidatorSet([validator(1, 10n), validator(2, 20n)]);

  it("changes, adds and removes", () => {
    const next = applyValidatorUpdates(set, [validator(1, 11n), validator(2, 0n), validator(3, 30n)]);
    expect([...next]).toEqual([
      [key(1), 11n],
      [key(3), 30n],
    ]);
  });

  it("leaves the given set alone", () => {
    applyValidatorUpdates(set, [validator(1, 0n)]);
    expect(set.get(key(1))).toBe(10n);
  });

  it("does nothing where an absent validator is removed", () => {
    expect(applyValidatorUpdates(set, [validator(9, 0n)])).toEqual(set);
  });

  it("gives the same for one list and for its parts one after the other", () => {
    fc.assert(
      fc.property(updates, updates, (first, second) => {
        const atOnce = createValidatorSet([...first, ...second]);
        expect(compareValidatorSets(atOnce, applyValidatorUpdates(createValidatorSet(first), second))).toEqual([]);
      }),
    );
  });

  it("never holds a power of 0", () => {
    fc.assert(
      fc.property(updates, (list) =>
        createValidatorSet(list)
          .values()
          .every((power) => power > 0n),
      ),
    );
  });
});

describe("compareValidatorSets", () => {
  it("names each key that is missing, extra or of another power, ascending", () => {
    const expected = createValidatorSet([validator(3, 1n), validator(1, 1n), validator(2, 1n)]);
    const actual = createValidatorSet([validator(1, 1n), validator(2, 5n), validator(4, 7n)]);
    expect(compareValidatorSets(expected, actual)).toEqual([
      { pubkey: key(2), kind: "power", expected: 1n, actual: 5n },
      { pubkey: key(3), kind: "missing", expected: 1n, actual: undefined },
      { pubkey: key(4), kind: "extra", expected: undefined, actual: 7n },
    ]);
  });

  it("finds nothing in equal sets of another order", () => {
    const list = [validator(1, 1n), validator(2, 2n)];
    expect(compareValidatorSets(createValidatorSet(list), createValidatorSet(list.toReversed()))).toEqual([]);
  });
});

describe("power", () => {
  it("sums up, to 0 for nobody", () => {
    expect(totalPower(createValidatorSet([validator(1, 10n), validator(2, 2n ** 62n)]))).toBe(2n ** 62n + 10n);
    expect(totalPower(new Map())).toBe(0n);
  });

  it("needs strictly more than two thirds", () => {
    expect(isTwoThirds(66n, 99n)).toBe(false);
    expect(isTwoThirds(67n, 99n)).toBe(true);
    expect(isTwoThirds(67n, 100n)).toBe(true);
    expect(isTwoThirds(66n, 100n)).toBe(false);
  });

  it("agrees with itself on the least power that commits", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n), (total) => {
        expect(isTwoThirds(twoThirds(total), total)).toBe(true);
        expect(isTwoThirds(twoThirds(total) - 1n, total)).toBe(false);
      }),
    );
  });
});
