import { sleep } from "../../../src/async/sleep.ts";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it("resolves after its time", async () => {
  const done = jest.fn();
  void sleep(50).then(done);
  await jest.advanceTimersByTimeAsync(49);
  expect(done).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalled();
});

it("ends with the signal's reason as soon as it aborts, and leaves no timer", async () => {
  const controller = new AbortController();
  const sleeping = sleep(1_000, controller.signal);
  controller.abort("stop");
  await expect(sleeping).rejects.toBe("stop");
  await expect(sleep(1_000, controller.signal)).rejects.toBe("stop");
  expect(jest.getTimerCount()).toBe(0);
});

it("forgets the signal when it is over", async () => {
  const controller = new AbortController();
  const remove = jest.spyOn(controller.signal, "removeEventListener");
  const sleeping = sleep(10, controller.signal);
  await jest.advanceTimersByTimeAsync(10);
  await sleeping;
  expect(remove).toHaveBeenCalledTimes(1);
});
