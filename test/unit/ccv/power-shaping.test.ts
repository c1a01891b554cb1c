import { toBech32 } from "@cosmjs/encoding";
import fc from "fast-check";
import { goSorted } from "../../../src/ccv/go-sort.ts";
import { capPowers } from "../../../src/ccv/power-cap.ts";
import {
  minPowerOf,
  type PowerShaping,
  predictConsumerSet,
  providerValidators,
  type StakedValidator,
} from "../../../src/ccv/power-shaping.ts";

const address = (seed: number): string => toBech32("cosmosvalcons", new Uint8Array(20).fill(seed));
const staked = (seed: number, power: bigint, change: Partial<StakedValidator> = {}): StakedValidator => ({
  providerConsensusAddress: address(seed),
  operatorAddress: toBech32("cosmosvaloper", new Uint8Array(20).fill(seed)),
  tokens: power * 1_000_000n,
  power,
  jailed: false,
  ...change,
});
const plain: PowerShaping = {
  topN: 0,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: 0n,
  allowInactiveValidators: false,
};
const limits = { maxValidators: 100, maxProviderConsensusValidators: 4 };
const five = [staked(1, 50n), staked(2, 40n), staked(3, 30n), staked(4, 20n), staked(5, 10n)];
const all = five.map(({ providerConsensusAddress }) => providerConsensusAddress);
const predict = (shaping: Partial<PowerShaping>, optedIn: readonly string[] = all, validators = five) =>
  predictConsumerSet(providerValidators(validators, limits), { ...plain, ...shaping }, optedIn);
const powers = (predicted: ReturnType<typeof predict>): readonly (readonly [number, bigint])[] =>
  [...predicted.powers].map(([member, power]) => [all.indexOf(member) + 1, power]);

describe("predictConsumerSet", () => {
  it("takes those who opted in and are active, with their power", () => {
    const predicted = predict({}, [address(1), address(3), address(5)]);
    expect(powers(predicted)).toEqual([
      [1, 50n],
      [3, 30n],
    ]);
    expect(Object.fromEntries(predicted.reasons)).toEqual({
      [address(2)]: "not-opted-in",
      [address(4)]: "not-opted-in",
      [address(5)]: "not-active",
    });
    expect(predicted.minPowerInTopN).toBeUndefined();
  });

  it("takes inactive validators where they are allowed", () => {
    expect(predict({ allowInactiveValidators: true }).powers.size).toBe(5);
  });

  it("compels the Top N of the active ones, and lets others opt in", () => {
    const predicted = predict({ topN: 60 }, [address(4)]);
    expect(predicted.minPowerInTopN).toBe(40n);
    expect(powers(predicted).map(([validator]) => validator)).toEqual([1, 2, 4]);
  });

  it("heeds allowlist, denylist and minimum stake, whatever the capitals", () => {
    const predicted = predict({
      allowlist: [address(1).toUpperCase(), address(2), address(3)],
      denylist: [address(1)],
      minStake: 35_000_000n,
    });
    expect(powers(predicted)).toEqual([[2, 40n]]);
    expect(predicted.reasons.get(address(1))).toBe("denylisted");
    expect(predicted.reasons.get(address(3))).toBe("below-minimum-stake");
    expect(predicted.reasons.get(address(4))).toBe("not-allowlisted");
  });

  it("fills a capped set with the priority list first, and caps no Top N chain", () => {
    const predicted = predict({ validatorSetCap: 2, prioritylist: [address(4)] });
    expect(powers(predicted)).toEqual([
      [4, 20n],
      [1, 50n],
    ]);
    expect(predicted.reasons.get(address(2))).toBe("beyond-set-cap");
    expect(predict({ validatorSetCap: 2, topN: 100 }).powers.size).toBe(4);
  });

  it("leaves out who is jailed, not bonded, or beyond the provider's own number", () => {
    const validators = [staked(1, 50n, { jailed: true }), staked(2, 0n), staked(3, 30n), staked(4, 30n)];
    const predicted = predictConsumerSet(
      providerValidators(validators, { maxValidators: 1, maxProviderConsensusValidators: 1 }),
      plain,
      all,
    );
    expect(powers(predicted)).toEqual([[3, 30n]]);
    for (const left of [1, 2, 4]) expect(predicted.reasons.get(address(left))).toBe("not-bonded");
  });

  it("judges each validator exactly once", () => {
    const subset = fc.subarray(all);
    const shaping = fc.record({
      topN: fc.constantFrom(0, 50, 77, 100),
      validatorsPowerCap: fc.nat(100),
      validatorSetCap: fc.nat(6),
      allowlist: subset,
      denylist: subset,
      prioritylist: subset,
      minStake: fc.bigInt(0n, 60_000_000n),
      allowInactiveValidators: fc.boolean(),
    });
    fc.assert(
      fc.property(shaping, subset, (given, optedIn) => {
        const { powers: members, reasons } = predict(given, optedIn);
        expect([...members.keys(), ...reasons.keys()].toSorted()).toEqual(all.toSorted());
        for (const power of members.values()) expect(power).toBeGreaterThan(0n);
      }),
    );
  });
});

