import { withDeadline } from "../../../src/async/deadline.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it("settles as the work does, and leaves no timer behind", async () => {
  await expect(withDeadline("it", { timeoutMs: 1_000 }, async () => 7)).resolves.toBe(7);
  const broken = new TypeError("broken");
  await expect(withDeadline("it", { timeoutMs: 1_000 }, () => Promise.reject(broken))).rejects.toBe(broken);
  const thrower = (): Promise<never> => {
    throw broken;
  };
  await expect(withDeadline("it", { timeoutMs: 1_000 }, thrower)).rejects.toBe(broken);
  expect(jest.getTimerCount()).toBe(0);
});

it("gives up at the deadline, says on what, and stops the work", async () => {
  let seen: AbortSignal | undefined;
  const waiting = withDeadline("the moon", { timeoutMs: 1_000 }, (signal) => {
    seen = signal;
    return never();
  });
  const failed = rejection("POLL_TIMEOUT", waiting);
  await jest.advanceTimersByTimeAsync(999);
  expect(seen?.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  const error = await failed;
  expect(error.context).toEqual({ what: "the moon", elapsedMs: 1_000, lastSeen: "nothing" });
  expect(error.message).toBe("Gave up after 1000 ms waiting for the moon");
  expect(seen?.reason).toBe(error);
});

it("waits for ever without one", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = withDeadline("it", {}, () => promise);
  await jest.advanceTimersByTimeAsync(10_000_000);
  resolve("late");
  await expect(waiting).resolves.toBe("late");
});

it("ends with the signal's own reason, also for the work", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  let seen: AbortSignal | undefined;
  const waiting = withDeadline("it", { signal: controller.signal, timeoutMs: 1_000 }, (signal) => {
    seen = signal;
    return never();
  });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(seen?.reason).toBe(reason);
  expect(jest.getTimerCount()).toBe(0);
});

it("does not begin where the signal has aborted already", async () => {
  const work = jest.fn();
  await expect(withDeadline("it", { signal: AbortSignal.abort("no") }, work)).rejects.toBe("no");
  expect(work).not.toHaveBeenCalled();
});

it("keeps what the work rejects with after the deadline from becoming an unhandled rejection", async () => {
  const unhandled = jest.fn();
  process.on("unhandledRejection", unhandled);
  try {
    const late = Promise.withResolvers<never>();
    const failed = rejection(
      "POLL_TIMEOUT",
      withDeadline("it", { timeoutMs: 5 }, () => late.promise),
    );
    await jest.advanceTimersByTimeAsync(5);
    await failed;
    late.reject(new Error("too late"));
    jest.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off("unhandledRejection", unhandled);
  }
});
