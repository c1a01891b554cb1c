import { blocksUpTo } from "../../../../src/observer/report/blocks-up-to.ts";
import type { BlockSource } from "../../../../src/observer/sources.ts";
import { collect } from "../collect.ts";
import { blockSource } from "../fake-sources.ts";
import { pairHistory } from "../pair-history.ts";

const source: BlockSource = { ...blockSource(pairHistory().provider), latestHeight: async () => 14n };

test("ends after the last height that is wanted, which counts as the latest one", async () => {
  const cut = blocksUpTo(source, 9n);
  const heights = (await collect(cut.blocks({ from: 7n }))).map(({ height }) => height);
  expect(heights).toEqual([7n, 8n, 9n]);
  expect(await cut.latestHeight?.()).toBe(9n);
});

test("goes no further than the chain", async () => {
  expect(await blocksUpTo(source, 20n).latestHeight?.()).toBe(14n);
  expect(blocksUpTo(blockSource(pairHistory().provider), 9n).latestHeight).toBeUndefined();
});
