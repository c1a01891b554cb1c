import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The path of Hermes where the PATH has it; it takes too long to build for a measurement. */
export async function findHermes(path: string | undefined): Promise<string | undefined> {
  for (const folder of (path ?? "").split(delimiter).filter((entry) => entry !== "")) {
    const candidate = join(folder, "hermes");
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
