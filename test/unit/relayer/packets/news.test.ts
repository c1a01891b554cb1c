import { News } from "../../../../src/relayer/packets/news.ts";

it("wakes everybody who waits, once", async () => {
  const news = new News();
  const woken: string[] = [];
  const waiting = ["a", "b"].map((name) => news.next().then(() => woken.push(name)));
  news.tell();
  await Promise.all(waiting);
  expect(woken).toEqual(["a", "b"]);
});

it("does not miss what is told between the look and the wait", async () => {
  const news = new News();
  const next = news.next();
  news.tell();
  await expect(next).resolves.toBeUndefined();
  expect(news.next()).not.toBe(next);
});
