import { type PageRequest, queryPages } from "../../../src/chain/pages.ts";
import { rejection } from "../../support/comet-fixtures.ts";

/** A list of three pages; what was asked is kept. */
function list() {
  const asked: PageRequest[] = [];
  const ask = async (request: PageRequest) => {
    asked.push(request);
    return { items: [asked.length], nextKey: asked.length < 3 ? Uint8Array.of(asked.length) : new Uint8Array() };
  };
  return { asked, ask };
}

it("every page is asked for with the key that the one before ended with", async () => {
  const { asked, ask } = list();
  expect(await Array.fromAsync(queryPages(ask))).toEqual([[1], [2], [3]]);
  expect(asked.map(({ key }) => [...key])).toEqual([[], [1], [2]]);
  expect(asked[0]).toMatchObject({ limit: 100n, reverse: false, offset: 0n, countTotal: false });
});

it("size and direction go with every page", async () => {
  const { asked, ask } = list();
  await Array.fromAsync(queryPages(ask, { pageSize: 7, reverse: true }));
  expect(asked.map(({ limit, reverse }) => [limit, reverse])).toEqual([
    [7n, true],
    [7n, true],
    [7n, true],
  ]);
});

it("no page is asked for before it is read", async () => {
  const { asked, ask } = list();
  for await (const page of queryPages(ask)) {
    expect(page).toEqual([1]);
    break;
  }
  expect(asked).toHaveLength(1);
});

it("a list without a next key is one page", async () => {
  const pages = queryPages(async () => ({ items: ["all"], nextKey: undefined }));
  expect(await Array.fromAsync(pages)).toEqual([["all"]]);
});

it.each([0, -1, 1.5, Number.NaN])("no page can have %d entries", async (pageSize) => {
  const { ask } = list();
  const error = await rejection("CONFIG_INVALID", queryPages(ask, { pageSize }).next());
  expect(error.context.problems).toMatchObject([{ name: "pageSize", got: String(pageSize) }]);
});
