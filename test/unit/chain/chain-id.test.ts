import fc from "fast-check";
import { revisionNumber } from "../../../src/chain/chain-id.ts";
import { ibcHeight } from "../../../src/ibc/height.ts";

// As TestParseChainID in ibc-go v10's 02-client/types/height_test.go.
it.each([
  ["gaiamainnet-3", 3n],
  ["a-1", 1n],
  ["gaia-mainnet-40", 40n],
  ["gaiamainnet-3-39", 39n],
  ["gaiamainnet--", 0n],
  ["gaiamainnet-03", 0n],
  ["gaiamainnet--4", 0n],
  ["gaiamainnet-3.4", 0n],
  ["gaiamainnet", 0n],
  ["gaiamain-net", 0n],
  ["-1", 0n],
  ["a--1", 0n],
  ["x-0", 0n],
  ["x-1a", 0n],
  ["x- 1", 0n],
  ["", 0n],
  ["a-b-12", 12n],
  ["x-18446744073709551615", 18446744073709551615n],
])("the revision of %j is %s", (chainId, revision) => {
  expect(revisionNumber(chainId)).toBe(revision);
  expect(ibcHeight(chainId, 7n)).toEqual({ revisionNumber: revision, revisionHeight: 7n });
});

it("is read back from any chain id made with it", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z-]*[a-z]$/), fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (name, revision) => {
      expect(revisionNumber(`${name}-${revision}`)).toBe(revision);
    }),
  );
});
