import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import fc from "fast-check";
import { headerPath, isTrusted } from "../../../../src/relayer/clients/header-path.ts";
import { addressOf, type Powers } from "./synthetic-chain.ts";

const third = { numerator: 1n, denominator: 3n };
const never = new Date(0);

const validators = (powers: Powers) =>
  Object.entries(powers).map(([name, votingPower]) => ({ address: addressOf(name), votingPower }));

const commit = (...names: string[]) => ({
  signatures: names.map((name) => ({
    blockIdFlag: name.startsWith("!") ? BlockIDFlag.BLOCK_ID_FLAG_NIL : BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    validatorAddress: addressOf(name.replace("!", "")),
    timestamp: { seconds: BigInt(never.getTime()), nanos: 0 },
    signature: new Uint8Array(64),
  })),
});

describe("a commit is trusted", () => {
  it("where more than the trust level of the trusted power signed it", () => {
    const trusted = validators({ a: 34n, b: 33n, c: 33n });
    expect(isTrusted(commit("a"), trusted, third)).toBe(true);
    expect(isTrusted(commit("b"), trusted, third)).toBe(false);
    expect(isTrusted(commit("b", "c"), trusted, third)).toBe(true);
    expect(isTrusted(commit("b", "c"), trusted, { numerator: 2n, denominator: 3n })).toBe(false);
  });

  it("not by exactly a third, by strangers, or by votes for no block", () => {
    const trusted = validators({ a: 1n, b: 1n, c: 1n });
    expect(isTrusted(commit("a"), trusted, third)).toBe(false);
    expect(isTrusted(commit("a", "x", "y", "z"), trusted, third)).toBe(false);
    expect(isTrusted(commit("a", "!b", "!c"), trusted, third)).toBe(false);
    expect(isTrusted(commit("a", "b", "!c"), trusted, third)).toBe(true);
  });

  it("never where the level is none, or nobody is trusted", () => {
    expect(isTrusted(commit("a"), validators({ a: 1n }), { numerator: 0n, denominator: 0n })).toBe(false);
    expect(isTrusted(commit("a"), [], third)).toBe(false);
  });
});

describe("the path of headers", () => {
  it("is the target alone where it can be verified at once, or is the next block", async () => {
    expect(await headerPath(5n, 900n, async () => true)).toEqual([900n]);
    const reaches = jest.fn(async () => false);
    expect(await headerPath(5n, 6n, reaches)).toEqual([6n]);
    expect(reaches).not.toHaveBeenCalled();
  });

  it("goes as far as can be verified with each header", async () => {
    expect(await headerPath(0n, 16n, async (from, to) => to - from <= 5n)).toEqual([5n, 10n, 15n, 16n]);
    // All is changed at once between 9 and 10: only neighbours help there.
    const asked: string[] = [];
    const path = await headerPath(0n, 16n, async (from, to) => {
      asked.push(`${from}-${to}`);
      return to <= 9n || from >= 10n;
    });
    expect(path).toEqual([9n, 10n, 16n]);
    expect(asked).toEqual(["0-16", "0-8", "0-12", "0-10", "0-9", "9-16", "9-13", "9-11", "10-16"]);
  });

  it("is ascending, ends at the target and has each step verified, whatever can be skipped", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(200),
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        async (trusted, distance, skips) => {
          const canSkip = (from: bigint, to: bigint): boolean => skips[Number((from * 7n + to) % 40n)] === true;
          const target = BigInt(trusted + distance);
          const path = await headerPath(BigInt(trusted), target, async (from, to) => canSkip(from, to));
          expect(path.at(-1)).toBe(target);
          [BigInt(trusted), ...path].reduce((from, to) => {
            expect(to > from && (to === from + 1n || canSkip(from, to))).toBe(true);
            return to;
          });
        },
      ),
    );
  });

  it("ends with what a header could not be read for", async () => {
    await expect(headerPath(0n, 9n, () => Promise.reject(new Error("pruned")))).rejects.toThrow("pruned");
  });
});
