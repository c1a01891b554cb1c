import { mapLimited } from "../../../src/async/map-limited.ts";

it("gives the results in the order of the items, with so many at work at most", async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < 8 - item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(most).toBe(3);
});

it("gives nothing for nothing", async () => {
  await expect(mapLimited([], 3, () => Promise.reject(new Error("never")))).resolves.toEqual([]);
});

it("fails with the first failure, and begins nothing more", async () => {
  const begun: number[] = [];
  const work = async (item: number): Promise<number> => {
    begun.push(item);
    if (item === 2) throw new Error("two");
    await Promise.resolve();
    return item;
  };
  await expect(mapLimited([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow("two");
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.length).toBeLessThan(6);
});
