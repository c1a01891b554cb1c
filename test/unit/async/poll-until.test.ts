import { pollUntil } from "../../../src/async/poll-until.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const isThree = (answer: unknown): boolean => answer === 3;

/** Answers 1, 2, 3, … */
function counter(): jest.Mock<Promise<number>> {
  let count = 0;
  return jest.fn(async () => {
    count += 1;
    return count;
  });
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it("asks until an answer passes, at the given pace", async () => {
  const ask = counter();
  const polling = pollUntil(ask, isThree, { what: "three", intervalMs: 100 });
  await jest.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(99);
  expect(ask).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(101);
  await expect(polling).resolves.toBe(3);
  expect(ask).toHaveBeenCalledTimes(3);
  expect(jest.getTimerCount()).toBe(0);
});

it("gives up with the last answer as JSON, bigints included", async () => {
  const ask = async () => ({ power: 5n, name: "a" });
  const failed = rejection(
    "POLL_TIMEOUT",
    pollUntil(ask, () => false, { what: "more", timeoutMs: 120 }),
  );
  await jest.advanceTimersByTimeAsync(120);
  const error = await failed;
  expect(error.context).toEqual({ what: "more", elapsedMs: 120, lastSeen: '{"power":"5","name":"a"}' });
  expect(error.message).toBe('Gave up after 120 ms waiting for more; last seen: {"power":"5","name":"a"}');
});

const noWords = (): string => {
  throw new Error("no words");
};

it.each<[string, unknown, (() => string) | undefined, string]>([
  ["in the caller's words", { a: 1 }, () => "one", "one"],
  ["as nothing where it was undefined", undefined, undefined, "nothing"],
  ["as text where the words fail", "abc", noWords, "abc"],
])("describes the last answer %s", async (_name, answer, describe, lastSeen) => {
  const options = { what: "it", timeoutMs: 10, ...(describe && { describe }) };
  const failed = rejection(
    "POLL_TIMEOUT",
    pollUntil(
      async () => answer,
      () => false,
      options,
    ),
  );
  await jest.advanceTimersByTimeAsync(10);
  expect((await failed).context.lastSeen).toBe(lastSeen);
});

it("does not wait longer for a question that hangs", async () => {
  const failed = rejection(
    "POLL_TIMEOUT",
    pollUntil(() => new Promise(() => undefined), isThree, { what: "it" }),
  );
  await jest.advanceTimersByTimeAsync(30_000);
  expect((await failed).context).toMatchObject({ elapsedMs: 30_000, lastSeen: "nothing" });
});

it("ends with what a question failed with, and asks no more", async () => {
  const failure = new Error("refused");
  const ask = jest.fn(() => Promise.reject(failure));
  await expect(pollUntil(ask, isThree, { what: "it" })).rejects.toBe(failure);
  expect(ask).toHaveBeenCalledTimes(1);
});

it("ends with the signal's own reason, between questions and during one", async () => {
  const reason = new Error("stop");
  for (const ask of [counter(), () => new Promise(() => undefined)]) {
    const controller = new AbortController();
    const polling = pollUntil(ask, () => false, { what: "it", signal: controller.signal });
    const ended = expect(polling).rejects.toBe(reason);
    await jest.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    await ended;
  }
  expect(jest.getTimerCount()).toBe(0);
});
