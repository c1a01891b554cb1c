import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of the icskit package: the parent of `testnet/`, or, where that is a build's `dist/`, the one above it. */
export const packageRoot = [join(import.meta.dirname, ".."), join(import.meta.dirname, "..", "..")].find((folder) =>
  existsSync(join(folder, "package.json")),
) as string;
