import { mergeExisting, mergeJson } from "../../../../testnet/genesis/json.ts";

test("merges objects key by key, replaces lists, keeps what the patch leaves undefined", () => {
  const base = { a: { x: 1, y: 2 }, list: [1, 2], kept: "k", nothing: null };
  expect(mergeJson(base, { a: { y: 3 }, list: [9], kept: undefined, nothing: { z: 1 } })).toEqual({
    a: { x: 1, y: 3 },
    list: [9],
    kept: "k",
    nothing: { z: 1 },
  });
});

test("does not change what it was given", () => {
  const base = { a: { x: 1 } };
  mergeJson(base, { a: { x: 2 } });
  expect(base).toEqual({ a: { x: 1 } });
});

test("mergeExisting drops keys that the base does not have", () => {
  expect(mergeExisting({ a: 1 }, { a: 2, b: 3 })).toEqual({ a: 2 });
});