describe("minPowerOf", () => {
  it.each([
    [50, 40n],
    [33, 50n],
    [100, 10n],
  ])("of the top %d percent is %d", (topN, power) => {
    expect(minPowerOf(five, topN)).toBe(power);
  });

  it("is none without validators", () => {
    expect(minPowerOf([], 50)).toBeUndefined();
  });

  it("rounds shares as the chain does: a third and two thirds to 18 places", () => {
    const three = [staked(1, 1n), staked(2, 1n), staked(3, 1n)];
    expect(minPowerOf(three, 66)).toBe(1n);
    expect(minPowerOf([staked(1, 2n), staked(2, 1n)], 67)).toBe(1n);
  });
});

describe("capPowers", () => {
  const capped = (given: readonly bigint[], percent: number) =>
    capPowers(
      given.map((power) => ({ power })),
      percent,
    ).map(({ power }) => power);

  it("shares out what is above the cap, to the strongest first", () => {
    expect(capped([60n, 138n, 559n], 35)).toEqual([264n, 264n, 229n]);
  });

  it("gives everyone the cap where no powers could keep it", () => {
    expect(capped([50n, 30n, 20n], 10)).toEqual([10n, 10n, 10n]);
  });

  it("leaves nobody without power", () => {
    expect(capped([1n, 1n], 1)).toEqual([1n, 1n]);
  });

  it("caps nothing with 0, and never puts a weaker one ahead by more than what cannot be shared evenly", () => {
    expect(capped([5n, 9n], 0)).toEqual([5n, 9n]);
    const someone = fc.array(fc.bigInt(1n, 1_000_000n), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(someone, fc.integer({ min: 1, max: 100 }), (given, percent) => {
        const sum = given.reduce((total, power) => total + power, 0n);
        const most = (sum * BigInt(percent)) / 100n || 1n;
        const result = capped(given, percent);
        // 2, 2 and 1 get 36465, 36465 and 36466 where the last one is left with one more: so does the chain.
        const isInOrder = (power: bigint, index: number): boolean =>
          result.slice(index + 1).every((weaker) => weaker <= power + 1n);
        expect(result.every(isInOrder)).toBe(true);
        expect(result.every((power) => power <= most)).toBe(true);
        if (BigInt(given.length) * most >= sum) expect(result.reduce((total, power) => total + power, 0n)).toBe(sum);
      }),
      { examples: [[[1n, 105_742n, 2n, 2n, 115_251n, 1n], 17]] },
    );
  });
});

describe("goSorted", () => {
  const item = fc.record({ rank: fc.nat(20), name: fc.nat() });
  const isLess = (left: { readonly rank: number }, right: { readonly rank: number }): boolean => left.rank < right.rank;

  it("sorts any list, and leaves the given one as it is", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 400 }), (items) => {
        const before = [...items];
        const sorted = goSorted(items, isLess);
        expect(items).toEqual(before);
        expect(sorted.map(({ rank }) => rank)).toEqual(items.map(({ rank }) => rank).toSorted((a, b) => a - b));
        expect(new Set(sorted)).toEqual(new Set(items));
      }),
    );
  });

  it("keeps equals in order in short lists, and in those that are sorted already", () => {
    const stable = (items: readonly { readonly rank: number }[]) => items.toSorted((a, b) => a.rank - b.rank);
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), (items) => {
        expect(goSorted(items, isLess)).toEqual(stable(items));
      }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 300 }), (items) => {
        expect(goSorted(stable(items), isLess)).toEqual(stable(items));
      }),
    );
  });

  it.each([
    ["all equal", (index: number) => index * 0],
    ["falling", (index: number) => -index],
    ["an organ pipe", (index: number) => Math.min(index, 500 - index)],
    ["a saw", (index: number) => index % 17],
    ["nearly sorted", (index: number) => (index % 100 === 7 ? index - 3 : index)],
  ])("sorts five hundred, %s", (_name, rank) => {
    const items = Array.from({ length: 500 }, (_, index) => ({ rank: rank(index) }));
    const ranks = goSorted(items, isLess).map((each) => each.rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});
