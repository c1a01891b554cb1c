import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../testnet/package-root.ts";
import type { Check } from "./check.ts";

const oldest = [22, 22] as const;

/** Whether this Node runs icskit: 22.22 or newer. */
export const checkNode: Check = async () => {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  if (isEnough) return [{ name: "node", verdict: "ok", found: version }];
  const advice = `icskit needs Node.js ${oldest.join(".")}: "npm run setup" installs one for this project's npm scripts`;
  return [{ name: "node", verdict: "missing", found: version, advice }];
};

const readIfPresent = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

/** Whether the npm packages are those of package-lock.json. Nothing to say outside a checkout. */
export const checkPackages: Check = async () => {
  const lock = await readIfPresent(join(packageRoot, "package-lock.json"));
  if (lock === undefined) return [];
  const stamp = await readIfPresent(join(packageRoot, "node_modules/.icskit-stamp"));
  if (stamp === createHash("sha256").update(lock).digest("hex")) {
    return [{ name: "npm packages", verdict: "ok", found: "as in package-lock.json" }];
  }
  const found = stamp === undefined ? "not installed by set-up" : "of an older package-lock.json";
  return [{ name: "npm packages", verdict: "missing", found, advice: 'Run "npm run setup"' }];
};
