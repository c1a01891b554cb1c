import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { confirmed } from "../../../src/cli/confirm.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const { signal } = new AbortController();

/** A terminal on which somebody types this. */
function terminal(typed: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  input.end(typed);
  return { input, output, signal };
}

it("is settled by the flags without a question", async () => {
  await expect(confirmed("Do it?", { signal, dryRun: true, yes: true })).resolves.toBe(false);
  await expect(confirmed("Do it?", { signal, yes: true })).resolves.toBe(true);
});

it.each(["y\n", "YES\n", " yes \n"])("takes %j for a yes", async (typed) => {
  const { input, output } = terminal(typed);
  await expect(confirmed("Do it?", { input, output, signal })).resolves.toBe(true);
  output.end();
  await expect(text(output)).resolves.toContain("Do it? [y/N] ");
});

it.each(["n\n", "\n", "yep\n", ""])("takes %j for a no", async (typed) => {
  const error = await rejection("CONFIG_INVALID", confirmed("Do it?", terminal(typed)));
  expect(error.message).toBe("Not confirmed: no\nNothing was sent.");
});

it("needs the flag where nobody can be asked", async () => {
  const error = await rejection("CONFIG_INVALID", confirmed("Do it?", { input: new PassThrough(), signal }));
  expect(error.message).toContain("Add --yes");
});

it("ends with the signal's reason", async () => {
  const controller = new AbortController();
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const asked = confirmed("Do it?", { input, output: new PassThrough(), signal: controller.signal });
  controller.abort(new Error("stop"));
  await expect(asked).rejects.toThrow();
});
