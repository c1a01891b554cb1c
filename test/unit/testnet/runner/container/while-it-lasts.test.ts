import type { Container } from "../../../../../testnet/runner/container/container-run.ts";
import { whileItLasts } from "../../../../../testnet/runner/container/while-it-lasts.ts";

const refusal = Object.assign(new Error("can only kill running containers"), { statusCode: 500 });
const refused = (): Promise<never> => Promise.reject(refusal);

/** A container of which only its state can be asked. */
const containerIn = (inspect: () => Promise<unknown>): Container => ({ inspect }) as Container;
const containerThat = (state: { readonly Running: boolean; readonly Paused: boolean }): Container =>
  containerIn(async () => ({ State: state }));
const lost = (statusCode: number): Container =>
  containerIn(() => Promise.reject(Object.assign(new Error("lost"), { statusCode })));

const runs = { Running: true, Paused: false };
const ended = { Running: false, Paused: false };
const pausedAtDocker = { Running: true, Paused: true };
const pausedAtPodman = { Running: false, Paused: true };

test("a request that is carried out is not asked about", async () => {
  expect(await whileItLasts(lost(500), "running", Promise.resolve())).toBe(true);
});

test.each([
  ["running", ended],
  ["paused", ended],
  ["paused", runs],
  ["unpaused", ended],
  ["unpaused", pausedAtDocker],
  ["unpaused", pausedAtPodman],
] as const)("a request to one that is to be %s came too late for %j", async (state, present) => {
  expect(await whileItLasts(containerThat(present), state, refused())).toBe(false);
});

test.each([
  ["running", runs],
  ["running", pausedAtDocker],
  ["running", pausedAtPodman],
  ["unpaused", runs],
  ["paused", pausedAtDocker],
  ["paused", pausedAtPodman],
] as const)("a refusal for one that is to be %s is thrown for %j", async (state, present) => {
  await expect(whileItLasts(containerThat(present), state, refused(), 1)).rejects.toBe(refusal);
});

test("an engine may show the end a moment later", async () => {
  const states = [pausedAtDocker, pausedAtDocker, ended];
  const container = containerIn(async () => ({ State: states.shift() }));
  expect(await whileItLasts(container, "paused", refused())).toBe(false);
});

test("one that was removed has ended", async () => {
  expect(await whileItLasts(lost(404), "running", refused())).toBe(false);
});

test("where its state cannot be had, the refusal is thrown", async () => {
  await expect(whileItLasts(lost(500), "running", refused(), 1)).rejects.toBe(refusal);
});
