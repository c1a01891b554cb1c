import { sleep } from "../../../src/async/sleep.ts";
import { together, togetherUntil } from "../../../src/async/together.ts";

const never = new AbortController().signal;

/** Work that ends when its signal aborts, and takes a moment for it. */
function endless(ended: unknown[], signal: AbortSignal): Promise<never> {
  return sleep(2 ** 30, signal).then(
    () => Promise.reject(new Error("slept on")),
    async (reason: unknown) => {
      await Promise.resolve();
      ended.push(reason);
      throw reason;
    },
  );
}

describe("several things at once", () => {
  it("are done once each of them is", async () => {
    const done: number[] = [];
    const work = async (ticks: number): Promise<void> => {
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      done.push(ticks);
    };
    await together(never, () => [work(9), work(1), work(5)]);
    expect(done).toEqual([1, 5, 9]);
  });

  it("end with the first failure, once the others have ended too", async () => {
    const ended: unknown[] = [];
    const failure = new Error("no");
    await expect(together(never, (signal) => [Promise.reject(failure), endless(ended, signal)])).rejects.toBe(failure);
    expect(ended).toEqual([expect.objectContaining({ name: "AbortError" })]);
  });

  it("end with the signal's own reason", async () => {
    const ended: unknown[] = [];
    const [controller, reason] = [new AbortController(), new Error("enough")];
    const working = together(controller.signal, (signal) => [endless(ended, signal), endless(ended, signal)]);
    controller.abort(reason);
    await expect(working).rejects.toBe(reason);
    expect(ended).toEqual([reason, reason]);
  });

  it("come to what their outcome is, which ends those still at work", async () => {
    const ended: unknown[] = [];
    const outcome = togetherUntil(
      never,
      (signal) => [Promise.resolve(7), endless(ended, signal)],
      ([seven, other]) => Promise.race([seven, other]),
    );
    expect(await outcome).toBe(7);
    expect(ended).toHaveLength(1);
  });
});
