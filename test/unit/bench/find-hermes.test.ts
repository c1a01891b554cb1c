import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findHermes } from "../../../bench/relay/find-hermes.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "icskit-hermes-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, mode: number): Promise<string> {
  await mkdir(join(folder, name));
  const path = join(folder, name, "hermes");
  await writeFile(path, "");
  await chmod(path, mode);
  return path;
}

it("finds the first hermes on the PATH, past folders that are not there and files that cannot be run", async () => {
  await put("plain", 0o600);
  const first = await put("first", 0o755);
  await put("second", 0o755);
  const path = ["", "missing", "plain", "first", "second"].map((name) => name && join(folder, name)).join(delimiter);
  expect(await findHermes(path)).toBe(first);
});

it("finds none on a PATH without it, or without a PATH", async () => {
  await put("plain", 0o600);
  expect(await findHermes(join(folder, "plain"))).toBeUndefined();
  expect(await findHermes(undefined)).toBeUndefined();
});
